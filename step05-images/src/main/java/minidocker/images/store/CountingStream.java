package minidocker.images.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts the bytes that were read. */
final class CountingStream extends FilterInputStream {
    private final Watch watch;
    private long count;

    /** Hears of the count after each read. */
    interface Watch {
        /** @throws IOException if this is too much */
        void at(long count) throws IOException;
    }

    CountingStream(InputStream in) {
        this(in, count -> { });
    }

    CountingStream(InputStream in, Watch watch) {
        super(in);
        this.watch = watch;
    }

    long count() {
        return count;
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        count += b < 0 ? 0 : 1;
        watch.at(count);
        return b;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int n = super.read(target, offset, length);
        count += Math.max(n, 0);
        watch.at(count);
        return n;
    }

    /** Reads what it passes over: skipped bytes would be missing in a hash. */
    @Override
    public long skip(long n) throws IOException {
        byte[] buffer = new byte[(int) Math.min(n, 8192)];
        long left = n;
        while (left > 0) {
            int read = read(buffer, 0, (int) Math.min(left, buffer.length));
            if (read < 0) {
                break;
            }
            left -= read;
        }
        return n - left;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
