package minidocker.syscall;

import java.util.List;
import minidocker.syscall.Operand.Flags;
import minidocker.syscall.Operand.Int;
import minidocker.syscall.Operand.Memory;
import minidocker.syscall.Operand.Mode;
import minidocker.syscall.Operand.Size;
import minidocker.syscall.Operand.Symbol;
import minidocker.syscall.Operand.Text;
import minidocker.syscall.Operand.Words;

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
        return Call.of(Syscall.OPENAT, HERE, new Argument("pathname", new Text(path)),
                new Argument("flags", Flags.of(OpenFlag.values(), flags)),
                new Argument("mode", new Mode(mode)));
    }

    /**
     * {@code int openat(int dirfd, const char *pathname, int flags);} open(2). The result is a descriptor; no flag is O_RDONLY.
     */
    public static Call openat(String path, OpenFlag... flags) {
        return Call.of(Syscall.OPENAT, HERE, new Argument("pathname", new Text(path)),
                new Argument("flags", Flags.of(OpenFlag.values(), flags)));
    }

    /** {@code int close(int fd);} close(2). */
    public static Call close(Operand fd) {
        return Call.of(Syscall.CLOSE, new Argument("fd", fd));
    }

    /**
     * {@code int close_range(unsigned int first, unsigned int last, unsigned int flags);} close_range(2), Linux 5.11 with
     * CLOSE_RANGE_CLOEXEC: from {@code first} up, every descriptor will be closed by execve.
     */
    public static Call closeOnExecFrom(int first) {
        final long toTheLast = 0xffffffffL;
        return Call.of(Syscall.CLOSE_RANGE, new Argument("first", new Int(first)),
                new Argument("last", new Symbol("~0", toTheLast)),
                new Argument("flags", new Symbol("CLOSE_RANGE_CLOEXEC", 4)));
    }

    /** {@code int dup3(int oldfd, int newfd, int flags);} dup(2). EINVAL if both are the same. */
    public static Call dup3(Operand from, int to) {
        return Call.of(Syscall.DUP3, new Argument("oldfd", from), new Argument("newfd", new Int(to)),
                new Argument("flags", Flags.of(OpenFlag.values())));
    }

    /** {@code ssize_t read(int fd, void *buf, size_t count);} read(2). */
    public static Call read(Operand fd, Memory buffer, int count) {
        return Call.of(Syscall.READ, new Argument("fd", fd), new Argument("buf", buffer), new Argument("count", new Size(count)));
    }

    /** {@code ssize_t write(int fd, const void *buf, size_t count);} write(2). */
    public static Call write(Operand fd, String text) {
        Text content = new Text(text);
        return Call.of(Syscall.WRITE, new Argument("fd", fd), new Argument("buf", content),
                new Argument("count", new Size(content.bytes().length)));
    }

    /** {@code int ioctl(int fd, unsigned long op, ...);} ioctl(2). */
    public static Call ioctl(Operand fd, String name, long operation, Operand argument) {
        return Call.of(Syscall.IOCTL, new Argument("fd", fd), new Argument("op", new Symbol(name, operation)),
                new Argument("arg", argument));
    }

    /** {@code int mkdirat(int dirfd, const char *pathname, mode_t mode);} mkdir(2). */
    public static Call mkdir(String path, int mode) {
        return Call.of(Syscall.MKDIRAT, HERE, new Argument("pathname", new Text(path)), new Argument("mode", new Mode(mode)));
    }

    /**
     * {@code int mknodat(int dirfd, const char *pathname, mode_t mode, dev_t dev);} mknod(2), a character device. EPERM: no
     * CAP_MKNOD in the first user namespace.
     */
    public static Call mknodCharacter(String path, int mode, int major, int minor) {
        final int characterDevice = 0020000;
        long device = (major & 0xfffL) << 8 | minor & 0xff | (minor & ~0xffL) << 12;
        return Call.of(Syscall.MKNODAT, HERE, new Argument("pathname", new Text(path)),
                new Argument("mode", new Symbol("S_IFCHR|0" + Integer.toOctalString(mode),
                characterDevice | mode)), new Argument("dev", new Symbol(major + ":" + minor, device)));
    }

    /**
     * {@code int mknodat(int dirfd, const char *pathname, mode_t mode, dev_t dev);} mknod(2), an empty regular file. EEXIST:
     * something is there.
     */
    public static Call createFile(String path, int mode) {
        final int regularFile = 0100000;
        return Call.of(Syscall.MKNODAT, HERE, new Argument("pathname", new Text(path)),
                new Argument("mode", new Symbol("S_IFREG|0" + Integer.toOctalString(mode), regularFile | mode)),
                        new Argument("dev", new Size(0)));
    }

    /**
     * {@code ssize_t sendmsg(int sockfd, const struct msghdr *msg, int flags);} send(2), SCM_RIGHTS of unix(7): one byte, and a
     * descriptor, which the receiver gets as one of its own.
     */
    public static Call sendDescriptor(Operand socket, Operand descriptor) {
        final int solSocket = 1;
        final int scmRights = 1;
        // struct cmsghdr {size_t len; int level; int type;} and the descriptor, whose eight bytes as a word fit into the padding.
        long levelAndType = solSocket | (long) scmRights << 32;
        Words control = new Words(List.of(new Int(16 + 4), new Int(levelAndType), descriptor), "SCM_RIGHTS");
        Words iov = new Words(List.of(new Text("x"), new Int(1)), "one byte");
        Words msg = new Words(List.of(Symbol.NULL, new Int(0), iov, new Int(1), control, new Int(24), new Int(0)), "{SCM_RIGHTS "
                + descriptor + "}");
        return Call.of(Syscall.SENDMSG, new Argument("sockfd", socket), new Argument("msg", msg),
                new Argument("flags", new Size(0)));
    }

    /**
     * {@code ssize_t recvmsg(int sockfd, struct msghdr *msg, int flags);} recv(2), SCM_RIGHTS of unix(7): some bytes, and a
     * descriptor that may have come with them.
     *
     * @param bytes   how many are read to the beginning of {@code mail}; behind them the control message of 24 bytes is put
     * @param control 24; the kernel writes over it, so for a second call it is to be set again
     */
    public static Call receiveDescriptor(Operand socket, Memory mail, int bytes, Operand control) {
        Words iov = new Words(List.of(mail, new Int(bytes)), bytes + " bytes");
        Words msg = new Words(List.of(Symbol.NULL, new Int(0), iov, new Int(1), mail.at(bytes), control, new Int(0)),
                "{" + mail + ", SCM_RIGHTS}");
        return Call.of(Syscall.RECVMSG, new Argument("sockfd", socket), new Argument("msg", msg),
                new Argument("flags", new Size(0)));
    }

    /** {@code ssize_t write(int fd, const void *buf, size_t count);} write(2), of memory. */
    public static Call write(Operand fd, Memory buffer, int count) {
        return Call.of(Syscall.WRITE, new Argument("fd", fd), new Argument("buf", buffer), new Argument("count", new Int(count)));
    }

    /** {@code int socket(int domain, int type, int protocol);} socket(2): AF_UNIX, SOCK_STREAM. */
    public static Call unixSocket() {
        return Call.of(Syscall.SOCKET, new Argument("domain", new Symbol("AF_UNIX", 1)),
                new Argument("type", new Symbol("SOCK_STREAM|SOCK_CLOEXEC", 1 | 02000000)),
                new Argument("protocol", new Size(0)));
    }

    /**
     * {@code int connect(int sockfd, const struct sockaddr *addr, socklen_t addrlen);} connect(2), to an abstract name of
     * unix(7): one that is no file.
     */
    public static Call connectAbstract(Operand socket, String name) {
        byte[] address = Linux.abstractAddress(name);
        return Call.of(Syscall.CONNECT, new Argument("sockfd", socket),
                new Argument("addr", new Operand.Bytes(address, "@" + name)),
                new Argument("addrlen", new Size(address.length)));
    }

    /**
     * {@code int renameat2(int olddirfd, const char *oldpath, int newdirfd, const char *newpath, unsigned int flags);} rename(2).
     * EXDEV: from one filesystem to another.
     */
    public static Call rename(String from, String to) {
        return Call.of(Syscall.RENAMEAT2, new Argument("olddirfd", Symbol.AT_FDCWD), new Argument("old", new Text(from)),
                new Argument("newdirfd", Symbol.AT_FDCWD),
                new Argument("new", new Text(to)), new Argument("flags", new Size(0)));
    }

    /**
     * {@code int mknodat(int dirfd, const char *pathname, mode_t mode, dev_t dev);} mknod(2): a block device, a character device
     * or a FIFO by the type bits of {@code mode}, see inode(7).
     */
    public static Call mknod(String path, int mode, int major, int minor) {
        long device = (major & 0xfffL) << 8 | minor & 0xff | (minor & ~0xffL) << 12;
        String type = switch (mode & 0170000) {
            case 0060000 -> "S_IFBLK";
            case 0020000 -> "S_IFCHR";
            default -> "S_IFIFO";
        };
        return Call.of(Syscall.MKNODAT, HERE, new Argument("pathname", new Text(path)),
                new Argument("mode", new Symbol(type + "|0" + Integer.toOctalString(mode & 07777), mode)),
                new Argument("dev", new Symbol(major + ":" + minor, device)));
    }

    /** {@code int fchownat(int dirfd, const char *pathname, uid_t owner, gid_t group, int flags);} chown(2). */
    public static Call chown(String path, int uid, int gid) {
        return Call.of(Syscall.FCHOWNAT, HERE, new Argument("pathname", new Text(path)), new Argument("owner", new Int(uid)),
                new Argument("group", new Int(gid)), new Argument("flags", new Size(0)));
    }

    /** As {@link #chown}, with AT_SYMLINK_NOFOLLOW: a link at the end of the path is what gets the owner. */
    public static Call lchown(String path, int uid, int gid) {
        return Call.of(Syscall.FCHOWNAT, HERE, new Argument("pathname", new Text(path)), new Argument("owner", new Int(uid)),
                new Argument("group", new Int(gid)), new Argument("flags", new Symbol("AT_SYMLINK_NOFOLLOW", 0x100)));
    }

    /** {@code int fchown(int fd, uid_t owner, gid_t group);} chown(2); -1 leaves an ID as it is. */
    public static Call fchown(Operand fd, int uid, int gid) {
        return Call.of(Syscall.FCHOWN, new Argument("fd", fd), new Argument("owner", new Int(uid)),
                new Argument("group", new Int(gid)));
    }

    /** {@code int fchmodat(int dirfd, const char *pathname, mode_t mode);} chmod(2). */
    public static Call chmod(String path, int mode) {
        return Call.of(Syscall.FCHMODAT, HERE, new Argument("pathname", new Text(path)), new Argument("mode", new Mode(mode)));
    }

    /**
     * {@code int statx(int dirfd, const char *pathname, int flags, unsigned int mask, struct statx *statxbuf);} statx(2);
     * {@link Stat#of(byte[])} reads the result.
     */
    public static Call statx(String path, String memory) {
        return Call.of(Syscall.STATX, HERE, new Argument("pathname", new Text(path)),
                new Argument("flags", new Symbol("AT_SYMLINK_NOFOLLOW", 0x100)),
                new Argument("mask", new Symbol("STATX_BASIC_STATS", 0x7ff)),
                        new Argument("statxbuf", new Memory(memory, Stat.STRUCT_SIZE)));
    }

    /** {@code int symlinkat(const char *target, int newdirfd, const char *linkpath);} symlink(2). */
    public static Call symlink(String target, String path) {
        return Call.of(Syscall.SYMLINKAT, new Argument("target", new Text(target)), HERE,
                new Argument("linkpath", new Text(path)));
    }

    /** Descriptors by number: 0, 1, 2. */
    public static Operand fd(int number) {
        return new Int(number);
    }
}
