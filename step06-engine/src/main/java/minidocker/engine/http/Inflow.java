package minidocker.engine.http;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * What comes in: filled by the network's thread, read by the handler's. More is asked for as soon as little is left, so that
 * what a reader has not read yet stays with the sender, but for a few buffers.
 */
final class Inflow extends InputStream {
    /** Enough to keep reader and network busy at the same time. */
    private static final int ENOUGH = 128 << 10;

    private final Runnable more;
    private final Runnable beforeFirstRead;
    private final Queue<ByteBuf> pieces = new ArrayDeque<>();
    private int bytes;
    private boolean asked;
    private volatile boolean started;
    private boolean ended;
    private String failure;
    private long deadline;

    /**
     * @param more            asks the network for another piece; called by any thread, once for each call of {@link #add}
     * @param beforeFirstRead called by the first reader, before it waits
     */
    Inflow(Runnable more, Runnable beforeFirstRead) {
        this.more = more;
        this.beforeFirstRead = beforeFirstRead;
    }

    /** Network: takes over a piece. */
    void add(ByteBuf piece) {
        boolean ask;
        synchronized (this) {
            asked = false;
            if (ended || !piece.isReadable()) {
                piece.release();
            } else {
                pieces.add(piece);
                bytes += piece.readableBytes();
                notifyAll();
            }
            ask = wantsMore();
        }
        if (ask) {
            more.run();
        }
    }

    /** Network: nothing more will come, and that is well. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Network: nothing more will come, and something was to. What came before can still be read. */
    synchronized void fail(String sentence) {
        if (!ended) {
            failure = sentence;
            ended = true;
            notifyAll();
        }
    }

    /** Handler: nobody will read on. */
    synchronized void discard() {
        ended = true;
        failure = "closed";
        pieces.forEach(ByteBuf::release);
        pieces.clear();
        bytes = 0;
        notifyAll();
    }

    /** All was received, though perhaps not read. */
    synchronized boolean isComplete() {
        return ended && failure == null;
    }

    /** From now on reading fails if the end has not come by then, in {@link System#nanoTime()}; 0 for no such limit. */
    synchronized void setDeadline(long nanoTime) {
        deadline = nanoTime;
        notifyAll();
    }

    private boolean wantsMore() {
        if (asked || ended || !started || bytes >= ENOUGH) {
            return false;
        }
        asked = true;
        return true;
    }

    /** Asks for the first piece, even if nobody reads. */
    void start() {
        boolean ask;
        synchronized (this) {
            started = true;
            ask = wantsMore();
        }
        if (ask) {
            more.run();
        }
    }

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
        if (!started) {
            beforeFirstRead.run();
            start();
        }
        int count;
        boolean ask;
        synchronized (this) {
            while (pieces.isEmpty() && !ended) {
                await();
            }
            if (pieces.isEmpty()) {
                if (failure != null) {
                    throw new IOException(failure);
                }
                return -1;
            }
            ByteBuf piece = pieces.peek();
            count = Math.min(length, piece.readableBytes());
            piece.readBytes(target, offset, count);
            bytes -= count;
            if (!piece.isReadable()) {
                pieces.remove().release();
            }
            ask = wantsMore();
        }
        if (ask) {
            more.run();
        }
        return count;
    }

    @Override
    public synchronized int available() {
        return bytes;
    }

    private void await() throws IOException {
        try {
            if (deadline == 0) {
                wait();
                return;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new BodyTimeout();
            }
            wait(left / 1_000_000 + 1);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading from a client");
        }
    }

    /** The end of a body did not come in time. */
    static final class BodyTimeout extends IOException {
        private static final long serialVersionUID = 1;

        BodyTimeout() {
            super("the request's body did not come in time");
        }
    }
}
