package minidocker.engine.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What Java says of a file that cannot be read, in the words of Go, which are those of errno(3). */
public final class FileTrouble {
    private FileTrouble() {}

    public static String sentence(IOException e) {
        if (e instanceof NoSuchFileException none) {
            return "open " + none.getFile() + ": no such file or directory";
        } else if (e instanceof AccessDeniedException denied) {
            return "open " + denied.getFile() + ": permission denied";
        } else if (e instanceof FileSystemException other && other.getReason() != null) {
            return "open " + other.getFile() + ": " + other.getReason().toLowerCase(java.util.Locale.ROOT);
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
