package minidocker.engine.core;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads for what nobody waits for: ends of containers, restarts, health checks. They come when needed and go when idle. */
final class Workers implements Executor, AutoCloseable {
    /** As many as there may be containers that end in the same moment; each thread that is idle costs its stack. */
    private static final long IDLE_SECONDS = 10;
    private static final long STACK_BYTES = 256 * 1024;

    private final AtomicInteger count = new AtomicInteger();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS,
            new SynchronousQueue<>(), factory("container-"));
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, factory("clock-"));

    Workers() {
        clock.setRemoveOnCancelPolicy(true);
    }

    private ThreadFactory factory(String name) {
        return task -> {
            Thread thread = new Thread(null, task, name + count.incrementAndGet(), STACK_BYTES);
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public void execute(Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException closed) {
            // The engine leaves; the next one will find out.
        }
    }

    ScheduledFuture<?> after(Duration delay, Runnable task) {
        return clock.schedule(() -> execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        threads.shutdown();
    }
}
