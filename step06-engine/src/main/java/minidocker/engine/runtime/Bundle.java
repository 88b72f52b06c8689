package minidocker.engine.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import minidocker.engine.runtime.spec.Spec;
import minidocker.files.AtomicFile;
import minidocker.json.MalformedJson;
import minidocker.namespaces.RootFilesystem;
import minidocker.overlay.OverlayRoot;

/**
 * A folder with a {@code config.json} and a root filesystem. The root filesystem is a folder, or it is made of layers: then the
 * bundle holds links 0, 1, 2, ... to them (the bottom first), an {@code upper} that takes what the container changes and that
 * outlives every stop, and {@code merged}, the place where the container mounts it all, for itself alone.
 *
 * @param folder absolute
 * @param layers absolute folders, the bottom first; empty if the root filesystem is a folder
 */
public record Bundle(Path folder, Spec spec, List<Path> layers) {
    public static final String CONFIG = "config.json";
    /** The root's path in the {@code config.json} of a bundle with layers. */
    public static final String MERGED = OverlayRoot.MERGED;

    public Bundle {
        layers = List.copyOf(layers);
    }

    /** The same container with another configuration; {@link #write} makes it last. */
    public Bundle with(Spec newSpec) {
        return new Bundle(folder, newSpec, layers);
    }

    public Path upper() {
        return folder.resolve(OverlayRoot.UPPER);
    }

    /** How the root is mounted. */
    RootFilesystem rootfs(boolean inUserNamespace) {
        return layers.isEmpty() ? new RootFilesystem.Folder(folder.resolve(spec.root().path()).toString())
                : new OverlayRoot(folder, layers, upper(), inUserNamespace);
    }

    /**
     * Writes {@code config.json}, durably and all at once, and makes what is missing of the folders and links. To be called again
     * whenever the configuration changes.
     */
    public void write() throws IOException {
        write(true);
    }

    /** As {@link #write()}; only a durable one is there for certain after a power cut. Nothing is written that is there already. */
    public void write(boolean durable) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < layers.size(); i++) {
            Path link = folder.resolve(Integer.toString(i));
            if (!Files.isSymbolicLink(link)) {
                Files.createSymbolicLink(link, layers.get(i));
            }
        }
        if (!layers.isEmpty()) {
            for (String name : List.of(OverlayRoot.UPPER, OverlayRoot.WORK, MERGED)) {
                makeFolder(folder.resolve(name));
            }
        }
        Path config = folder.resolve(CONFIG);
        byte[] text = spec.print().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        if (Files.exists(config) && Arrays.equals(Files.readAllBytes(config), text)) {
            return;
        }
        if (durable) {
            AtomicFile.write(config, text);
        } else {
            Path temporary = folder.resolve("." + CONFIG);
            Files.write(temporary, text);
            Files.move(temporary, config, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** The upper's mode is that of the container's root directory. */
    private static void makeFolder(Path path) throws IOException {
        if (Files.notExists(path)) {
            Files.createDirectory(path);
            Files.setPosixFilePermissions(path, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    /** @throws MalformedJson if {@code config.json} is none, with a sentence that says why */
    public static Bundle read(Path folder) throws IOException, MalformedJson {
        Spec spec = Spec.parse(Files.readAllBytes(folder.resolve(CONFIG)));
        List<Path> layers = new ArrayList<>();
        if (spec.root().path().equals(MERGED)) {
            for (int i = 0; Files.isSymbolicLink(folder.resolve(Integer.toString(i))); i++) {
                layers.add(Files.readSymbolicLink(folder.resolve(Integer.toString(i))));
            }
        }
        return new Bundle(folder.toAbsolutePath(), spec, layers);
    }
}
