package minidocker.engine.streams;

import minidocker.syscall.Epoll;
import minidocker.syscall.Errno;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxPipes;
import minidocker.syscall.SyscallException;

/** Our end of a process' standard input. A write waits until the process takes it, or the end comes. */
final class InputPipe {
    private final int fd;
    private final Pump.Watch watch;
    private boolean writable = true;
    private boolean closed;

    InputPipe(int fd, Pump pump) {
        this.fd = fd;
        LinuxPipes.setNonBlocking(fd);
        this.watch = pump.watch(fd, Epoll.OUT, this::ready);
    }

    private synchronized void ready() {
        writable = true;
        notifyAll();
    }

    /** Several may write at once: what is given in one call stays together as far as the process takes it at once. */
    void write(byte[] bytes, int from, int to) throws InterruptedException {
        int at = from;
        while (at < to) {
            at += writeSome(bytes, at, to - at);
        }
    }

    private synchronized int writeSome(byte[] bytes, int from, int length) throws InterruptedException {
        while (!closed) {
            int count = writable ? attempt(bytes, from, length) : LinuxPipes.WOULD_WAIT;
            if (count != LinuxPipes.WOULD_WAIT) {
                return count;
            }
            if (writable) {
                writable = false;
                watch.arm();
            }
            wait();
        }
        return length;
    }

    private int attempt(byte[] bytes, int from, int length) {
        try {
            return LinuxPipes.write(fd, bytes, from, length);
        } catch (SyscallException nobodyReads) {
            if (!nobodyReads.is(Errno.EPIPE) && !nobodyReads.is(Errno.EIO)) {
                throw nobodyReads;
            }
            return length;
        }
    }

    /** The process reads the end of the file; who waits in a write goes on. */
    synchronized void close() {
        if (!closed) {
            closed = true;
            watch.forget();
            Linux.close(fd);
            notifyAll();
        }
    }
}
