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

    /**
     * {@code int setsockopt(int sockfd, int level, int optname, const void *optval, socklen_t optlen);} socket(7), SO_RCVTIMEO: who
     * receives from it gets EAGAIN when nothing has come for so long. It counts for everybody who has the same open socket.
     */
    public static void setReceiveTimeout(int socket, int seconds) {
        final int solSocket = 1;
        final int soRcvtimeo = 20;
        final int timeval = 16;
        try (NativeMemory memory = NativeMemory.scratch(timeval)) {
            memory.bytes().putLong(0, seconds).putLong(8, 0);
            Linux.orThrow(Linux.call(Syscall.SETSOCKOPT, socket, solSocket, soRcvtimeo, memory.address(), timeval),
                    () -> "setsockopt sockfd=" + socket + " optname=SO_RCVTIMEO");
        }
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

    /**
     * {@code ssize_t sendmsg(int sockfd, const struct msghdr *msg, int flags);} send(2), SCM_RIGHTS of unix(7), with
     * MSG_NOSIGNAL. EPIPE: the other side is closed.
     *
     * @param descriptor which the receiver gets as one of its own; -1 for none
     */
    public static void send(int socket, byte[] content, int descriptor) {
        final int solSocket = 1;
        final int scmRights = 1;
        final long msgNosignal = 0x4000;
        try (NativeMemory memory = NativeMemory.scratch(256 + content.length)) {
            long data = memory.reserve(content.length);
            memory.bytes().put(memory.offset(data), content);
            long iov = memory.reserve(16);
            memory.bytes().putLong(memory.offset(iov), data).putLong(memory.offset(iov) + 8, content.length);
            long control = memory.reserve(24);
            int at = memory.offset(control);
            memory.bytes().putLong(at, 16 + 4).putInt(at + 8, solSocket).putInt(at + 12, scmRights).putInt(at + 16, descriptor);
            long message = memory.reserve(56);
            at = memory.offset(message);
            memory.bytes().putLong(at + 16, iov).putLong(at + 24, 1);
            if (descriptor >= 0) {
                memory.bytes().putLong(at + 32, control).putLong(at + 40, 24);
            }
            long sent;
            do {
                sent = Linux.call(Syscall.SENDMSG, socket, message, msgNosignal);
            } while (Errno.EINTR.is(sent));
            Linux.orThrow(sent, () -> "sendmsg sockfd=" + socket + (descriptor < 0 ? "" : " SCM_RIGHTS " + descriptor));
        }
    }

    /**
     * {@code int pidfd_getfd(int pidfd, int targetfd, unsigned int flags);} pidfd_getfd(2), Linux 5.6: a copy of another
     * process' descriptor. EPERM: we might not trace it (ptrace(2)); EBADF: it has no such descriptor.
     */
    public static int copyOf(int pidfd, int descriptor) {
        return (int) Linux.orThrow(Linux.call(Syscall.PIDFD_GETFD, pidfd, descriptor, 0),
                () -> "pidfd_getfd pidfd=" + pidfd + " targetfd=" + descriptor);
    }
}
