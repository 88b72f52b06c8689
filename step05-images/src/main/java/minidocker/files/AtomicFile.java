package minidocker.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Files that are there whole or not at all, whatever happens and whenever: written under another name, brought to the disk with
 * fsync(2), renamed, and the folder brought to the disk too, since a name is the folder's data.
 */
public final class AtomicFile {
    private static final Set<PosixFilePermission> READABLE = PosixFilePermissions.fromString("rw-r--r--");
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");

    private static final String UNFINISHED = ".tmp";

    private AtomicFile() {}

    /** Writes or replaces a file that everybody may read. */
    public static void write(Path target, byte[] content) throws IOException {
        write(target, content, READABLE);
    }

    /** Writes or replaces a file for the owner's eyes, which it is from its first byte on. */
    public static void writePrivate(Path target, byte[] content) throws IOException {
        write(target, content, PRIVATE);
    }

    // tag::atomic[]
    private static void write(Path target, byte[] content, Set<PosixFilePermission> permissions) throws IOException {
        Path folder = target.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        FileAttribute<?> attribute = PosixFilePermissions.asFileAttribute(permissions);
        Path temporary = Files.createTempFile(folder, "." + target.getFileName() + ".", UNFINISHED, attribute);
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.setPosixFilePermissions(temporary, permissions);
            rename(temporary, target);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Renames a file whose content is on the disk already, and brings the new name there too. */
    public static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolder(to.toAbsolutePath().getParent());
    }
    // end::atomic[]

    /**
     * Removes what writers have left that were killed before they could rename it: all files in the folder whose name ends in
     * {@code .tmp}. Nobody may be writing there.
     */
    public static void sweep(Path folder) throws IOException {
        try (var files = Files.newDirectoryStream(folder, "*" + UNFINISHED)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException nothingEverWasThere) {
            return;
        }
    }

    /** Brings the names in a folder to the disk. */
    public static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
