package minidocker.engine.core;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What has happened: the last ones are kept for who asks later, and whoever listens hears each from then on. */
public final class Events {
    /** As many as Docker keeps. */
    private static final int KEPT = 256;
    /** A listener that has not taken so many has gone to sleep, and loses the oldest. */
    private static final int WAITING = 4096;

    private final Deque<Event> last = new ArrayDeque<>();
    private final List<Subscription> listeners = new ArrayList<>();

    /** Tells everybody. Never blocks. */
    public synchronized void publish(Event event) {
        if (last.size() == KEPT) {
            last.removeFirst();
        }
        last.addLast(event);
        listeners.forEach(listener -> listener.offer(event));
    }

    /** Those that are still kept, from a time on, the oldest first. */
    public synchronized List<Event> since(Instant time) {
        return last.stream().filter(event -> !event.time().isBefore(time)).toList();
    }

    /** From now on. */
    public synchronized Subscription subscribe() {
        Subscription subscription = new Subscription();
        listeners.add(subscription);
        return subscription;
    }

    /** As {@link #subscribe()}, with those that are kept from this time on ahead; none is lost or doubled between. */
    public synchronized Subscription subscribe(Instant since) {
        Subscription subscription = subscribe();
        since(since).forEach(subscription::offer);
        return subscription;
    }

    /** One listener's events in their order. */
    public final class Subscription implements AutoCloseable {
        private final Deque<Event> queue = new ArrayDeque<>();
        private boolean closed;

        private Subscription() {}

        private synchronized void offer(Event event) {
            if (queue.size() == WAITING) {
                queue.removeFirst();
            }
            queue.addLast(event);
            notifyAll();
        }

        /** The next; null if none came within so many milliseconds, or it was closed. */
        public synchronized Event poll(long milliseconds) throws InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
            for (long left = milliseconds; queue.isEmpty() && !closed && left > 0;
                    left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())) {
                wait(left);
            }
            return closed ? null : queue.pollFirst();
        }

        /** The next, as soon as there is one; null if it was closed. */
        public synchronized Event take() throws InterruptedException {
            while (queue.isEmpty() && !closed) {
                wait();
            }
            return closed ? null : queue.pollFirst();
        }

        /** Wakes whoever waits. */
        @Override
        public void close() {
            synchronized (Events.this) {
                listeners.remove(this);
            }
            synchronized (this) {
                closed = true;
                notifyAll();
            }
        }
    }
}
