package minidocker.syscall;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.util.Arrays;
import minidocker.syscall.Operand.Flags;

/**
 * All system calls that this process, the JVM, makes itself. Everything goes through libc's syscall(2), with the
 * numbers of {@link Syscall}; a failure is a {@link SyscallException} with the call and its operands, unless the Javadoc says
 * otherwise. Each method stands under its C prototype.
 */
public final class Linux {
    public static final int AT_FDCWD = -100;
    static final int AF_NETLINK = 16;
    public static final int P_PIDFD = 3;
    public static final int WNOHANG = 1;
    public static final int WSTOPPED = 2;
    public static final int WEXITED = 4;
    private static final int PATH_SPACE = 3 * 4096;
    private static final Architecture ARCHITECTURE = Architecture.current();

    /**
     * {@code long syscall(long number, ...);} syscall(2). Looked up, not registered: that saves 20 ms of every start, and costs 2
     * microseconds a call. Who makes so many calls that this is the greater cost gets the other way, {@link Registered}.
     */
    private static final Function SYSCALL = NativeLibrary.getProcess().getFunction("syscall");
    /** Calls until then; a container's start has some hundred. */
    private static final int MANY = 2000;
    /** Threads may miss each other's calls: it is no matter when exactly there are many. */
    private static int calls;

    /** The same function as a native method: a class of its own, because it is registered when it is first used. */
    private static final class Registered {
        /** False where nobody may have memory that is written and executed, which libffi takes for this. */
        static final boolean IS_TO_BE_HAD = register();

        private Registered() {}

        private static boolean register() {
            try {
                Native.register(Registered.class, NativeLibrary.getProcess());
                return true;
            } catch (LinkageError | RuntimeException refused) {
                return false;
            }
        }

        static native long syscall(long number, long a1, long a2, long a3, long a4, long a5, long a6);
    }

    private Linux() {}

    /** {@code int close(int fd);} close(2). Errors are of no use to anybody: the descriptor is gone in any case. */
    public static void close(int fd) {
        call(Syscall.CLOSE, fd);
    }

    /**
     * {@code ssize_t read(int fd, void *buf, size_t count);} read(2). Waits through EINTR.
     *
     * @return how many bytes came, 0 at the end of the file
     */
    public static int read(int fd, byte[] buffer) {
        try (NativeMemory memory = NativeMemory.scratch(buffer.length)) {
            long got;
            do {
                got = call(Syscall.READ, fd, memory.address(), buffer.length);
            } while (Errno.EINTR.is(got));
            int count = (int) orThrow(got, () -> "read fd=" + fd);
            memory.bytes().get(0, buffer, 0, count);
            return count;
        }
    }

    /** {@code ssize_t write(int fd, const void *buf, size_t count);} write(2). Writes all of it. */
    public static void write(int fd, byte[] content) {
        try (NativeMemory memory = NativeMemory.scratch(content.length)) {
            memory.bytes().put(0, content);
            int done = 0;
            while (done < content.length) {
                long count = call(Syscall.WRITE, fd, memory.address() + done, content.length - done);
                if (!Errno.EINTR.is(count)) {
                    done += (int) orThrow(count, () -> "write fd=" + fd);
                }
            }
        }
    }

    /**
     * {@code int pipe2(int pipefd[2], int flags);} pipe(2), always with O_CLOEXEC.
     *
     * @return the reading end and the writing end
     */
    public static int[] pipe() {
        try (NativeMemory memory = NativeMemory.scratch(8)) {
            orThrow(call(Syscall.PIPE2, memory.address(), OpenFlag.O_CLOEXEC.bits()), () -> "pipe2 flags=O_CLOEXEC");
            return new int[] {memory.bytes().getInt(0), memory.bytes().getInt(4)};
        }
    }

