package minidocker.engine.streams;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The clients that are attached to one process. While one of them is full, the process is not read, so that it waits in its
 * write(2) as it would for any slow reader of a pipe; one that takes nothing at all for the pump's patience is let go.
 *
 * <p>Its monitor is that of the whole process' streams: who reads, delivers, logs, joins or leaves holds it. Nobody waits for a
 * client with it.
 */
final class Clients {
    private final Pump pump;
    private final Map<Attachment, Closeable> attached = new LinkedHashMap<>();
    private List<Runnable> resumes = new ArrayList<>();

    Clients(Pump pump) {
        this.pump = pump;
    }

    /** @param connection is closed if the client is let go: that wakes its thread */
    synchronized void join(Attachment client, Closeable connection) {
        attached.put(client, connection);
    }

    synchronized void leave(Attachment client) {
        attached.remove(client);
        resumeIfRoom();
    }

    synchronized boolean isEmpty() {
        return attached.isEmpty();
    }

    synchronized void deliver(StandardStream stream, byte[] bytes, int from, int to) {
        attached.keySet().forEach(client -> client.offer(stream, bytes, from, to));
    }

    /**
     * @param resume is called once, when there is room again
     * @return false if there is room now
     */
    synchronized boolean mustWait(Runnable resume) {
        if (!someoneIsFull()) {
            return false;
        }
        if (resumes.isEmpty()) {
            pump.clock().schedule(this::dropStalled, pump.patience().toMillis(), TimeUnit.MILLISECONDS);
        }
        resumes.add(resume);
        return true;
    }

    private boolean someoneIsFull() {
        return attached.keySet().stream().anyMatch(Attachment::isFull);
    }

    /** A client has made room. */
    synchronized void resumeIfRoom() {
        if (!resumes.isEmpty() && !someoneIsFull()) {
            List<Runnable> all = resumes;
            resumes = new ArrayList<>();
            all.forEach(Runnable::run);
        }
    }

    private void dropStalled() {
        List<Closeable> stalled = new ArrayList<>();
        synchronized (this) {
            attached.entrySet().removeIf(entry -> {
                boolean drop = entry.getKey().isFull()
                        && entry.getKey().nanosWithoutProgress() >= pump.patience().toNanos();
                if (drop) {
                    entry.getKey().end(AttachEnd.LOST);
                    stalled.add(entry.getValue());
                }
                return drop;
            });
            resumeIfRoom();
            if (!resumes.isEmpty()) {
                pump.clock().schedule(this::dropStalled, pump.patience().toMillis() / 10 + 1, TimeUnit.MILLISECONDS);
            }
        }
        for (Closeable connection : stalled) {
            try {
                connection.close();
            } catch (IOException gone) {
                continue;
            }
        }
    }

    /** No output will come any more for those who are here now. */
    synchronized void finish() {
        attached.keySet().forEach(client -> client.end(AttachEnd.FINISHED));
        attached.clear();
        resumeIfRoom();
    }
}
