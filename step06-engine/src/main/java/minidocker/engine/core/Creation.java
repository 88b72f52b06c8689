package minidocker.engine.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.cgroups.Machine;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.runtime.Bundle;
import minidocker.engine.runtime.Streams;
import minidocker.engine.runtime.spec.DefaultSpec;
import minidocker.engine.runtime.spec.SpecMount;
import minidocker.engine.streams.LogSettings;
import minidocker.engine.volume.VolumeRequest;
import minidocker.engine.volume.VolumeStore;
import minidocker.files.AtomicFile;
import minidocker.images.Platform;
import minidocker.images.inventory.Image;
import minidocker.namespaces.Namespace;
import minidocker.syscall.Signal;
import minidocker.syscall.SyscallProgram;

/** Making containers: whatever is wrong with a configuration is said here and not at the start. */
final class Creation {
    /** As with dockerd, a device need not be there before the container starts. */
    private static final Map<String, Object> DEVICES_LATER = Map.of("BlkioDeviceReadBps", List.of(), "BlkioDeviceWriteBps", List.of(),
            "BlkioDeviceReadIOps", List.of(), "BlkioDeviceWriteIOps", List.of());

    private final Engine engine;

    Creation(Engine engine) {
        this.engine = engine;
    }

    Engine.Created create(String name, ContainerConfig wanted) throws IOException {
        Image image = image(wanted);
        ContainerId id = ContainerId.random();
        ContainerConfig config = complete(ImageDefaults.under(wanted, image.config().defaults()), id);
        List<String> warnings = new ArrayList<>();
        check(config, warnings);
        NetworkConflicts.check(config, wanted, engine.containers(), engine.networks(), warnings);
        List<WantedMount> mounts = WantedMounts.of(config, other -> engine.containers().find(other).mounts());
        mounts.forEach(Creation::check);
        checkPlatform(image, warnings);
        ContainerStore store = engine.containers();
        String taken = name.isEmpty() ? store.names().invent(id) : store.names().take(name, id);
        try {
            Container container = build(id, taken, config, mounts, image);
            store.add(container);
            engine.tell(container, "create");
            return new Engine.Created(id, List.copyOf(warnings));
        } catch (IOException | RuntimeException e) {
            store.names().release(taken, id);
            engine.deletion().discard(id, image.id());
            if (e instanceof IOException disk) {
                throw DiskTrouble.refusal("the container cannot be created", engine.paths().all(), disk);
            }
            throw (RuntimeException) e;
        }
    }

    private Image image(ContainerConfig wanted) throws IOException {
        if (wanted.image().isEmpty()) {
            throw new Refusal(Kind.BAD_PARAMETER, "no image specified: Config.Image is empty");
        }
        return engine.image(wanted.image());
    }

    /** @see Engine#explain */
    List<SyscallProgram> explain(ContainerConfig wanted) throws IOException {
        Image image = image(wanted);
        ContainerId id = ContainerId.random();
        ContainerConfig config = complete(ImageDefaults.under(wanted, image.config().defaults()), id);
        check(config, new ArrayList<>());
        List<SpecMount> mounts = WantedMounts.of(config, other -> engine.containers().find(other).mounts()).stream()
                .map(this::planned).toList();
        // The files over its /etc have to be there: files are mounted by other calls than folders. Without its container.json this
        // is no container, and an engine that is killed in between leaves nothing that the next one does not sweep away.
        Path folder = engine.paths().folder(id);
        try {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            engine.imageUse().begin(image, id);
            Container container = engine.container(new ContainerFiles.Description(id, "explained", Instant.now(), image.id(), config,
                    List.of()), folder);
            BundleFolder files = engine.bundleFolder(container);
            container.networks(ContainerNetworks.wanted(config));
            new NetworkFiles(engine, container).write();
            List<Integer> size = config.host().consoleSize();
            Streams streams = config.tty() ? new Streams.Console(size.get(1), size.get(0)) : new Streams.Pipes(0, 1, 2);
            List<SyscallProgram> programs = new ArrayList<>();
            programs.add(engine.runtime().program(id.hex(), files.plannedBundle(mounts), streams));
            programs.addAll(engine.networking().programs(container));
            return programs;
        } finally {
            engine.deletion().discard(id, image.id());
        }
    }

