package minidocker.engine.streams;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * The files of one log: the current one, and older ones named {@code .1}, {@code .2} and so on, the younger the smaller; a
 * compressed one has {@code .gz} behind that. Guarded by the log's monitor.
 */
final class RotatedFiles {
    private static final String COMPRESSED = ".gz";
    private static final String UNFINISHED = ".tmp";

    private final Path current;
    private final int most;
    /** How many rotations there were: a file that was compressed meanwhile may have another number. */
    private long rotations;

    RotatedFiles(Path current, int most) {
        this.current = current;
        this.most = most;
    }

    Path current() {
        return current;
    }

    void create() throws IOException {
        try {
            Files.createFile(current, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
        } catch (FileAlreadyExistsException fine) {
            return;
        }
    }

    private Path older(int number, String suffix) {
        return current.resolveSibling(current.getFileName() + "." + number + suffix);
    }

    /** What an engine left that was killed while it compressed. */
    void tidy() throws IOException {
        for (Path file : siblings()) {
            if (file.toString().endsWith(UNFINISHED)) {
                Files.deleteIfExists(file);
            }
        }
        for (int number = 1; number < most; number++) {
            if (Files.exists(older(number, COMPRESSED))) {
                Files.deleteIfExists(older(number, ""));
            }
        }
    }

    /** Every file takes the next number, the last one goes, and there is no current one. */
    void shift() throws IOException {
        rotations++;
        for (int number = most - 1; number >= 1; number--) {
            for (String suffix : List.of("", COMPRESSED)) {
                Path from = number == 1 ? current.resolveSibling(current.getFileName() + suffix) : older(number - 1, suffix);
                Files.deleteIfExists(older(number, suffix));
                if (Files.exists(from)) {
                    Files.move(from, older(number, suffix), StandardCopyOption.ATOMIC_MOVE);
                }
            }
        }
        Files.deleteIfExists(current);
    }

    /** Compresses the file that was just rotated, on a thread of its own. */
    void compress(Object monitor) throws IOException {
        long rotation = rotations;
        FileChannel source = FileChannel.open(older(1, ""), StandardOpenOption.READ);
        Thread thread = new Thread(null, () -> {
            try (source) {
                compress(source, rotation, monitor);
            } catch (IOException trouble) {
                System.err.println("mini-docker: " + current + " cannot be compressed: " + trouble.getMessage());
            }
        }, "log-compress", 256 * 1024);
        thread.setDaemon(true);
        thread.start();
    }

    private void compress(FileChannel source, long rotation, Object monitor) throws IOException {
        Path unfinished = current.resolveSibling(current.getFileName() + "." + rotation + COMPRESSED + UNFINISHED);
        try {
            try (InputStream in = java.nio.channels.Channels.newInputStream(source);
                    OutputStream out = new GZIPOutputStream(Files.newOutputStream(unfinished), 64 * 1024)) {
                in.transferTo(out);
            }
            synchronized (monitor) {
                long number = rotations - rotation + 1;
                // It may have been rotated away meanwhile, or deleted with its container.
                if (number < most && Files.exists(older((int) number, ""))) {
                    Files.move(unfinished, older((int) number, COMPRESSED), StandardCopyOption.ATOMIC_MOVE);
                    Files.delete(older((int) number, ""));
                }
            }
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /** A file that is open for reading. */
    record Opened(FileChannel channel, boolean compressed) {}

    /** All files from old to new; the current one, if there is one, is the last. */
    List<Opened> open() throws IOException {
        List<Opened> opened = new ArrayList<>();
        for (int number = most - 1; number >= 1; number--) {
            if (!open(older(number, COMPRESSED), true, opened)) {
                open(older(number, ""), false, opened);
            }
        }
        open(current, false, opened);
        return opened;
    }

    private static boolean open(Path file, boolean compressed, List<Opened> opened) throws IOException {
        try {
            return opened.add(new Opened(FileChannel.open(file, StandardOpenOption.READ), compressed));
        } catch (NoSuchFileException none) {
            return false;
        }
    }

    private List<Path> siblings() throws IOException {
        List<Path> found = new ArrayList<>();
        String name = current.getFileName().toString();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(current.getParent(),
                file -> file.getFileName().toString().equals(name) || file.getFileName().toString().startsWith(name + "."))) {
            all.forEach(found::add);
        } catch (NoSuchFileException none) {
            return List.of();
        }
        return found;
    }

    void delete() throws IOException {
        for (Path file : siblings()) {
            Files.deleteIfExists(file);
        }
    }
}
