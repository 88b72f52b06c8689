package minidocker.engine.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A connection that carries raw bytes. Reading and writing may be done by two threads. */
public interface Duplex extends Closeable {
    /** What the client sends; ends when it has closed its half, or (with an IOException) when it is gone. */
    InputStream in();

    /**
     * What the client receives, sent at once, without buffering. Blocks while the client does not read. An IOException once it is
     * gone or {@link #close()} was called, also by another thread.
     */
    OutputStream out();

    /** Our half is at its end, the client's goes on. */
    void closeOutput() throws IOException;

    /** Runs something when the client is gone in both directions (not: has closed its half), on another thread. */
    void onGone(Runnable action);

    /** Both halves. Whoever reads or writes is woken; what was written before still arrives, however slowly the client reads. */
    @Override
    void close();
}
