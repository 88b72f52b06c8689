package minidocker.images.store;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads a blob while it comes in, so that it need not be read a second time. The bytes are known to be right only when the stream
 * has ended; if they were wrong, the reader is called again with others.
 */
public interface BlobReader {
    BlobReader NONE = blob -> { };

    /** @throws IOException if this blob is no use; one from the stream must be passed on */
    void read(InputStream blob) throws IOException;
}
