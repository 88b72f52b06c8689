package minidocker.engine.streams;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * The format of the driver {@code local}: small, and readable from both ends.
 *
 * <pre>
 *  4 bytes   n, the length of what is between the two lengths, big-endian
 *  1 byte    the stream: 1 or 2; 128 more if a newline follows the text
 *  8 bytes   seconds since 1970
 *  4 bytes   nanoseconds
 *  n - 13    the text without that newline
 *  4 bytes   n again
 * </pre>
 */
final class LocalFormat implements LogFormat {
    private static final int FIXED = 13;
    private static final int FRAME = 8;
    private static final int NEWLINE = 0x80;
    private static final int LONGEST = FIXED + LogEntry.MAX_SIZE;

    @Override
    public void encode(GrowingBytes out, StandardStream stream, Instant time, byte[] text, int from, int to, boolean newline) {
        int length = FIXED + to - from;
        out.putInt(length);
        out.put(stream.ordinal() | (newline ? NEWLINE : 0));
        out.putInt((int) (time.getEpochSecond() >>> 32));
        out.putInt((int) time.getEpochSecond());
        out.putInt(time.getNano());
        out.put(text, from, to);
        out.putInt(length);
    }

    @Override
    public LogEntry decode(FileWindow window) throws IOException {
        int length = lengthAt(window, window.position());
        byte[] content = length < 0 ? null : window.range(window.position() + 4, window.position() + 4 + length);
        if (content == null || lengthAt(window, window.position() + 4 + length) != length) {
            return null;
        }
        window.position(window.position() + FRAME + length);
        ByteBuffer fields = ByteBuffer.wrap(content);
        int flags = fields.get();
        Instant time = Instant.ofEpochSecond(fields.getLong(), fields.getInt());
        boolean newline = (flags & NEWLINE) != 0;
        byte[] text = new byte[fields.remaining() + (newline ? 1 : 0)];
        fields.get(text, 0, fields.remaining());
        if (newline) {
            text[text.length - 1] = '\n';
        }
        return new LogEntry((flags & ~NEWLINE) == 2 ? StandardStream.STDERR : StandardStream.STDOUT, time, text);
    }

    /** A length that can be one, or -1. */
    private static int lengthAt(FileWindow window, long at) throws IOException {
        byte[] bytes = at < 0 ? null : window.range(at, at + 4);
        int length = bytes == null ? -1 : ByteBuffer.wrap(bytes).getInt();
        return length >= FIXED && length <= LONGEST ? length : -1;
    }

    @Override
    public Tail last(FileWindow window, int count) throws IOException {
        long at = window.end();
        int found = 0;
        while (at > 0 && found < count) {
            int length = lengthAt(window, at - 4);
            if (length < 0) {
                break;
            }
            at -= FRAME + length;
            found++;
        }
        return new Tail(at, found);
    }

    @Override
    public long wholeLength(FileWindow window) throws IOException {
        int last = lengthAt(window, window.end() - 4);
        if (last > 0 && lengthAt(window, window.end() - FRAME - last) == last) {
            return window.end();
        }
        window.position(0);
        while (decode(window) != null) {
            continue;
        }
        return window.position();
    }
}