    /**
     * {@code int openat(int dirfd, const char *pathname, int flags, mode_t mode);} open(2), always with O_CLOEXEC.
     *
     * @param directory a descriptor that relative paths start from, or {@link #AT_FDCWD}
     */
    public static int openat(int directory, String path, int mode, OpenFlag... flags) {
        long bits = Flag.bitsOf(flags) | OpenFlag.O_CLOEXEC.bits();
        return (int) orThrow(LinuxFiles.with(memory -> call(Syscall.OPENAT, directory, memory.put(path), bits, mode)),
                () -> "openat path=" + path + " flags=" + new Flags(bits, java.util.List.of(OpenFlag.values())));
    }

    /**
     * {@code long openat2(int dirfd, const char *pathname, const struct open_how *how, size_t size);} openat2(2), Linux 5.6, with
     * RESOLVE_IN_ROOT: the path and every link in it are taken as if {@code root} were the root directory.
     *
     * @param root a descriptor of a folder
     */
    public static int openInRoot(int root, String path, OpenFlag... flags) {
        final int howSize = 24;
        final long resolveInRoot = 0x10;
        try (NativeMemory memory = NativeMemory.scratch(PATH_SPACE)) {
            long how = memory.reserve(howSize);
            memory.bytes().putLong(memory.offset(how), Flag.bitsOf(flags) | OpenFlag.O_CLOEXEC.bits());
            memory.bytes().putLong(memory.offset(how) + 16, resolveInRoot);
            return (int) orThrow(call(Syscall.OPENAT2, root, memory.put(path), how, howSize),
                    () -> "openat2 path=" + path + " resolve=RESOLVE_IN_ROOT");
        }
    }

    /** {@code int dup(int oldfd);} dup(2), by fcntl(2) F_DUPFD_CLOEXEC. */
    public static int duplicate(int fd) {
        final int fDupfdCloexec = 1030;
        return (int) orThrow(call(Syscall.FCNTL, fd, fDupfdCloexec, 3), () -> "fcntl fd=" + fd + " cmd=F_DUPFD_CLOEXEC");
    }

    /**
     * {@code int mknodat(int dirfd, const char *pathname, mode_t mode, dev_t dev);} mknod(2), a character device, which only its
     * owner may use so far.
     *
     * @return false without CAP_MKNOD in the first user namespace (EPERM)
     */
    public static boolean mknodCharacter(String path, int major, int minor) {
        final int characterDevice = 0020000;
        try (NativeMemory memory = NativeMemory.scratch(PATH_SPACE)) {
            long result = call(Syscall.MKNODAT, AT_FDCWD, memory.put(path), characterDevice | 0600, (long) major << 8 | minor);
            if (Errno.EPERM.is(result)) {
                return false;
            }
            orThrow(result, () -> "mknodat path=" + path + " dev=" + major + ":" + minor);
            return true;
        }
    }

    /**
     * {@code int pidfd_open(pid_t pid, unsigned int flags);} pidfd_open(2), Linux 5.3. ESRCH: there is no such process.
     *
     * @return a descriptor that stands for just that process, also when its pid is used again
     */
    public static int pidfdOpen(int pid) {
        return (int) orThrow(call(Syscall.PIDFD_OPEN, pid, 0), () -> "pidfd_open pid=" + pid);
    }

    /** {@code int setns(int fd, int nstype);} setns(2): of the calling thread alone, so that it had better end afterwards. */
    public static void setns(int fd, CloneFlag namespace) {
        orThrow(call(Syscall.SETNS, fd, namespace.bits()), () -> "setns fd=" + fd + " nstype=" + namespace);
    }

    /**
     * {@code int pidfd_send_signal(int pidfd, int sig, siginfo_t *info, unsigned int flags);} pidfd_send_signal(2), Linux 5.1.
     *
     * @return false if the process is gone already (ESRCH)
     */
    public static boolean pidfdSendSignal(int pidfd, int signal) {
        long result = call(Syscall.PIDFD_SEND_SIGNAL, pidfd, signal, 0, 0);
        if (Errno.ESRCH.is(result)) {
            return false;
        }
        orThrow(result, () -> "pidfd_send_signal pidfd=" + pidfd + " sig=" + Signal.name(signal));
        return true;
    }

