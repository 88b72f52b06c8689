package minidocker.engine.core;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One more layer, beneath those of every image: the empty folders and files over which something is mounted in every container.
 * Where an image has them, its own count. Without this layer the runtime would have to make them in the container's upper, and
 * diff and commit would show them as the container's work.
 */
final class Mountpoints {
    private static final List<String> FOLDERS = List.of("dev", "dev/pts", "dev/shm", "dev/mqueue", "etc", "proc", "sys");
    private static final List<String> FILES = List.of("dev/console", "etc/hostname", "etc/hosts", "etc/resolv.conf");

    private Mountpoints() {}

    /** The layer's folder, made if it is missing. */
    static Path in(Path data) throws IOException {
        Path layer = data.resolve("mountpoints");
        Files.createDirectories(layer);
        for (String folder : FOLDERS) {
            Files.createDirectories(layer.resolve(folder));
        }
        for (String file : FILES) {
            try {
                Files.createFile(layer.resolve(file));
            } catch (FileAlreadyExistsException before) {
                // As it should be.
            }
        }
        return layer;
    }
}
