package minidocker.engine.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import minidocker.cli.UserError;
import minidocker.files.AtomicFile;

/** Where an archive goes: a file that has its name when it is whole, or standard output. */
public final class OutputFile {
    private OutputFile() {}

    /**
     * Before anything is asked of the engine.
     *
     * @param before what stands before the sentence if it cannot be
     */
    public static void check(String name, String before) {
        if (name.isEmpty()) {
            return;
        }
        Path folder = Path.of(name).toAbsolutePath().getParent();
        if (folder != null && !Files.exists(folder)) {
            throw new UserError(before + "invalid output path: stat " + folder + ": no such file or directory", 1);
        }
        if (folder != null && !Files.isDirectory(folder)) {
            throw new UserError(before + "invalid output path: " + folder + " is not a directory", 1);
        }
        if (Files.isDirectory(Path.of(name))) {
            throw new UserError(before + "invalid output path: \"" + name + "\" must be a regular file", 1);
        }
    }

    /** @param name empty for standard output */
    public static void write(String name, InputStream content) throws IOException {
        if (name.isEmpty()) {
            content.transferTo(new FileOutputStream(FileDescriptor.out));
            return;
        }
        Path file = Path.of(name).toAbsolutePath();
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            // A pipe, a device or a link of the user's: written to, never replaced.
            try (OutputStream out = Files.newOutputStream(file)) {
                content.transferTo(out);
            }
            return;
        }
        Path temporary = Files.createTempFile(file.getParent(), "." + file.getFileName() + ".", ".tmp");
        Thread interrupted = new Thread(() -> delete(temporary), "interrupted");
        Runtime.getRuntime().addShutdownHook(interrupted);
        try {
            try (OutputStream out = Files.newOutputStream(temporary)) {
                content.transferTo(out);
            }
            AtomicFile.rename(temporary, file);
        } finally {
            delete(temporary);
            Runtime.getRuntime().removeShutdownHook(interrupted);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            System.err.println("half an archive was left behind: " + file);
        }
    }
}
