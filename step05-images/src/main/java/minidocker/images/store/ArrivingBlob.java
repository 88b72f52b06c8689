package minidocker.images.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.LongConsumer;
import minidocker.images.registry.VerifiedBlob;

/**
 * A blob as it comes in: first what an earlier transfer has left in its file, then what the registry sends, which is written to
 * the file on the way. Whoever reads to the end has the verified bytes, and so has the file.
 */
final class ArrivingBlob extends InputStream {
    private final VerifiedBlob blob;
    private final long size;
    private final FileChannel file;
    private final long left;
    private final LongConsumer progress;
    private boolean failed;

    /** @param progress is told how many bytes are there */
    ArrivingBlob(VerifiedBlob blob, long size, FileChannel file, LongConsumer progress) throws IOException {
        this.blob = blob;
        this.size = size;
        this.file = file;
        this.progress = progress;
        left = file.size();
        file.position(0);
    }

    /** True if it was this stream that could not go on, and not its reader. */
    boolean failed() {
        return failed;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            int n = blob.position() < left ? fromFile(target, offset, length) : fromRegistry(target, offset, length);
            if (n > 0) {
                progress.accept(blob.position());
            }
            return n;
        } catch (IOException | RuntimeException e) {
            failed = true;
            throw e;
        }
    }

    private int fromFile(byte[] target, int offset, int length) throws IOException {
        int n = file.read(ByteBuffer.wrap(target, offset, (int) Math.min(length, left - blob.position())));
        if (n < 0) {
            throw new IOException("the file of a download has become shorter; pull again");
        }
        blob.resumeAfter(target, offset, n);
        return n;
    }

    private int fromRegistry(byte[] target, int offset, int length) throws IOException {
        int n = blob.read(target, offset, length);
        ByteBuffer buffer = ByteBuffer.wrap(target, offset, Math.max(n, 0));
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
        return n;
    }

    /** GZIPInputStream looks for a further member only where this says that there is more. */
    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, size - blob.position());
    }
}
