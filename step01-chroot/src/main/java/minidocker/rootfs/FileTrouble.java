package minidocker.rootfs;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Says in a sentence what Java's file exceptions only say by their class. */
final class FileTrouble {
    private FileTrouble() {}

    /** {@code what}, a colon and the cause, with what to do about it where that is known. */
    static String sentence(String what, IOException trouble) {
        return what + ": " + cause(trouble);
    }

    private static String cause(IOException trouble) {
        if (trouble instanceof NoSuchFileException) {
            return "no such file or directory";
        } else if (trouble instanceof AccessDeniedException) {
            return "permission denied (this user may not: try as root)";
        } else if (trouble instanceof FileAlreadyExistsException || trouble instanceof DirectoryNotEmptyException) {
            return "something is there already";
        } else if (trouble instanceof NotDirectoryException) {
            return "not a directory";
        }
        String reason = trouble instanceof FileSystemException told && told.getReason() != null
                ? told.getReason() : String.valueOf(trouble.getMessage());
        if (reason.contains("No space left on device") || reason.contains("quota exceeded")) {
            return "the disk is full (make room, or choose a place on another disk)";
        }
        return reason;
    }
}
