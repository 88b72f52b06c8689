package minidocker.engine.api;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.engine.core.Container;
import minidocker.engine.core.ContainerConfig;
import minidocker.engine.core.ContainerState;
import minidocker.engine.core.Engine;
import minidocker.engine.core.Health;
import minidocker.engine.core.Link;
import minidocker.engine.core.Past;

/** A container as {@code GET /containers/{id}/json} shows it. */
final class ContainerInspection {
    private final Engine engine;
    private final Container container;

    ContainerInspection(Engine engine, Container container) {
        this.engine = engine;
        this.container = container;
    }

    Map<String, Object> json() {
        ContainerConfig config = container.config();
        List<String> words = new ArrayList<>(config.entrypoint());
        words.addAll(config.cmd());
        Path log = container.streams().log().path();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Id", container.id().hex());
        json.put("Created", Times.rfc3339(container.created()));
        json.put("Path", words.get(0));
        json.put("Args", words.subList(1, words.size()));
        json.put("State", state());
        json.put("Image", container.image().toString());
        json.put("ResolvConfPath", container.folder().resolve("resolv.conf").toString());
        json.put("HostnamePath", container.folder().resolve("hostname").toString());
        json.put("HostsPath", container.folder().resolve("hosts").toString());
        json.put("LogPath", log == null ? "" : log.toString());
        json.put("Name", "/" + container.name());
        json.put("RestartCount", container.restartCount());
        json.put("Driver", "overlay2");
        json.put("Platform", "linux");
        json.put("MountLabel", "");
        json.put("ProcessLabel", "");
        json.put("AppArmorProfile", "");
        json.put("ExecIDs", container.execIds().isEmpty() ? null : container.execIds().stream().sorted().toList());
        json.put("HostConfig", host());
        json.put("GraphDriver", graphDriver());
        json.put("Mounts", engine.mounts(container));
        json.put("Config", config.json().fields());
        json.put("NetworkSettings", new NetworkSettings(engine, container).json());
        return json;
    }

    private Map<String, Object> host() {
        Map<String, Object> json = new LinkedHashMap<>(container.host().json().fields());
        List<Link> links = Link.of(container);
        if (!links.isEmpty()) {
            json.put("Links", links.stream().map(link -> link.shown(container)).toList());
        }
        return json;
    }

    private Map<String, Object> state() {
        ContainerState state = container.state();
        Past past = state.past();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Status", state.status());
        json.put("Running", state.isRunning());
        json.put("Paused", state instanceof ContainerState.Paused);
        json.put("Restarting", state instanceof ContainerState.Restarting);
        json.put("OOMKilled", past.oomKilled());
        json.put("Dead", state instanceof ContainerState.Dead);
        json.put("Pid", state.pid());
        json.put("ExitCode", past.exitCode());
        json.put("Error", past.error());
        json.put("StartedAt", Times.rfc3339(past.startedAt()));
        json.put("FinishedAt", Times.rfc3339(past.finishedAt()));
        if (container.health().status() != Health.Status.NONE) {
            json.put("Health", health(container.health()));
        }
        return json;
    }

    private static Map<String, Object> health(Health health) {
        List<Object> log = new ArrayList<>();
        for (Health.Check check : health.log()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("Start", Times.rfc3339(check.start()));
            entry.put("End", Times.rfc3339(check.end()));
            entry.put("ExitCode", check.exitCode());
            entry.put("Output", check.output());
            log.add(entry);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Status", health.status().toString());
        json.put("FailingStreak", health.failures());
        json.put("Log", log);
        return json;
    }

    private Map<String, Object> graphDriver() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("LowerDir", String.join(":", engine.layers(container)));
        data.put("MergedDir", container.folder().resolve("merged").toString());
        data.put("UpperDir", container.folder().resolve("upper").toString());
        data.put("WorkDir", container.folder().resolve("work").toString());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Data", data);
        json.put("Name", "overlay2");
        return json;
    }
}
