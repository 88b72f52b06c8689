package minidocker.engine.streams;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One client's share of the output: a queue between the pump, which never waits for it, and the client's thread. Its monitor is
 * its own, so that a client takes while the pump is at the disk.
 */
final class Attachment {
    /** In bytes, as dockerd's pipes to its clients. What is above is one batch and what was left at the end. */
    static final int LIMIT = 1 << 20;

    /** Bytes of one stream; the array is shared with the other clients and never changed. */
    record Piece(StandardStream stream, byte[] bytes, int from, int to) {}

    private final AttachOptions options;
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private int waiting;
    private AttachEnd end;
    private long lastProgress = System.nanoTime();

    Attachment(AttachOptions options) {
        this.options = options;
    }

    synchronized void offer(StandardStream stream, byte[] bytes, int from, int to) {
        if (end == null && options.wants(stream) && from < to) {
            if (waiting == 0) {
                // Who had nothing to take has not been slow.
                lastProgress = System.nanoTime();
            }
            pieces.add(new Piece(stream, bytes, from, to));
            waiting += to - from;
            notifyAll();
        }
    }

    /** The pump is to wait for this client. */
    synchronized boolean isFull() {
        return end == null && waiting >= LIMIT;
    }

    synchronized long nanosWithoutProgress() {
        return System.nanoTime() - lastProgress;
    }

    /** The next piece, of which all counts as waiting until {@link #taken}; null when there will be none any more. */
    synchronized Piece next() throws InterruptedException {
        while (pieces.isEmpty() && end == null) {
            wait();
        }
        return end == null || end == AttachEnd.FINISHED ? pieces.poll() : null;
    }

    /** @return true if the client just made room after it was full */
    synchronized boolean taken(int count) {
        boolean wasFull = waiting >= LIMIT;
        waiting -= count;
        lastProgress = System.nanoTime();
        return wasFull && waiting < LIMIT;
    }

    synchronized boolean isEmpty() {
        return pieces.isEmpty();
    }

    /** The first reason to end counts. After FINISHED the client still gets what waits for it. */
    synchronized void end(AttachEnd why) {
        if (end == null || end == AttachEnd.FINISHED && why == AttachEnd.LOST) {
            end = why;
            notifyAll();
        }
    }

    synchronized AttachEnd end() {
        return end;
    }
}
