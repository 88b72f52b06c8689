package minidocker.images.registry;

import java.io.IOException;
import minidocker.images.Digest;

/** The bytes are not those that the digest names. They must not be used, and asking the same server again seldom helps. */
public final class DigestMismatch extends IOException {
    private static final long serialVersionUID = 1;

    DigestMismatch(String repository, Digest expected, Digest found) {
        super("filesystem layer verification failed for digest " + expected + " of " + repository + ": the bytes that came are "
                + found
                + ", so the registry or something on the way has changed them");
    }
}
