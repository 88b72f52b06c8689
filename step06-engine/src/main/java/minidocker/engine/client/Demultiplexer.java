package minidocker.engine.client;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Takes apart what comes without a terminal: pieces of standard output and error, each after eight bytes {stream, 0, 0, 0, length
 * in big endian}.
 */
public final class Demultiplexer {
    private static final int STDERR = 2;
    private static final int ENGINE_ERROR = 3;

    private Demultiplexer() {}

    /** Copies to the end of the stream. */
    public static void copy(InputStream from, OutputStream stdout, OutputStream stderr) throws IOException {
        DataInputStream in = new DataInputStream(from);
        byte[] buffer = new byte[1 << 15];
        for (int stream = in.read(); stream >= 0; stream = in.read()) {
            in.skipNBytes(3);
            long left = in.readInt() & 0xffffffffL;
            OutputStream to = stream == STDERR ? stderr : stdout;
            if (stream > ENGINE_ERROR) {
                throw new IOException("Unrecognized input header: " + stream);
            }
            if (stream == ENGINE_ERROR) {
                throw new IOException("error from daemon in stream: " + new String(in.readNBytes((int) left)));
            }
            while (left > 0) {
                int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (count < 0) {
                    throw new EOFException("the engine closed the connection in the middle of a line");
                }
                to.write(buffer, 0, count);
                left -= count;
            }
            to.flush();
        }
    }
}
