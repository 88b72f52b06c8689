package minidocker.engine.core;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
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
        private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(WAITING);

        private Subscription() {}

        private void offer(Event event) {
            while (!queue.offer(event)) {
                queue.poll();
            }
        }

        /** The next, or null if none came in time. */
        public Event poll(long milliseconds) throws InterruptedException {
            return queue.poll(milliseconds, TimeUnit.MILLISECONDS);
        }

        /** The next; waits for it. */
        public Event take() throws InterruptedException {
            return queue.take();
        }

        @Override
        public void close() {
            synchronized (Events.this) {
                listeners.remove(this);
            }
        }
    }
}
