package minidocker.engine.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    BundleFolder(Engine engine, Container container) {
        this.engine = engine;
        this.container = container;
    }

    /** The bundle as it is to be now; what it mounts is there. Not written yet. */
    Bundle bundle() throws IOException {
        return bundle(new MountedVolumes(engine, container).mounts());
    }

    /** As {@link #bundle()}; what it mounts need not be there, and is not made. */
    Bundle plannedBundle(List<SpecMount> mounts) throws IOException {
        return bundle(mounts);
    }

    private Bundle bundle(List<SpecMount> mounts) throws IOException {
        Path folder = container.folder();
        List<Path> layers = layers();
        List<Path> files = new ArrayList<>(layers);
        Path upper = ContainerPaths.upper(folder);
        if (Files.isDirectory(upper)) {
            files.add(upper);
        }
        ContainerBundle bundle = new ContainerBundle(container.config(), container.id(), folder, ImageUsers.of(files), mounts,
                Link.variables(container, engine.containers()), engine.containers());
        return new Bundle(folder, bundle.spec(), layers);
    }

    private List<Path> layers() {
        List<Path> layers = new ArrayList<>(List.of(engine.mountpoints()));
        layers.addAll(engine.imageUse().layers(container.image()));
        return layers;
    }

    /** Enough to look at its files. What a start needs (a user, other containers) need not be there yet. */
    Bundle firstBundle() throws IOException {
        List<SpecMount> mounts = new MountedVolumes(engine, container).afterwards();
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
}
