package minidocker.syscall;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;

/**
 * What this process does with pipes, FIFOs and terminals that it must not wait for, see pipe(7), fifo(7), pty(7). As in
 * {@link Linux}, each method stands under its C prototype.
 */
public final class LinuxPipes {
    /** What a call returns for EAGAIN: nothing can be read or written now, later perhaps. */
    public static final int WOULD_WAIT = -1;
    private static final int O_NONBLOCK = 04000;
    private static final int SCRATCH = 64 * 1024;

    private LinuxPipes() {}

    /** {@code int mknodat(int dirfd, const char *pathname, mode_t mode, dev_t dev);} mknod(2), a FIFO. EEXIST if it is there. */
    public static void makeFifo(String path, int mode) {
        final int fifo = 0010000;
        LinuxFiles.mknod(Linux.AT_FDCWD, path, fifo | mode, 0, 0);
    }

    /** {@code int fcntl(int fd, int cmd, int arg);} fcntl(2), F_SETFL. It counts for everybody who has the same open file. */
    public static void setNonBlocking(int fd) {
        final int fGetfl = 3;
        final int fSetfl = 4;
        long flags = Linux.orThrow(Linux.call(Syscall.FCNTL, fd, fGetfl), () -> "fcntl fd=" + fd + " cmd=F_GETFL");
        Linux.orThrow(Linux.call(Syscall.FCNTL, fd, fSetfl, flags | O_NONBLOCK), () -> "fcntl fd=" + fd + " cmd=F_SETFL");
    }

    /** {@code ioctl(fd, FIONREAD, int *argp)} ioctl_tty(2), pipe(7): how many bytes wait to be read. */
    public static int bytesWaiting(int fd) {
        final long fionread = 0x541B;
        try (NativeMemory memory = NativeMemory.scratch(8)) {
            Linux.orThrow(Linux.call(Syscall.IOCTL, fd, fionread, memory.address()), () -> "ioctl fd=" + fd + " op=FIONREAD");
            return memory.bytes().getInt(0);
        }
    }

    /**
     * {@code ssize_t read(int fd, void *buf, size_t count);} read(2), straight into a direct buffer, whose position and limit do
     * not count.
     *
     * @return how many bytes came, 0 at the end (also a terminal's, EIO), {@link #WOULD_WAIT}
     */
    public static int read(int fd, ByteBuffer direct, int offset, int length) {
        if (offset < 0 || length < 0 || offset + length > direct.capacity()) {
            throw new IndexOutOfBoundsException(offset + " + " + length + " of " + direct.capacity());
        }
        long address = Pointer.nativeValue(Native.getDirectBufferPointer(direct)) + offset;
        long got;
        do {
            got = Linux.call(Syscall.READ, fd, address, length);
        } while (Errno.EINTR.is(got));
        java.lang.ref.Reference.reachabilityFence(direct);
        if (Errno.EAGAIN.is(got)) {
            return WOULD_WAIT;
        }
        return Errno.EIO.is(got) ? 0 : (int) Linux.orThrow(got, () -> "read fd=" + fd);
    }

    /**
     * {@code ssize_t write(int fd, const void *buf, size_t count);} write(2), as much as fits. EPIPE: nobody reads any more.
     *
     * @return how many bytes were taken, or {@link #WOULD_WAIT}
     */
    public static int write(int fd, byte[] bytes, int offset, int length) {
        int count = Math.min(length, SCRATCH);
        try (NativeMemory memory = NativeMemory.scratch(count)) {
            memory.bytes().put(0, bytes, offset, count);
            long done;
            do {
                done = Linux.call(Syscall.WRITE, fd, memory.address(), count);
            } while (Errno.EINTR.is(done));
            return Errno.EAGAIN.is(done) ? WOULD_WAIT : (int) Linux.orThrow(done, () -> "write fd=" + fd);
        }
    }

    /** {@code ioctl(fd, TIOCSWINSZ, const struct winsize *argp)} ioctl_tty(2): in characters. */
    public static void setWindowSize(int terminal, int columns, int rows) {
        final long tiocswinsz = 0x5414;
        byte[] size = {(byte) rows, (byte) (rows >> 8), (byte) columns, (byte) (columns >> 8), 0, 0, 0, 0};
        Linux.orThrow(Linux.ioctl(terminal, tiocswinsz, size), () -> "ioctl fd=" + terminal + " op=TIOCSWINSZ " + columns + "x"
                + rows);
    }
}
