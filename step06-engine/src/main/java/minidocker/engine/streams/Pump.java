package minidocker.engine.streams;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import minidocker.syscall.Epoll;
import minidocker.syscall.Linux;

/**
 * The threads that read the output of all containers and execs; one pump an engine. Two threads do for hundreds of containers,
 * since none of them ever waits for a client: a thread a stream would cost a hundred idle containers some 20 MB.
 */
public final class Pump implements AutoCloseable {
    private static final int THREADS = 2;
    private static final long STACK_SIZE = 256 * 1024;
    private static final int SCRATCH_SIZE = 64 * 1024;
    private static final long CLOSE_KEY = 0;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What is done when a descriptor is ready. It must not wait for anything but the disk. */
    interface Work {
        void ready();
    }

    /** A descriptor that the pump looks after, from {@link #watch} to {@link #forget}. */
    final class Watch {
        private final long key = lastKey.incrementAndGet();
        private final int fd;
        private final int events;
        private final Work work;
        private boolean forgotten;

        private Watch(int fd, int events, Work work) {
            this.fd = fd;
            this.events = events;
            this.work = work;
        }

        /** Calls the work once more, as soon as the descriptor is ready. */
        synchronized void arm() {
            if (!forgotten) {
                epoll.arm(fd, events, key);
            }
        }

        /** The work may still be running, but will not begin again; the descriptor may be closed. */
        synchronized void forget() {
            if (!forgotten) {
                forgotten = true;
                watches.remove(key);
                epoll.remove(fd);
            }
        }
    }

    private final Epoll epoll = new Epoll();
    private final int[] closing = Linux.pipe();
    private final AtomicLong lastKey = new AtomicLong(CLOSE_KEY);
    private final Map<Long, Watch> watches = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final ThreadLocal<ByteBuffer> scratch = ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(SCRATCH_SIZE));
    private final ScheduledThreadPoolExecutor clock;
    private final Duration patience;
    private final Keeper keeper;

    /** One whose descriptors end with the engine. */
    public Pump() {
        this(PATIENCE, null);
    }

    /** @param runFolder where the next engine finds what is kept for it */
    public Pump(Path runFolder) {
        this(PATIENCE, new Keeper(runFolder.resolve("keeper")));
    }

    /** @param patience with a client that is full and takes nothing */
    Pump(Duration patience, Keeper keeper) {
        this.patience = patience;
        this.keeper = keeper;
        clock = new ScheduledThreadPoolExecutor(1, work -> thread("pump-clock", work));
        clock.setKeepAliveTime(5, TimeUnit.SECONDS);
        clock.allowCoreThreadTimeOut(true);
        clock.setRemoveOnCancelPolicy(true);
        epoll.add(closing[0], Epoll.IN, CLOSE_KEY);
        for (int i = 1; i <= THREADS; i++) {
            Thread thread = thread("pump-" + i, this::run);
            threads.add(thread);
            thread.start();
        }
    }

    private static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(null, work, name, STACK_SIZE);
        thread.setDaemon(true);
        return thread;
    }

    /** Calls the work when the descriptor is ready, once: then it is to be armed again. */
    Watch watch(int fd, int events, Work work) {
        Watch watch = new Watch(fd, events, work);
        watches.put(watch.key, watch);
        epoll.add(fd, events, watch.key);
        return watch;
    }

    /** So long a client that is full may take nothing at all; then it is let go. */
    Duration patience() {
        return patience;
    }

    /** All runs that an earlier engine began were reopened, so nothing else of its is needed any more. */
    public void allReopened() {
        keeper().ifPresent(Keeper::dropUnclaimed);
    }

    /** Keeps descriptors for the next engine. */
    Optional<Keeper> keeper() {
        return Optional.ofNullable(keeper);
    }

    /** A buffer of the calling thread. */
    ByteBuffer scratch() {
        return scratch.get();
    }

    /** For what is to happen after some time. Its thread exists only while something is to happen. */
    ScheduledExecutorService clock() {
        return clock;
    }

    private void run() {
        while (true) {
            long key = epoll.await();
            if (key == CLOSE_KEY) {
                // The byte stays in the pipe, for the next thread.
                epoll.arm(closing[0], Epoll.IN, CLOSE_KEY);
                return;
            }
            Watch watch = watches.get(key);
            if (watch != null) {
                try {
                    watch.work.ready();
                } catch (RuntimeException trouble) {
                    // One container's trouble is not the others'.
                    System.err.println("mini-docker: a container's output cannot be read: " + trouble.getMessage());
                }
            }
        }
    }

    /** Stops reading; what is in the FIFOs stays there for the next engine. */
    @Override
    public synchronized void close() {
        if (threads.isEmpty()) {
            return;
        }
        Linux.write(closing[1], new byte[1]);
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException again) {
                    interrupted = true;
                }
            }
        }
        threads.clear();
        clock.shutdownNow();
        keeper().ifPresent(Keeper::close);
        epoll.close();
        Linux.close(closing[0]);
        Linux.close(closing[1]);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
