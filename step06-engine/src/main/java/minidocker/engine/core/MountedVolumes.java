package minidocker.engine.core;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.core.MountPoint.Trait;
import minidocker.engine.core.MountPoint.Type;
import minidocker.engine.runtime.spec.SpecMount;
import minidocker.engine.volume.Volume;
import minidocker.engine.volume.VolumeRequest;

/** What of the user's the runtime mounts in a container. */
record MountedVolumes(Engine engine, Container container) {

    /** For its next run; what can be made of it is made. */
    List<SpecMount> mounts() throws IOException {
        List<SpecMount> mounts = new ArrayList<>();
        for (MountPoint point : container.mounts()) {
            if (point.isVolume()) {
                mounts.add(volume(point));
                continue;
            }
            if (point.type() == Type.BIND) {
                prepare(point);
            }
            mounts.add(point.spec());
        }
        return mounts;
    }

    /** As far as it can be seen while it does not run. */
    List<SpecMount> afterwards() {
        List<SpecMount> mounts = new ArrayList<>();
        for (MountPoint point : container.mounts()) {
            if (point.isVolume()) {
                engine.volumes().lookup(point.name()).ifPresent(volume -> mounts.add(point.spec(volume)));
            } else {
                mounts.add(point.spec());
            }
        }
        return mounts;
    }

    /** A volume of it is a filesystem of its own, of which a container that starts later gets the same one. */
    boolean haveFilesystems() {
        return container.mounts().stream().filter(MountPoint::isVolume)
                .anyMatch(point -> engine.volumes().lookup(point.name()).filter(MountedVolumes::isFilesystem).isPresent());
    }

    private static boolean isFilesystem(Volume volume) {
        return volume.isMounted() && !volume.isBind();
    }

    private SpecMount volume(MountPoint point) throws IOException {
        // Somebody may have removed its folder by hand.
        Map<String, String> labels = point.has(Trait.OWN) ? Map.of(Volume.ANONYMOUS, "") : Map.of();
        Volume volume = engine.volumes().take(new VolumeRequest(point.name(), "", labels, Map.of()), container.id().hex());
        if (!volume.isMounted()) {
            Files.createDirectories(volume.data());
        } else if (volume.isBind() && Files.notExists(Path.of(volume.device()))) {
            throw new Refusal(Kind.FAILED, "error while mounting volume '" + volume.data() + "': failed to mount local volume: mount "
                    + volume.device() + ":" + volume.data() + ", flags: 0x1000: no such file or directory");
        } else if (isFilesystem(volume)) {
            Optional<String> there = sharedBy(volume);
            if (there.isPresent()) {
                return point.spec(there.get());
            }
        }
        return point.spec(volume);
    }

    /** Its place in another container that runs. */
    private Optional<String> sharedBy(Volume volume) {
        for (Container other : engine.containers().all()) {
            if (other != container && other.process().isPresent()) {
                for (MountPoint point : other.mounts()) {
                    if (point.isVolume() && point.name().equals(volume.name()) && point.subpath().isEmpty()) {
                        return Optional.of("/proc/" + other.process().get().identity().pid() + "/root" + point.destination());
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static void prepare(MountPoint point) {
        Path source = Path.of(point.source());
        if (Files.notExists(source)) {
            if (point.has(Trait.MUST_EXIST)) {
                throw new Refusal(Kind.BAD_PARAMETER, "invalid mount config for type \"bind\": bind source path does not exist: "
                        + source);
            }
            try {
                Files.createDirectories(source);
            } catch (IOException e) {
                throw new Refusal(Kind.BAD_PARAMETER, "error while creating mount source path '" + source + "': mkdir " + source + ": "
                        + reason(e), e);
            }
        }
        Propagation.check(source, point.propagation());
    }

    private static String reason(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file or directory";
        } else if (failure instanceof AccessDeniedException) {
            return "permission denied";
        } else if (failure instanceof FileAlreadyExistsException) {
            return "file exists";
        }
        return failure instanceof FileSystemException known && known.getReason() != null
                ? known.getReason().toLowerCase(java.util.Locale.ROOT) : String.valueOf(failure.getMessage());
    }
}
