package minidocker.engine.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.runtime.Bundle;
import minidocker.engine.runtime.spec.DefaultSpec;
import minidocker.engine.runtime.spec.Spec;
import minidocker.engine.runtime.spec.SpecMount;
import minidocker.engine.runtime.spec.SpecRoot;
import minidocker.images.container.ImageUsers;
import minidocker.json.MalformedJson;

/** What a container needs on the disk before it can start: the bundle, the folders of its volumes. */
final class BundleFolder {
    private final Engine engine;
    private final Container container;
    private final Path volumes;

    BundleFolder(Engine engine, Container container, Path volumes) {
        this.engine = engine;
        this.container = container;
        this.volumes = volumes;
    }

    /** The bundle as it is to be now; what it mounts is there. Not written yet. */
    Bundle bundle() throws IOException {
        Path folder = container.folder();
        List<Path> layers = layers();
        List<Path> files = new ArrayList<>(layers);
        Path upper = ContainerPaths.upper(folder);
        if (Files.isDirectory(upper)) {
            files.add(upper);
        }
        ContainerBundle bundle = new ContainerBundle(container.config(), container.id(), folder, ImageUsers.of(files), mounts(),
                engine.containers());
        return new Bundle(folder, bundle.spec(), layers);
    }

    private List<Path> layers() {
        List<Path> layers = new ArrayList<>(List.of(engine.mountpoints()));
        layers.addAll(engine.imageUse().layers(container.image()));
        return layers;
    }

    /** Enough to look at its files. What a start needs (a user, other containers) need not be there yet. */
    Bundle firstBundle() throws IOException {
        List<SpecMount> mounts = located(container, volumes).stream().map(MountPoint::spec).toList();
        Spec spec = DefaultSpec.of(List.of("-"), container.config().hostname());
        return new Bundle(container.folder(), spec.with(new SpecRoot(Bundle.MERGED, false)).withMounts(mounts), layers());
    }

    /** As it was written for the last start. A power cut may have taken the file: then as it would be now. */
    Bundle writtenBundle() throws IOException {
        try {
            return Bundle.read(container.folder());
        } catch (NoSuchFileException | MalformedJson lost) {
            Bundle anew = firstBundle();
            anew.write(false);
            return anew;
        }
    }

    /** As inspect shows them, with their sources. */
    static List<MountPoint> located(Container container, Path volumes) {
        return MountPoint.of(container.config()).stream().map(point -> {
            if (point.type() != MountPoint.Type.VOLUME) {
                return point;
            }
            return point.at((point.name().isEmpty() ? ContainerPaths.volume(container.folder(), point.destination())
                    : volumes.resolve(point.name()).resolve("_data")).toString());
        }).toList();
    }

    private List<MountPoint> mounts() throws IOException {
        List<MountPoint> points = located(container, volumes);
        for (MountPoint point : points) {
            if (point.type() == MountPoint.Type.BIND && point.mustExist() && Files.notExists(Path.of(point.source()))) {
                throw new Refusal(Kind.BAD_PARAMETER, "invalid mount config for type \"bind\": bind source path does not exist: "
                        + point.source());
            }
            if (point.type() != MountPoint.Type.TMPFS && Files.notExists(Path.of(point.source()))) {
                Files.createDirectories(Path.of(point.source()));
            }
        }
        return points;
    }
}
