package minidocker.images.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import minidocker.images.registry.VerifiedBlob;

/**
 * A blob as it comes in, seen from both sides. One thread fills the file; another reads behind it, what an earlier transfer has
 * left first. So the network never waits for who unpacks, and what is between the two lies in the file, not in memory. The stream
 * ends only after all bytes were found right.
 */
final class ArrivingBlob {
    private static final int BUFFER = 128 << 10;

    private final VerifiedBlob blob;
    private final long size;
    private final FileChannel file;
    private final List<DownloadListener> listeners;
    /** The bytes that may be read; all of them only when they are verified. */
    private long readable;
    private boolean verified;
    private IOException failure;

    ArrivingBlob(VerifiedBlob blob, long size, FileChannel file, List<DownloadListener> listeners) {
        this.blob = blob;
        this.size = size;
        this.file = file;
        this.listeners = listeners;
    }

    /** Brings the blob into the file. Afterwards it is there and right, and readers come to its end. */
    void fill() throws IOException {
        byte[] buffer = new byte[BUFFER];
        long left = file.size();
        readable(left, false);
        while (blob.position() < left) {
            int n = file.read(ByteBuffer.wrap(buffer, 0, (int) Math.min(buffer.length, left - blob.position())), blob.position());
            if (n < 0) {
                throw new IOException("the file of a download has become shorter; pull again");
            }
            blob.resumeAfter(buffer, 0, n);
            downloading();
        }
        for (int n = blob.read(buffer); n >= 0; n = blob.read(buffer)) {
            ByteBuffer content = ByteBuffer.wrap(buffer, 0, n);
            long at = blob.position() - n;
            while (content.hasRemaining()) {
                at += file.write(content, at);
            }
            readable(at, false);
            downloading();
        }
        listeners.forEach(DownloadListener::verified);
        readable(size, true);
    }

    private void downloading() {
        listeners.forEach(listener -> listener.downloading(blob.position()));
    }

    private synchronized void readable(long bytes, boolean right) {
        verified = right;
        readable = right ? size : Math.min(bytes, size - 1);
        notifyAll();
    }

    /** Ends all reading. */
    synchronized void fail(IOException reason) {
        failure = reason;
        notifyAll();
    }

    /** True if its reader could not go on because there was no more to be had. */
    synchronized boolean failed() {
        return failure != null;
    }

    /** Waits for bytes behind this place; how many there are, or -1 at the end. */
    private synchronized long await(long position) throws IOException {
        while (true) {
            if (failure != null) {
                throw new IOException("the download ended early", failure);
            } else if (position < readable) {
                return readable - position;
            } else if (verified) {
                return -1;
            }
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new java.io.InterruptedIOException("interrupted while a layer was unpacked");
            }
        }
    }

    /** The blob from its first byte on. */
    InputStream reader() {
        return new Reader();
    }

    private final class Reader extends InputStream {
        private long position;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            long there = await(position);
            if (there < 0) {
                return -1;
            }
            int n = file.read(ByteBuffer.wrap(target, offset, (int) Math.min(length, there)), position);
            if (n < 0) {
                throw new IOException("the file of a download has become shorter; pull again");
            }
            position += n;
            if (isVerified()) {
                listeners.forEach(listener -> listener.reading(position));
            }
            return n;
        }

        /** GZIPInputStream looks for a further member only where this says that there is more. */
        @Override
        public int available() {
            return (int) Math.min(Integer.MAX_VALUE, size - position);
        }
    }

    private synchronized boolean isVerified() {
        return verified;
    }
}
