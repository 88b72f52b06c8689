package minidocker.engine.core;

import java.nio.file.Path;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;

/** What went wrong on the disk, as a sentence. */
public final class DiskTrouble {
    private DiskTrouble() {}

    /** @param what cannot be done: {@code the container cannot be created} */
    public static Refusal refusal(String what, Path disk, Exception failure) {
        String message = String.valueOf(failure.getMessage());
        // java.nio has no exception of its own for ENOSPC and EDQUOT; the C library's words are all there is.
        boolean full = message.contains("No space left on device") || message.contains("Disk quota exceeded")
                || message.contains("ENOSPC") || message.contains("EDQUOT");
        return new Refusal(Kind.FAILED, full
                ? what + ": no space left on device: the disk of " + disk + " is full; 'mini-docker system prune' may free some of it"
                : what + ": " + message, failure);
    }
}
