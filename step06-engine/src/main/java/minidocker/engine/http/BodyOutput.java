package minidocker.engine.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The body of an answer of unknown length: chunked (RFC 9112, section 7.1), up to the connection's end for a client of HTTP/1.0,
 * nothing for HEAD.
 */
final class BodyOutput extends OutputStream {
    enum Coding { CHUNKED, UNTIL_CLOSE, NONE }

    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] END = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Outflow out;
    private final Coding coding;
    private final byte[] buffer = new byte[8192];
    private int filled;
    private boolean closed;

    BodyOutput(Outflow out, Coding coding) {
        this.out = out;
        this.coding = coding;
    }

    @Override
    public synchronized void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("the answer has ended already");
        }
        if (filled + length > buffer.length) {
            flush();
        }
        if (length > buffer.length) {
            send(bytes, offset, length);
        } else {
            System.arraycopy(bytes, offset, buffer, filled, length);
            filled += length;
        }
    }

    @Override
    public synchronized void flush() throws IOException {
        if (filled > 0) {
            int length = filled;
            filled = 0;
            send(buffer, 0, length);
        }
    }

    private void send(byte[] bytes, int offset, int length) throws IOException {
        switch (coding) {
            case CHUNKED -> {
                byte[] size = (Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
                ByteBuf chunk = Unpooled.buffer(size.length + length + 2);
                out.write(chunk.writeBytes(size).writeBytes(bytes, offset, length).writeBytes(LINE_END));
            }
            case UNTIL_CLOSE -> out.write(bytes, offset, length);
            case NONE -> { }
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            flush();
            closed = true;
            if (coding == Coding.CHUNKED) {
                out.write(END, 0, END.length);
            }
        }
    }
}