    /**
     * {@code int waitid(idtype_t idtype, id_t id, siginfo_t *infop, int options);} wait(2), for a P_PIDFD (Linux 5.4). Waits
     * through EINTR.
     *
     * @return si_code and si_status (see sigaction(2)), or null if WNOHANG was asked for and nothing happened yet
     */
    public static int[] waitidPidfd(int pidfd, int options) {
        final int codeOffset = 8;
        final int statusOffset = 24;
        try (NativeMemory memory = NativeMemory.scratch(128)) {
            long result;
            do {
                result = call(Syscall.WAITID, P_PIDFD, pidfd, memory.address(), options, 0);
            } while (Errno.EINTR.is(result));
            orThrow(result, () -> "waitid idtype=P_PIDFD id=" + pidfd);
            boolean happened = memory.bytes().getInt(0) != 0;
            return happened ? new int[] {memory.bytes().getInt(codeOffset), memory.bytes().getInt(statusOffset)} : null;
        }
    }

    /** {@code int kill(pid_t pid, int sig);} kill(2). A negative pid is a process group. */
    public static void kill(int pid, int signal) {
        orThrow(call(Syscall.KILL, pid, signal), () -> "kill pid=" + pid + " sig=" + Signal.name(signal));
    }

    /**
     * {@code void _exit(int status);} _exit(2), the call exit_group: ends this process at once, without anything that the JVM does
     * at its end. It waits 0.3 s for each thread that is inside the kernel, as that of an HTTP client's selector is.
     */
    public static void exit(int status) {
        call(Syscall.EXIT_GROUP, status);
    }

    /** {@code pid_t getpid(void);} getpid(2). */
    public static int getpid() {
        return (int) call(Syscall.GETPID);
    }

    /** {@code pid_t getpgid(pid_t pid);} getpgid(2), of this process. */
    public static int getpgrp() {
        return (int) call(Syscall.GETPGID, 0);
    }

    /** {@code uid_t geteuid(void);} getuid(2). */
    public static int geteuid() {
        return (int) call(Syscall.GETEUID);
    }

    /** {@code gid_t getegid(void);} getgid(2). */
    public static int getegid() {
        return (int) call(Syscall.GETEGID);
    }

    /**
     * {@code int socketpair(int domain, int type, int protocol, int sv[2]);} socketpair(2): AF_UNIX, SOCK_STREAM.
     */
    public static int[] socketpair() {
        final int afUnix = 1;
        final long sockStream = 1;
        try (NativeMemory memory = NativeMemory.scratch(8)) {
            orThrow(call(Syscall.SOCKETPAIR, afUnix, sockStream | OpenFlag.O_CLOEXEC.bits(), 0, memory.address()),
                    () -> "socketpair AF_UNIX");
            return new int[] {memory.bytes().getInt(0), memory.bytes().getInt(4)};
        }
    }

    /**
     * {@code int socket(int domain, int type, int protocol);} socket(2): AF_NETLINK, with the options NETLINK_EXT_ACK and
     * NETLINK_CAP_ACK of netlink(7): an error comes with words, and without a copy of the question.
     *
     * @param protocol 0 is NETLINK_ROUTE, 12 NETLINK_NETFILTER
     */
    public static int netlinkSocket(int protocol) {
        final int sockRaw = 3;
        final int solNetlink = 270;
        final int[] capAckAndExtAck = {10, 11};
        int socket = (int) orThrow(call(Syscall.SOCKET, AF_NETLINK, sockRaw | OpenFlag.O_CLOEXEC.bits(), protocol),
                () -> "socket AF_NETLINK protocol=" + protocol);
        try (NativeMemory memory = NativeMemory.scratch(4)) {
            memory.bytes().putInt(0, 1);
            for (int option : capAckAndExtAck) {
                call(Syscall.SETSOCKOPT, socket, solNetlink, option, memory.address(), 4);
            }
        }
        return socket;
    }

