package minidocker.engine.streams;

import minidocker.syscall.Linux;
import minidocker.syscall.LinuxPipes;

/**
 * Our end of one output of a process: a FIFO, a pipe or the master of a terminal. Guarded by the monitor of its {@link Clients}.
 */
abstract class OutputPipe {
    /** So many batches, then it is another container's turn. */
    private static final int BATCHES = 16;
    /** More than any pipe holds unless root has enlarged it. */
    private static final int MOST_LEFT = 1 << 20;

    final int fd;
    final StandardStream stream;
    private final Clients clients;
    private final Pump.Watch watch;
    private boolean closed;

    OutputPipe(int fd, StandardStream stream, Clients clients, Pump pump) {
        this.fd = fd;
        this.stream = stream;
        this.clients = clients;
        LinuxPipes.setNonBlocking(fd);
        this.watch = pump.watch(fd, minidocker.syscall.Epoll.IN, this::ready);
    }

    /**
     * Reads a batch and hands it on.
     *
     * @return how many bytes came, 0 at the end, {@link LinuxPipes#WOULD_WAIT}
     */
    abstract int batch();

    /** Nothing will follow what has been handed on. */
    abstract void last();

    private void ready() {
        synchronized (clients) {
            int got = 1;
            for (int i = 0; i < BATCHES && got > 0 && !closed; i++) {
                if (clients.mustWait(watch::arm)) {
                    return;
                }
                got = batch();
            }
            if (!closed && got != 0) {
                watch.arm();
            }
        }
    }

    /**
     * The process is gone: reads what it left. Not what others write who have the pipe too and live on, since that may have no end.
     */
    void drain() {
        int left = Math.max(LinuxPipes.bytesWaiting(fd), MOST_LEFT);
        int got = 1;
        while (left > 0 && got > 0 && !closed) {
            got = batch();
            left -= got;
        }
        if (!closed) {
            last();
        }
    }

    void close() {
        if (!closed) {
            closed = true;
            watch.forget();
            Linux.close(fd);
        }
    }
}