    private SpecMount planned(WantedMount wanted) {
        MountPoint point = wanted.point();
        return point.isVolume() ? point.spec(engine.volumes().planned(wanted.volume() == null ? VolumeRequest.named(point.name())
                : wanted.volume())) : point.spec();
    }

    private Container build(ContainerId id, String name, ContainerConfig config, List<WantedMount> mounts, Image image)
            throws IOException {
        Path folder = engine.paths().folder(id);
        Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x---")));
        engine.imageUse().begin(image, id);
        Container container = engine.container(new ContainerFiles.Description(id, name, Instant.now(), image.id(), config,
                take(id, folder, mounts)), folder);
        container.networks(ContainerNetworks.wanted(config));
        ContainerFiles.writeNetworks(container, !config.host().autoRemove());
        Bundle bundle = engine.bundleFolder(container).firstBundle();
        bundle.write(false);
        try (NewVolumes volumes = new NewVolumes(container, engine.volumes(), bundle)) {
            volumes.fill();
        }
        // The last file: from here on the container is there.
        ContainerFiles.write(container);
        if (!config.host().autoRemove()) {
            AtomicFile.syncFolder(folder.getParent());
        }
        return container;
    }

    /** The mounts, with their volumes, which are made if they are missing. */
    private List<MountPoint> take(ContainerId id, Path folder, List<WantedMount> mounts) throws IOException {
        List<MountPoint> points = new ArrayList<>();
        for (WantedMount wanted : mounts) {
            MountPoint point = wanted.point();
            points.add(point.isVolume() && point.name().isEmpty() ? point.named(VolumeStore.invented()) : point);
        }
        List<String> own = points.stream().filter(point -> point.has(MountPoint.Trait.OWN)).map(MountPoint::name).toList();
        if (!own.isEmpty()) {
            // Before they are made: if we die in the middle, the next engine knows what is nobody's.
            Files.write(ContainerPaths.ownVolumes(folder), own);
        }
        for (int i = 0; i < points.size(); i++) {
            if (points.get(i).isVolume()) {
                VolumeRequest request = mounts.get(i).volume();
                String name = points.get(i).name();
                engine.volumes().take(request == null ? VolumeRequest.named(name)
                        : new VolumeRequest(name, request.driver(), request.labels(), request.options()), id.hex());
            }
        }
        return points;
    }

    private static void check(WantedMount wanted) {
        MountPoint point = wanted.point();
        if (point.has(MountPoint.Trait.MUST_EXIST) && Files.notExists(Path.of(point.source()))) {
            throw refused("invalid mount config for type \"bind\": bind source path does not exist: " + point.source());
        }
        if (wanted.volume() != null) {
            try {
                wanted.volume().check();
            } catch (Refusal unknownDriver) {
                // Not 404, which would say to a client that the image is missing.
                throw refused(unknownDriver.getMessage());
            }
        }
    }

    /** In this order: inspect prints them in the order in which they came. */
    private static Map<String, Object> pair(String first, Object one, String second, Object other) {
        Map<String, Object> pair = new LinkedHashMap<>();
        pair.put(first, one);
        pair.put(second, other);
        return pair;
    }

    /** What is left open by user and image. */
    private ContainerConfig complete(ContainerConfig config, ContainerId id) {
        HostConfig host = config.host();
        Map<String, Object> fields = new LinkedHashMap<>();
        Sharing sharing = new Sharing(host);
        if (config.hostname().isEmpty()) {
            String other = sharing.other(Namespace.NETWORK);
            fields.put("Hostname", sharing.withHost(Namespace.NETWORK) || sharing.withHost(Namespace.UTS) ? hostname()
                    : engine.containers().lookup(other).map(one -> one.config().hostname()).orElse(id.shortHex()));
        } else if (!sharing.other(Namespace.NETWORK).isEmpty()) {
            throw new Refusal(Kind.BAD_PARAMETER, "conflicting options: hostname and the network mode");
        }
        Map<String, Object> given = new LinkedHashMap<>();
        given.put("LogConfig", pair("Type", new LogSettings(host.logDriver(), host.logOptions()).type(), "Config", host.logOptions()));
        if (host.number("ShmSize") == 0 && !host.string("IpcMode").equals("host")) {
            given.put("ShmSize", HostConfig.SHM_BYTES);
        }
        if (!host.bool("Privileged")) {
            given.put("MaskedPaths", host.json().has("MaskedPaths") ? host.strings("MaskedPaths") : DefaultSpec.MASKED_PATHS);
            given.put("ReadonlyPaths", host.json().has("ReadonlyPaths") ? host.strings("ReadonlyPaths")
                    : DefaultSpec.READONLY_PATHS);
        }
        given.put("MemorySwappiness", host.given("MemorySwappiness").filter(value -> value != -1).orElse(null));
        given.put("PidsLimit", host.given("PidsLimit").filter(most -> most != 0).orElse(null));
        given.put("NetworkMode", Sharing.network(host));
        putIfEmpty(given, host, "IpcMode", "private");
        putIfEmpty(given, host, "CgroupnsMode", host.bool("Privileged") ? "host" : "private");
        putIfEmpty(given, host, "Runtime", "mini-docker");
        given.put("RestartPolicy", pair("Name", host.restartPolicy().name().word(),
                "MaximumRetryCount", host.restartPolicy().maximumRetries()));
        if (host.number("Memory") > 0 && host.number("MemorySwap") == 0) {
            given.put("MemorySwap", 2 * host.number("Memory"));
        }
        return config.with(fields).with(host.with(given));
    }

