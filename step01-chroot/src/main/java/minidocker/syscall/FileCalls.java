package minidocker.syscall;

import minidocker.syscall.Operand.Flags;
import minidocker.syscall.Operand.Int;
import minidocker.syscall.Operand.Memory;
import minidocker.syscall.Operand.Mode;
import minidocker.syscall.Operand.Size;
import minidocker.syscall.Operand.Symbol;
import minidocker.syscall.Operand.Text;

/** Calls about files, folders and descriptors, mounts excepted. */
public final class FileCalls {
    private static final Argument HERE = new Argument("dirfd", Symbol.AT_FDCWD);

    private FileCalls() {}

    /** {@code int chroot(const char *path);} chroot(2). EPERM: CAP_SYS_CHROOT is missing. */
    public static Call chroot(String path) {
        return Call.of(Syscall.CHROOT, new Argument("path", new Text(path)));
    }

    /** {@code int chdir(const char *path);} chdir(2). */
    public static Call chdir(String path) {
        return Call.of(Syscall.CHDIR, new Argument("path", new Text(path)));
    }

    /** {@code int fchdir(int fd);} chdir(2). */
    public static Call fchdir(Operand fd) {
        return Call.of(Syscall.FCHDIR, new Argument("fd", fd));
    }

    /** {@code int openat(int dirfd, const char *pathname, int flags, mode_t mode);} open(2). The result is a descriptor. */
    public static Call openat(String path, int mode, OpenFlag... flags) {
        return Call.of(Syscall.OPENAT, HERE, new Argument("pathname", new Text(path)), new Argument("flags", Flags.of(OpenFlag.values(), flags)),
                new Argument("mode", new Mode(mode)));
    }

    /** {@code int openat(int dirfd, const char *pathname, int flags);} open(2). The result is a descriptor; no flag is O_RDONLY. */
    public static Call openat(String path, OpenFlag... flags) {
        return Call.of(Syscall.OPENAT, HERE, new Argument("pathname", new Text(path)), new Argument("flags", Flags.of(OpenFlag.values(), flags)));
    }

    /** {@code int close(int fd);} close(2). */
    public static Call close(Operand fd) {
        return Call.of(Syscall.CLOSE, new Argument("fd", fd));
    }

    /**
     * {@code int close_range(unsigned int first, unsigned int last, unsigned int flags);} close_range(2), Linux 5.11 with CLOSE_RANGE_CLOEXEC: from
     * {@code first} up, every descriptor will be closed by execve.
     */
    public static Call closeOnExecFrom(int first) {
        final long toTheLast = 0xffffffffL;
        return Call.of(Syscall.CLOSE_RANGE, new Argument("first", new Int(first)), new Argument("last", new Symbol("~0", toTheLast)),
                new Argument("flags", new Symbol("CLOSE_RANGE_CLOEXEC", 4)));
    }

    /** {@code int dup3(int oldfd, int newfd, int flags);} dup(2). EINVAL if both are the same. */
    public static Call dup3(Operand from, int to) {
        return Call.of(Syscall.DUP3, new Argument("oldfd", from), new Argument("newfd", new Int(to)), new Argument("flags", Flags.of(OpenFlag.values())));
    }

    /** {@code ssize_t read(int fd, void *buf, size_t count);} read(2). */
    public static Call read(Operand fd, Memory buffer, int count) {
        return Call.of(Syscall.READ, new Argument("fd", fd), new Argument("buf", buffer), new Argument("count", new Size(count)));
    }

    /** {@code ssize_t write(int fd, const void *buf, size_t count);} write(2). */
    public static Call write(Operand fd, String text) {
        Text content = new Text(text);
        return Call.of(Syscall.WRITE, new Argument("fd", fd), new Argument("buf", content), new Argument("count", new Size(content.bytes().length)));
    }

    /** {@code int ioctl(int fd, unsigned long op, ...);} ioctl(2). */
    public static Call ioctl(Operand fd, String name, long operation, Operand argument) {
        return Call.of(Syscall.IOCTL, new Argument("fd", fd), new Argument("op", new Symbol(name, operation)), new Argument("arg", argument));
    }

    /** {@code int mkdirat(int dirfd, const char *pathname, mode_t mode);} mkdir(2). */
    public static Call mkdir(String path, int mode) {
        return Call.of(Syscall.MKDIRAT, HERE, new Argument("pathname", new Text(path)), new Argument("mode", new Mode(mode)));
    }

    /** {@code int symlinkat(const char *target, int newdirfd, const char *linkpath);} symlink(2). */
    public static Call symlink(String target, String path) {
        return Call.of(Syscall.SYMLINKAT, new Argument("target", new Text(target)), HERE, new Argument("linkpath", new Text(path)));
    }

    /** Descriptors by number: 0, 1, 2. */
    public static Operand fd(int number) {
        return new Int(number);
    }
}
