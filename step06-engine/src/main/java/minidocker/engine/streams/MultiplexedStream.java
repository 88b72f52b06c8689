package minidocker.engine.streams;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Docker's stream of two streams, as attach, exec and logs send it where there is no terminal. Each frame is a header of eight
 * bytes and a payload:
 *
 * <pre>
 *  offset 0  which stream: 0, 1 or 2
 *         1  three zero bytes
 *         4  length of the payload in bytes, big-endian, unsigned
 * </pre>
 */
public final class MultiplexedStream {
    public static final int HEADER_SIZE = 8;

    /** A piece of one stream's output. */
    public record Frame(StandardStream stream, byte[] payload) {}

    private MultiplexedStream() {}

    /** The header of a frame whose payload has that many bytes. */
    public static byte[] header(StandardStream stream, int length) {
        return new byte[] {(byte) stream.ordinal(), 0, 0, 0, (byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8),
            (byte) length};
    }

    // tag::frame[]
    /** Writes one frame, in one write so that no two of them can mix; an empty payload writes nothing. */
    public static void write(OutputStream out, StandardStream stream, byte[] payload, int offset, int length) throws IOException {
        if (length > 0) {
            byte[] frame = Arrays.copyOf(header(stream, length), HEADER_SIZE + length);
            System.arraycopy(payload, offset, frame, HEADER_SIZE, length);
            out.write(frame);
        }
    }
    // end::frame[]

    /**
     * The next frame, or null where the stream ends between two.
     *
     * @throws EOFException if it ends within a frame
     */
    public static Frame read(InputStream in) throws IOException {
        byte[] header = in.readNBytes(HEADER_SIZE);
        if (header.length == 0) {
            return null;
        }
        int length = header.length < HEADER_SIZE ? -1
                : (header[4] & 0xff) << 24 | (header[5] & 0xff) << 16 | (header[6] & 0xff) << 8 | header[7] & 0xff;
        if (length < 0 || header[0] < 0 || header[0] > 2) {
            throw new EOFException("the stream of the container's output is broken: no frame begins here");
        }
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
            throw new EOFException("the stream of the container's output broke off within a frame");
        }
        return new Frame(StandardStream.values()[header[0]], payload);
    }
}
