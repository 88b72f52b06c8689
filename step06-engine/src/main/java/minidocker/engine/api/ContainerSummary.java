package minidocker.engine.api;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.cli.template.Age;
import minidocker.engine.core.Container;
import minidocker.engine.core.ContainerState;
import minidocker.engine.core.Engine;
import minidocker.engine.core.Past;

/** A container as {@code GET /containers/json} lists it. */
final class ContainerSummary {
    private ContainerSummary() {}

    static Map<String, Object> of(Engine engine, Container container) {
        NetworkSettings settings = new NetworkSettings(engine, container);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Id", container.id().hex());
        json.put("Names", List.of("/" + container.name()));
        json.put("Image", engine.imageName(container));
        json.put("ImageID", container.image().toString());
        json.put("Command", command(container));
        json.put("Created", container.created().getEpochSecond());
        json.put("Ports", container.state().isAlive() ? settings.portList() : List.of());
        json.put("Labels", container.config().labels());
        json.put("State", container.state().status());
        json.put("Status", status(container, Instant.now()));
        json.put("HostConfig", Map.of("NetworkMode", container.host().string("NetworkMode")));
        json.put("NetworkSettings", Map.of("Networks", settings.networks()));
        json.put("Mounts", engine.mounts(container));
        return json;
    }

    /** The words as one line; those with a space in them in quotes. */
    private static String command(Container container) {
        List<String> words = new ArrayList<>(container.config().entrypoint());
        words.addAll(container.config().cmd());
        return String.join(" ", words.stream().map(word -> word.contains(" ") ? "'" + word + "'" : word).toList());
    }

    /** Docker's words: {@code Up 2 minutes (healthy)}. */
    static String status(Container container, Instant now) {
        ContainerState state = container.state();
        Past past = state.past();
        if (state instanceof ContainerState.Created) {
            return "Created";
        } else if (state instanceof ContainerState.Removing) {
            return "Removal In Progress";
        } else if (state instanceof ContainerState.Dead) {
            return "Dead";
        } else if (state instanceof ContainerState.Restarting) {
            return "Restarting (" + past.exitCode() + ") " + Age.words(Duration.between(past.finishedAt(), now)) + " ago";
        } else if (state instanceof ContainerState.Exited) {
            return "Exited (" + past.exitCode() + ")" + (past.finishedAt().equals(Past.NEVER) ? ""
                    : " " + Age.words(Duration.between(past.finishedAt(), now)) + " ago");
        }
        String up = "Up " + Age.words(Duration.between(past.startedAt(), now));
        if (state instanceof ContainerState.Paused) {
            return up + " (Paused)";
        }
        return switch (container.health().status()) {
            case NONE -> up;
            case STARTING -> up + " (health: starting)";
            case HEALTHY, UNHEALTHY -> up + " (" + container.health().status() + ")";
        };
    }
}
