package minidocker.engine.core;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.engine.runtime.ProcessIdentity;
import minidocker.files.AtomicFile;
import minidocker.json.Json;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;

/**
 * {@code container.json} and {@code state.json}. Both are replaced as a whole. They are brought to the disk before anybody is
 * told that it is done, except for a container that is removed when it ends: no power cut leaves anything of that one to
 * know.
 */
final class ContainerFiles {
    /** A process number and its start mean nothing after the next boot. */
    private static final String BOOT = boot();

    private ContainerFiles() {}

    /** What {@code container.json} says. */
    record Description(ContainerId id, String name, Instant created, minidocker.images.Digest image, ContainerConfig config,
            List<MountPoint> mounts) {}

    /** What {@code state.json} says. A process of an earlier boot is left out: it is gone for certain. */
    record Doing(ContainerState state, Optional<ProcessIdentity> process, int restartCount, boolean stoppedByUser) {}

    private static String boot() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            return "";
        }
    }

    static void write(Container container) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Id", container.id().hex());
        json.put("Name", container.name());
        json.put("Created", container.created().toString());
        json.put("Image", container.image().toString());
        json.put("Config", container.config().json().fields());
        json.put("HostConfig", container.host().json().fields());
        json.put("NetworkingConfig", container.config().networking().fields());
        json.put("Mounts", container.mounts().stream().map(MountPoint::kept).toList());
        replace(ContainerPaths.config(container.folder()), json, !container.host().autoRemove());
    }

    static void writeState(Container container, ContainerState state) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Status", state.status());
        json.put("Boot", BOOT);
        process(state).ifPresent(process -> {
            json.put("Pid", process.pid());
            json.put("StartTime", process.startTime());
        });
        json.put("ExitCode", state.past().exitCode());
        json.put("OOMKilled", state.past().oomKilled());
        json.put("Error", state.past().error());
        json.put("StartedAt", state.past().startedAt().toString());
        json.put("FinishedAt", state.past().finishedAt().toString());
        json.put("RestartCount", container.restartCount());
        json.put("StoppedByUser", container.isStoppedByUser());
        replace(ContainerPaths.state(container.folder()), json, !container.host().autoRemove());
    }

    private static Optional<ProcessIdentity> process(ContainerState state) {
        return state instanceof ContainerState.Running run ? Optional.of(run.process())
                : state instanceof ContainerState.Paused paused ? Optional.of(paused.running().process()) : Optional.empty();
    }

    static void writeNetworks(Container container, boolean durable) throws IOException {
        replace(ContainerPaths.networks(container.folder()), container.networks().json(), durable);
    }

    /** Of a container that was made before there were networks, or if a power cut took the file: as it was created. */
    static ContainerNetworks readNetworks(Path folder, ContainerConfig config) throws IOException {
        Path file = ContainerPaths.networks(folder);
        return Files.exists(file) ? ContainerNetworks.read(Json.parseObject(Files.readAllBytes(file), file.toString()))
                : ContainerNetworks.wanted(config);
    }

    private static void replace(Path file, Map<String, Object> json, boolean durable) throws IOException {
        byte[] text = (Json.pretty(json, "    ") + "\n").getBytes(StandardCharsets.UTF_8);
        if (durable) {
            AtomicFile.writePrivate(file, text);
            return;
        }
        Path temporary = file.resolveSibling("." + file.getFileName());
        Files.write(temporary, text);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** @throws MalformedJson if somebody has changed the file */
    static Description read(Path folder) throws IOException {
        Path file = ContainerPaths.config(folder);
        JsonObject json = Json.parseObject(Files.readAllBytes(file), file.toString());
        Map<String, Object> request = new LinkedHashMap<>(json.object("Config").fields());
        request.put("HostConfig", json.object("HostConfig").fields());
        request.put("NetworkingConfig", json.object("NetworkingConfig").fields());
        ContainerConfig config = ContainerConfig.read(new JsonObject(request, json.what()));
        return new Description(new ContainerId(json.string("Id")), json.string("Name"), Instant.parse(json.string("Created")),
                minidocker.images.Digest.parse(json.string("Image")), config, mounts(json, config));
    }

    private static List<MountPoint> mounts(JsonObject json, ContainerConfig config) throws MalformedJson {
        List<MountPoint> mounts = new ArrayList<>();
        if (!json.has("Mounts")) {
            // Written by an engine that gave no names to such volumes.
            for (WantedMount wanted : WantedMounts.of(config, other -> List.of())) {
                MountPoint point = wanted.point();
                mounts.add(!point.isVolume() || !point.name().isEmpty() ? point : point.named(minidocker.images.Digest.of(
                        (json.string("Id") + point.destination()).getBytes(StandardCharsets.UTF_8)).hex()));
            }
            return mounts;
        }
        for (JsonObject mount : json.objects("Mounts")) {
            mounts.add(MountPoint.read(mount));
        }
        return mounts;
    }

    /** Of a container that was never started, there is no file. */
    static Doing readState(Path folder) throws IOException {
        Path file = ContainerPaths.state(folder);
        if (Files.notExists(file)) {
            return new Doing(new ContainerState.Created(), Optional.empty(), 0, false);
        }
        JsonObject json = Json.parseObject(Files.readAllBytes(file), file.toString());
        Past past = new Past((int) json.number("ExitCode"), json.bool("OOMKilled"), json.string("Error"),
                Instant.parse(json.string("StartedAt")), Instant.parse(json.string("FinishedAt")));
        Optional<ProcessIdentity> process = json.has("Pid") && json.string("Boot").equals(BOOT)
                ? Optional.of(new ProcessIdentity((int) json.number("Pid"), json.number("StartTime"))) : Optional.empty();
        ProcessIdentity gone = new ProcessIdentity(0, 0);
        ContainerState.Running running = new ContainerState.Running(process.orElse(gone), past);
        ContainerState state = switch (json.string("Status")) {
            case "created" -> new ContainerState.Created(past);
            case "running" -> running;
            case "paused" -> new ContainerState.Paused(running);
            case "restarting" -> new ContainerState.Restarting(past);
            case "dead", "removing" -> new ContainerState.Dead(past);
            default -> new ContainerState.Exited(past);
        };
        return new Doing(state, process, (int) json.number("RestartCount"), json.bool("StoppedByUser"));
    }
}
