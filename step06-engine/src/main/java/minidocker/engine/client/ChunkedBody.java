package minidocker.engine.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A body in chunks, RFC 9112 section 7.1: it says before each how long that is, and a chunk of length 0 is the end. */
final class ChunkedBody extends InputStream {
    private final InputStream in;
    private long left;
    private boolean first = true;
    private boolean end;

    ChunkedBody(InputStream in) {
        this.in = in;
    }

    boolean atEnd() {
        return end;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0 && !end) {
            nextChunk();
        }
        if (end) {
            return -1;
        }
        int count = in.read(bytes, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw new EOFException("the engine closed the connection in the middle of its answer");
        }
        left -= count;
        if (left == 0 && in.available() >= END.length()) {
            // The end is here already: taken now, the connection can be used again.
            nextChunk();
        }
        return count;
    }

    private static final String END = "\r\n0\r\n\r\n";

    private void nextChunk() throws IOException {
        if (!first && !Response.line(in).isEmpty()) {
            throw new IOException("the engine's answer is broken: a chunk is longer than it says");
        }
        first = false;
        String size = Response.line(in).replaceFirst("[ \t;].*", "");
        try {
            left = Long.parseLong(size, 16);
        } catch (NumberFormatException e) {
            throw new IOException("the engine's answer is broken: a chunk of size \"" + size + "\"");
        }
        if (left == 0) {
            end = true;
            while (!Response.line(in).isEmpty()) {
                continue;
            }
        }
    }
}