    /**
     * {@code int bind(int sockfd, const struct sockaddr *addr, socklen_t addrlen);} bind(2) and {@code listen(2)}, at an abstract
     * name of unix(7).
     *
     * @return a listening socket
     */
    public static int listenAbstract(String name) {
        byte[] address = abstractAddress(name);
        int socket = (int) orThrow(call(Syscall.SOCKET, 1, 1 | OpenFlag.O_CLOEXEC.bits(), 0), () -> "socket AF_UNIX");
        try (NativeMemory memory = NativeMemory.scratch(address.length)) {
            memory.bytes().put(0, address);
            orThrow(call(Syscall.BIND, socket, memory.address(), address.length), () -> "bind addr=@" + name);
            orThrow(call(Syscall.LISTEN, socket, 8), () -> "listen sockfd=" + socket);
            return socket;
        } catch (SyscallException failure) {
            close(socket);
            throw failure;
        }
    }

    /** A struct sockaddr_un whose path begins with a zero byte: the rest is a name and no file. */
    static byte[] abstractAddress(String name) {
        byte[] bytes = name.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] address = new byte[3 + bytes.length];
        address[0] = 1;
        System.arraycopy(bytes, 0, address, 3, bytes.length);
        return address;
    }

    /**
     * {@code ssize_t recvmsg(int sockfd, struct msghdr *msg, int flags);} recv(2): one byte, and the descriptor that came with it
     * by SCM_RIGHTS (unix(7)).
     *
     * @return the descriptor, or -1 if the other side closed without sending one
     */
    public static int receiveDescriptor(int socket) {
        final long msgCmsgCloexec = 0x40000000;
        try (NativeMemory memory = NativeMemory.scratch(4096)) {
            long data = memory.reserve(8);
            long iov = memory.reserve(16);
            long control = memory.reserve(24);
            long message = memory.reserve(56);
            memory.bytes().putLong(memory.offset(iov), data).putLong(memory.offset(iov) + 8, 1);
            memory.bytes().putLong(memory.offset(message) + 16, iov).putLong(memory.offset(message) + 24, 1);
            memory.bytes().putLong(memory.offset(message) + 32, control).putLong(memory.offset(message) + 40, 24);
            long got;
            do {
                got = call(Syscall.RECVMSG, socket, message, msgCmsgCloexec);
            } while (Errno.EINTR.is(got));
            orThrow(got, () -> "recvmsg sockfd=" + socket);
            boolean withDescriptor = memory.bytes().getLong(memory.offset(control)) == 20;
            return withDescriptor ? memory.bytes().getInt(memory.offset(control) + 16) : -1;
        }
    }

    /**
     * {@code int memfd_create(const char *name, unsigned int flags);} memfd_create(2): a file in memory that can be executed. It
     * is given as a descriptor that cannot write: the kernel executes no file that somebody may write to (ETXTBSY).
     */
    public static int executableInMemory(String name, byte[] content) {
        final long cloexec = 1;
        final long exec = 0x10;
        try (NativeMemory memory = NativeMemory.scratch(PATH_SPACE)) {
            long path = memory.put(name);
            long writable = call(Syscall.MEMFD_CREATE, path, cloexec | exec);
            if (Errno.EINVAL.is(writable)) {
                // MFD_EXEC came with Linux 6.3; before, every one could be executed.
                writable = call(Syscall.MEMFD_CREATE, path, cloexec);
            }
            int fd = (int) orThrow(writable, () -> "memfd_create name=" + name);
            try {
                write(fd, content);
                return openat(AT_FDCWD, "/proc/self/fd/" + fd, 0);
            } finally {
                close(fd);
            }
        }
    }

    /**
     * {@code int memfd_create(const char *name, unsigned int flags);} memfd_create(2): a file in memory with that content. What is
     * read or written by the descriptor begins at its beginning.
     */
    public static int fileInMemory(String name, byte[] content) {
        final long cloexec = 1;
        try (NativeMemory memory = NativeMemory.scratch(PATH_SPACE)) {
            int fd = (int) orThrow(call(Syscall.MEMFD_CREATE, memory.put(name), cloexec), () -> "memfd_create name=" + name);
            try {
                write(fd, content);
                return reopened(fd);
            } finally {
                close(fd);
            }
        }
    }

    /** The same file by a descriptor of its own, whose position is the beginning. */
    public static int reopened(int fd) {
        return openat(AT_FDCWD, "/proc/self/fd/" + fd, 0, OpenFlag.O_RDWR);
    }

    /**
     * {@code int ioctl(int fd, unsigned long op, void *argp);} ioctl(2). {@code argument} goes in, and holds what the kernel
     * wrote afterwards.
     *
     * @return what ioctl returned, or {@code -errno}
     */
    public static long ioctl(int fd, long operation, byte[] argument) {
        try (NativeMemory memory = NativeMemory.scratch(argument.length)) {
            memory.bytes().put(0, argument);
            long result = call(Syscall.IOCTL, fd, operation, memory.address());
            memory.bytes().get(0, argument);
            return result;
        }
    }

    /** {@code int epoll_create1(int flags);} epoll_create(2): a set of descriptors that can be waited for together. */
    public static int epollCreate() {
        return (int) orThrow(call(Syscall.EPOLL_CREATE1, OpenFlag.O_CLOEXEC.bits()), () -> "epoll_create1");
    }

    /**
     * {@code int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event);} epoll_ctl(2), EPOLL_CTL_ADD: for EPOLLIN; of a
     * pidfd that says that the process has ended. Closing the last descriptor of the file removes it.
     */
    public static void epollAdd(int epoll, int fd) {
        epollControl(epoll, 1, fd);
    }

    /** {@code int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event);} epoll_ctl(2), EPOLL_CTL_DEL. */
    public static void epollRemove(int epoll, int fd) {
        epollControl(epoll, 2, fd);
    }

    private static void epollControl(int epoll, int operation, int fd) {
        final int epollin = 1;
        final int dataOffset = ARCHITECTURE == Architecture.X86_64 ? 4 : 8;
        try (NativeMemory memory = NativeMemory.scratch(16)) {
            memory.bytes().putInt(0, epollin).putInt(dataOffset, fd);
            orThrow(call(Syscall.EPOLL_CTL, epoll, operation, fd, memory.address()), () -> "epoll_ctl op=" + operation + " fd=" + fd);
        }
    }

    /**
     * {@code int epoll_pwait(int epfd, struct epoll_event *events, int maxevents, int timeout, const sigset_t *sigmask, size_t size);}
     * epoll_wait(2).
     *
     * @param timeout milliseconds, -1 for ever
     * @return the descriptors that are ready, none after the timeout
     */
    public static int[] epollWait(int epoll, int timeout) {
        final int most = 64;
        // The kernel packs the struct on x86-64 only.
        final int size = ARCHITECTURE == Architecture.X86_64 ? 12 : 16;
        try (NativeMemory memory = NativeMemory.scratch(most * size)) {
            long got;
            do {
                got = call(Syscall.EPOLL_PWAIT, epoll, memory.address(), most, timeout, 0, 8);
            } while (Errno.EINTR.is(got));
            orThrow(got, () -> "epoll_pwait epfd=" + epoll);
            int[] ready = new int[(int) got];
            for (int i = 0; i < ready.length; i++) {
                ready[i] = memory.bytes().getInt(i * size + size - 8);
            }
            return ready;
        }
    }

    /**
     * {@code int ioctl(int pidfd, PIDFD_GET_INFO, struct pidfd_info *info);} ioctl_pidfd(2), with PIDFD_INFO_EXIT: Linux 6.15. The
     * kernel knows once the process has been waited for, and tells whoever opened the pidfd before.
     *
     * @return the status as wait(2) writes it, or -1 where the kernel does not know it, or not yet
     */
    public static int pidfdExitStatus(int pidfd) {
        final long pidfdGetInfo = 0xc040ff0bL;
        final long pidfdInfoExit = 8;
        final int exitCode = 60;
        byte[] info = java.nio.ByteBuffer.allocate(64).order(java.nio.ByteOrder.LITTLE_ENDIAN).putLong(pidfdInfoExit).array();
        if (ioctl(pidfd, pidfdGetInfo, info) < 0) {
            return -1;
        }
        java.nio.ByteBuffer got = java.nio.ByteBuffer.wrap(info).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        return (got.getLong(0) & pidfdInfoExit) == 0 ? -1 : got.getInt(exitCode);
    }

    /**
     * {@code int sigaction(int signum, const struct sigaction *act, ...);} sigaction(2), here only to SIG_IGN or back to SIG_DFL.
     */
    public static void ignore(Signal signal, boolean ignored) {
        try (NativeMemory memory = NativeMemory.scratch(32)) {
            memory.bytes().putLong(0, ignored ? 1 : 0);
            orThrow(call(Syscall.RT_SIGACTION, signal.number(), memory.address(), 0, 8), () -> "rt_sigaction signum=" + signal);
        }
    }

    /**
     * {@code int prlimit(pid_t pid, int resource, const struct rlimit *new_limit, struct rlimit *old_limit);} getrlimit(2),
     * reading only.
     *
     * @return the soft and the hard limit; -1 is RLIM_INFINITY
     */
    public static long[] getrlimit(int resource) {
        try (NativeMemory memory = NativeMemory.scratch(16)) {
            orThrow(call(Syscall.PRLIMIT64, 0, resource, 0, memory.address()), () -> "prlimit64 resource=" + resource);
            return new long[] {memory.bytes().getLong(0), memory.bytes().getLong(8)};
        }
    }

    /**
     * {@code ssize_t lgetxattr(const char *path, const char *name, void *value, size_t size);} getxattr(2), for values of up to
     * 64 bytes.
     *
     * @return the value, or null if the file has no attribute of that name or it cannot be read
     */
    public static byte[] lgetxattr(String path, String name) {
        final int most = 64;
        try (NativeMemory memory = NativeMemory.scratch(PATH_SPACE)) {
            long value = memory.reserve(most);
            long length = call(Syscall.LGETXATTR, memory.put(path), memory.put(name), value, most);
            if (length < 0) {
                return null;
            }
            byte[] copy = new byte[(int) length];
            memory.bytes().get(memory.offset(value), copy);
            return copy;
        }
    }

    /**
     * {@code int flock(int fd, int operation);} flock(2): LOCK_EX|LOCK_NB. The lock belongs to the open file and ends with its
     * last descriptor, so at the latest when this process does.
     *
     * @return false if somebody else holds it
     */
    public static boolean lock(int fd) {
        final int exclusiveWithoutWaiting = 2 | 4;
        long result = call(Syscall.FLOCK, fd, exclusiveWithoutWaiting);
        if (Errno.EAGAIN.is(result)) {
            return false;
        }
        orThrow(result, () -> "flock fd=" + fd + " operation=LOCK_EX|LOCK_NB");
        return true;
    }

    /**
     * {@code int bpf(int cmd, union bpf_attr *attr, unsigned int size);} bpf(2), BPF_PROG_LOAD. EPERM: the capability CAP_BPF, or
     * CAP_SYS_ADMIN before Linux 5.8, is missing; EACCES and EINVAL: the verifier refused the program.
     *
     * @param type of the program, BPF_PROG_TYPE_*
     * @param instructions eight bytes each
     * @return a descriptor of the loaded program
     */
    public static int bpfLoad(int type, byte[] instructions) {
        final int progLoad = 5;
        final int attrSize = 72;
        final int logSize = 16 * 1024;
        try (NativeMemory memory = NativeMemory.scratch(attrSize + instructions.length + logSize + 64)) {
            long attr = memory.reserve(attrSize);
            long code = memory.reserve(instructions.length);
            // No helper that we call asks for the GPL.
            long license = memory.put("Apache-2.0");
            long log = memory.reserve(logSize);
            memory.bytes().put(memory.offset(code), instructions);
            int at = memory.offset(attr);
            memory.bytes().putInt(at, type).putInt(at + 4, instructions.length / 8).putLong(at + 8, code)
                    .putLong(at + 16, license);
            memory.bytes().putInt(at + 24, 1).putInt(at + 28, logSize).putLong(at + 32, log);
            return (int) orThrow(call(Syscall.BPF, progLoad, attr, attrSize),
                    () -> ("bpf cmd=BPF_PROG_LOAD prog_type=" + type + " " + memory.text(log)).strip());
        }
    }

    /**
     * {@code int bpf(int cmd, union bpf_attr *attr, unsigned int size);} bpf(2), BPF_PROG_ATTACH with BPF_F_ALLOW_MULTI: programs
     * that others attached to the same place stay, and all of them have a say.
     *
     * @param target to what: a descriptor, of the folder of a control group for example
     * @param program a descriptor that {@link #bpfLoad} gave; it may be closed afterwards
     * @param type of the place, BPF_CGROUP_* for example
     */
    public static void bpfAttach(int target, int program, int type) {
        final int progAttach = 8;
        final int allowMulti = 2;
        try (NativeMemory memory = NativeMemory.scratch(16)) {
            memory.bytes().putInt(0, target).putInt(4, program).putInt(8, type).putInt(12, allowMulti);
            orThrow(call(Syscall.BPF, progAttach, memory.address(), 16),
                    () -> "bpf cmd=BPF_PROG_ATTACH attach_type=" + type + " attach_flags=BPF_F_ALLOW_MULTI");
        }
    }

    /**
     * {@code void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t offset);} mmap(2), without a file.
     *
     * @return the address
     */
    static long mmap(long length, long protection, long flags) {
        return orThrow(call(Syscall.MMAP, 0, length, protection, flags, -1, 0), () -> "mmap length=" + length);
    }

    /** {@code int mprotect(void *addr, size_t len, int prot);} mprotect(2). */
    static void mprotect(long address, long length, long protection) {
        orThrow(call(Syscall.MPROTECT, address, length, protection), () -> "mprotect len=" + length + " prot=" + protection);
    }

    /** {@code int madvise(void *addr, size_t length, int advice);} madvise(2). False if the kernel does not take the advice. */
    static boolean madvise(long start, long end, int advice) {
        return call(Syscall.MADVISE, start, end - start, advice) == 0;
    }

    /** {@code int munmap(void *addr, size_t length);} mmap(2). */
    static void munmap(long address, long length) {
        call(Syscall.MUNMAP, address, length);
    }

    /** Words for a failed call, made only when they are needed. */
    interface Shown {
        String text();
    }

    static long orThrow(long result, Shown call) {
        if (result < 0) {
            throw new SyscallException(call.text(), (int) -result);
        }
        return result;
    }

    /** A raw system call: what it returned, or {@code -errno}. */
    static long call(Syscall call, long... arguments) {
        if (calls >= MANY && Registered.IS_TO_BE_HAD) {
            long[] all = arguments.length == 6 ? arguments : Arrays.copyOf(arguments, 6);
            long result = Registered.syscall(call.number(ARCHITECTURE), all[0], all[1], all[2], all[3], all[4], all[5]);
            return result == -1 ? -Native.getLastError() : result;
        }
        calls++;
        Object[] words = new Object[7];
        words[0] = (long) call.number(ARCHITECTURE);
        for (int i = 1; i < words.length; i++) {
            words[i] = i <= arguments.length ? arguments[i - 1] : 0L;
        }
        long result = SYSCALL.invokeLong(words);
        // libc's wrapper says -1 and puts the reason into errno, which JNA keeps for the thread.
        return result == -1 ? -Native.getLastError() : result;
    }
}
