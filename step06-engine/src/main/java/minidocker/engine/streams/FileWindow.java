package minidocker.engine.streams;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/** A file up to an end that may move, seen through a buffer, from any position forwards or backwards. */
final class FileWindow {
    private static final int CHUNK = 64 * 1024;

    private final FileChannel channel;
    private long end;
    private long position;
    private byte[] bytes = new byte[CHUNK];
    private long bytesAt;
    private int bytesLength;

    FileWindow(FileChannel channel, long end) {
        this.channel = channel;
        this.end = end;
    }

    long end() {
        return end;
    }

    void end(long newEnd) {
        end = newEnd;
    }

    long position() {
        return position;
    }

    void position(long newPosition) {
        position = newPosition;
    }

    /** The byte at an offset, or -1 at the end. Neighbours are read along, those before it too. */
    int byteAt(long offset) throws IOException {
        if (offset < 0 || offset >= end) {
            return -1;
        }
        if (offset < bytesAt || offset >= bytesAt + bytesLength) {
            // Someone who goes backwards asks for the byte before the first one next.
            long from = offset < bytesAt && bytesLength > 0 ? Math.max(0, offset + 1 - CHUNK) : offset;
            load(from, CHUNK);
            if (offset >= bytesAt + bytesLength) {
                return -1;
            }
        }
        return bytes[(int) (offset - bytesAt)] & 0xff;
    }

    /** The bytes of a range, or null if the file has not all of them. */
    byte[] range(long from, long to) throws IOException {
        if (to > end || to < from) {
            return null;
        }
        if (from < bytesAt || to > bytesAt + bytesLength) {
            load(from, (int) Math.max(CHUNK, to - from));
            if (to > bytesAt + bytesLength) {
                return null;
            }
        }
        return Arrays.copyOfRange(bytes, (int) (from - bytesAt), (int) (to - bytesAt));
    }

    /** Where the byte is next found from an offset on, or -1. */
    long find(byte wanted, long from) throws IOException {
        long at = from;
        while (byteAt(at) >= 0) {
            int i = (int) (at - bytesAt);
            while (i < bytesLength && bytesAt + i < end && bytes[i] != wanted) {
                i++;
            }
            at = bytesAt + i;
            if (i < bytesLength && at < end) {
                return at;
            }
        }
        return -1;
    }

    private void load(long from, int most) throws IOException {
        if (bytes.length < most) {
            bytes = new byte[most];
        }
        int wanted = (int) Math.min(bytes.length, end - from);
        ByteBuffer target = ByteBuffer.wrap(bytes, 0, wanted);
        while (target.hasRemaining() && channel.read(target, from + target.position()) >= 0) {
            continue;
        }
        bytesAt = from;
        bytesLength = target.position();
    }
}
