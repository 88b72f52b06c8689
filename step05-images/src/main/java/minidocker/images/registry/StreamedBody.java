package minidocker.images.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of an answer as a stream that does not wait for ever: the JDK's own knows no time limit for a body, and a connection
 * that a firewall has forgotten would hang a pull until somebody presses ^C.
 */
final class StreamedBody extends InputStream implements BodySubscriber<InputStream> {
    /** Buffers under way between network and reader: enough to keep both busy, little enough for ten layers at once. */
    private static final int IN_FLIGHT = 8;
    private static final Object END = new Object();

    private final Duration stallTimeout;
    /** Elements are a List of ByteBuffers, a Throwable, or END. */
    private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();
    private final Deque<ByteBuffer> current = new ArrayDeque<>();
    private volatile Flow.Subscription subscription;
    private volatile boolean closed;
    private IOException failure;
    private boolean ended;

    StreamedBody(Duration stallTimeout) {
        this.stallTimeout = stallTimeout;
    }

    @Override
    public CompletionStage<InputStream> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription s) {
        subscription = s;
        if (closed) {
            s.cancel();
        } else {
            s.request(IN_FLIGHT);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        queue.add(buffers);
    }

    @Override
    public void onError(Throwable throwable) {
        queue.add(throwable);
    }

    @Override
    public void onComplete() {
        queue.add(END);
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
        if (!await()) {
            return -1;
        }
        ByteBuffer buffer = current.peek();
        int n = Math.min(length, buffer.remaining());
        buffer.get(target, offset, n);
        return n;
    }

    /** True when {@link #current} begins with a buffer that has bytes. */
    private boolean await() throws IOException {
        while (true) {
            while (!current.isEmpty() && !current.peek().hasRemaining()) {
                current.poll();
            }
            if (!current.isEmpty()) {
                return true;
            }
            if (failure != null) {
                throw failure;
            }
            if (ended) {
                return false;
            }
            take();
        }
    }

    private void take() throws IOException {
        Object next;
        try {
            next = queue.poll(stallTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while downloading");
        }
        if (next == null) {
            failure = new IOException("no data came for " + stallTimeout.toSeconds() + " s");
            close();
        } else if (next == END) {
            ended = true;
        } else if (next instanceof Throwable cause) {
            failure = cause instanceof IOException e ? e : new IOException(cause);
        } else if (next instanceof List<?> buffers) {
            buffers.forEach(buffer -> current.add((ByteBuffer) buffer));
            subscription.request(1);
        }
    }

    /** Ends the transfer; a body that was not read to its end takes its connection with it. */
    @Override
    public void close() {
        closed = true;
        Flow.Subscription s = subscription;
        if (s != null && !ended) {
            s.cancel();
        }
    }
}
