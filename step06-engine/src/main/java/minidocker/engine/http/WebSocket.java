package minidocker.engine.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * RFC 6455 over a connection: what browsers can speak. Every piece that is written is a binary message; what comes in, as text or
 * binary, whole or in fragments, is one stream of bytes.
 */
final class WebSocket implements Duplex {
    /** RFC 6455, section 1.3. */
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int LARGEST_CONTROL = 125;
    private static final int TWO_BYTES = 126;
    private static final int LARGEST_MESSAGE = 0xffff;
    private static final int NORMAL_CLOSURE = 1000;
    private static final int PROTOCOL_ERROR = 1002;

    private final Duplex raw;
    private final InputStream from;
    private final InputStream input = new Payload();
    private boolean closeSent;
    private final OutputStream output = new OutputStream() {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int at = 0; at < length; at += LARGEST_MESSAGE) {
                send(BINARY, bytes, offset + at, Math.min(LARGEST_MESSAGE, length - at));
            }
        }
    };

    WebSocket(Duplex raw) {
        this.raw = raw;
        this.from = raw.in();
    }

    /** By which the client knows that we have understood. */
    static String accept(String key) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-1").digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(sum);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    private synchronized void send(int opcode, byte[] bytes, int offset, int length) throws IOException {
        if (closeSent) {
            throw new IOException("the client has closed the connection");
        }
        closeSent = opcode == CLOSE;
        int head = length <= LARGEST_CONTROL ? 2 : 4;
        byte[] frame = new byte[head + length];
        frame[0] = (byte) (FINAL | opcode);
        frame[1] = (byte) (head == 2 ? length : TWO_BYTES);
        if (head == 4) {
            frame[2] = (byte) (length >> 8);
            frame[3] = (byte) length;
        }
        System.arraycopy(bytes, offset, frame, head, length);
        raw.out().write(frame);
    }

    private void sendClose(int code) throws IOException {
        send(CLOSE, new byte[] {(byte) (code >> 8), (byte) code}, 0, 2);
    }

    /** What data frames carry; the others are dealt with on the way. */
    private final class Payload extends InputStream {
        private final byte[] mask = new byte[4];
        private long left;
        private int position;
        private boolean ended;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            while (left == 0 && !ended) {
                ended = !nextData();
            }
            if (ended) {
                return -1;
            }
            int count = from.read(bytes, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new EOFException("the client went away in the middle of a message");
            }
            for (int i = 0; i < count; i++) {
                bytes[offset + i] ^= mask[position++ & 3];
            }
            left -= count;
            return count;
        }

        /** Up to the next data frame. @return false at the end */
        private boolean nextData() throws IOException {
            while (true) {
                int first = from.read();
                if (first < 0) {
                    return false;
                }
                int second = some();
                int opcode = first & 0x0f;
                long length = length(second & 0x7f);
                boolean control = opcode >= CLOSE;
                boolean valid = (second & MASKED) != 0 && (first & 0x70) == 0 && length >= 0
                        && (control ? opcode <= PONG && length <= LARGEST_CONTROL && (first & FINAL) != 0 : opcode <= BINARY);
                if (!valid) {
                    sendClose(PROTOCOL_ERROR);
                    return false;
                }
                position = 0;
                for (int i = 0; i < mask.length; i++) {
                    mask[i] = (byte) some();
                }
                if (!control) {
                    left = length;
                    return true;
                }
                if (!control(opcode, (int) length)) {
                    return false;
                }
            }
        }

        private boolean control(int opcode, int length) throws IOException {
            byte[] payload = from.readNBytes(length);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i & 3];
            }
            if (opcode == PING) {
                send(PONG, payload, 0, payload.length);
            } else if (opcode == CLOSE) {
                closeOutput();
            }
            return opcode != CLOSE;
        }

        private long length(int small) throws IOException {
            if (small <= LARGEST_CONTROL) {
                return small;
            }
            long length = 0;
            for (int i = 0; i < (small == TWO_BYTES ? 2 : 8); i++) {
                length = length << 8 | some();
            }
            return length;
        }

        private int some() throws IOException {
            int next = from.read();
            if (next < 0) {
                throw new EOFException("the client went away in the middle of a frame");
            }
            return next;
        }
    }

    @Override
    public InputStream in() {
        return input;
    }

    @Override
    public OutputStream out() {
        return output;
    }

    @Override
    public void closeOutput() throws IOException {
        synchronized (this) {
            if (!closeSent) {
                sendClose(NORMAL_CLOSURE);
            }
        }
    }

    @Override
    public void onGone(Runnable action) {
        raw.onGone(action);
    }

    @Override
    public void close() {
        try {
            closeOutput();
        } catch (IOException gone) {
            // Then there is nobody to say good-bye to.
        }
        raw.close();
    }
}