    private static void putIfEmpty(Map<String, Object> given, HostConfig host, String field, String value) {
        if (host.string(field).isEmpty()) {
            given.put(field, value);
        }
    }

    private static String hostname() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return "localhost";
        }
    }

    private void check(ContainerConfig config, List<String> warnings) {
        HostConfig host = config.host();
        if (!config.workingDir().isEmpty() && !config.workingDir().startsWith("/")) {
            throw refused("the working directory '" + config.workingDir() + "' is invalid, it needs to be an absolute path");
        }
        for (String entry : config.env()) {
            if (entry.isEmpty() || entry.startsWith("=")) {
                throw refused("invalid environment variable: " + entry);
            }
        }
        if (host.autoRemove() && !host.restartPolicy().equals(RestartPolicy.NO)) {
            throw refused("can't create 'AutoRemove' container with restart policy");
        }
        if (!config.hostname().matches("[a-zA-Z0-9._-]{1,64}")) {
            throw refused("invalid hostname: " + config.hostname() + ": 1 to 64 letters, digits, dots and hyphens are taken");
        }
        if (!config.stopSignal().isEmpty()) {
            signal(config.stopSignal());
        }
        if (host.number("OomScoreAdj") < -1000 || host.number("OomScoreAdj") > 1000) {
            throw refused("Invalid value " + host.number("OomScoreAdj")
                    + ", range for oom score adj is [-1000, 1000]");
        }
        if (host.number("ShmSize") < 0) {
            throw refused("SHM size can not be less than 0");
        }
        new Sharing(host).check();
        HealthCheck.of(config);
        ContainerBundle.capabilities(host, host.bool("Privileged"));
        try {
            engine.runtime().whyNoLimits(ContainerLimits.of(host.with(DEVICES_LATER), Machine.current()))
                    .ifPresent(why -> warnings.add("Limitations discarded: " + why + "."));
        } catch (IllegalArgumentException | ArithmeticException impossible) {
            throw new Refusal(Kind.BAD_PARAMETER, impossible.getMessage(), impossible);
        }
        if (host.bool("OomKillDisable") && host.number("Memory") == 0) {
            warnings.add("OOM killer is disabled for the container, but no memory limit is set, this can result in the system "
                    + "running out of resources.");
        }
    }

    /** @throws Refusal BAD_PARAMETER, in Docker's words */
    static int signal(String text) {
        try {
            return Signal.parse(text);
        } catch (IllegalArgumentException unknown) {
            throw new Refusal(Kind.BAD_PARAMETER, "invalid signal: " + text, unknown);
        }
    }

    private static void checkPlatform(Image image, List<String> warnings) {
        Platform its = image.config().platform();
        Platform ours = Platform.host();
        if (!its.architecture().isEmpty() && !(its.os() + its.architecture()).equals(ours.os() + ours.architecture())) {
            warnings.add("The requested image's platform (" + its + ") does not match the detected host platform (" + ours
                    + ") and no specific platform was requested");
        }
    }

    private static Refusal refused(String sentence) {
        return new Refusal(Kind.BAD_PARAMETER, sentence);
    }
}
