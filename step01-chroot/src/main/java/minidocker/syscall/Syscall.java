package minidocker.syscall;

/**
 * The system calls we use, with their number on each architecture and the manual page that tells about them. Numbers come from
 * the kernel's {@code arch/x86/entry/syscalls/syscall_64.tbl} and {@code include/uapi/asm-generic/unistd.h}; from 424 on all
 * architectures count alike.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/syscalls.2.html">syscalls(2)</a>
 */
public enum Syscall {
    ACCEPT4(288, 242), BIND(49, 200), BPF(321, 280), CAPGET(125, 90), CAPSET(126, 91), CHDIR(80, 49), CHROOT(161, 51),
    CLOCK_GETTIME(228, 113), CLONE3(435), CLOSE(3, 57), CLOSE_RANGE(436), CONNECT(42, 203), COPY_FILE_RANGE(326, 285),
            DUP(32, 23),
    DUP3(292, 24), EPOLL_CREATE1(291, 20), EPOLL_CTL(233, 21), EPOLL_PWAIT(281, 22), EVENTFD2(290, 19), EXECVE(59, 221),
    EXECVEAT(322, 281), EXIT_GROUP(231, 94), FADVISE64(221, 223, "posix_fadvise(2)"), FACCESSAT(269, 48, "access(2)"),
            FALLOCATE(285, 47), FCHDIR(81, 50), FCHMOD(91, 52),
    FCHMODAT(268, 53, "chmod(2)"), FCHOWN(93, 55), FCHOWNAT(260, 54, "chown(2)"), FCNTL(72, 25),
            FGETXATTR(193, 10, "getxattr(2)"),
    FLISTXATTR(196, 13, "listxattr(2)"), FLOCK(73, 32), FSCONFIG(431), FSETXATTR(190, 7, "setxattr(2)"), FSMOUNT(432),
            FSOPEN(430),
    FSTATFS(138, 44), FSYNC(74, 82), FTRUNCATE(77, 46), FUTEX(202, 98), GETDENTS64(217, 61), GETEGID(108, 177), GETEUID(107, 175),
    GETGID(104, 176), GETGROUPS(115, 158), GETPGID(121, 155), GETPID(39, 172), GETPPID(110, 173), GETRANDOM(318, 278),
    GETSID(124, 156), GETSOCKNAME(51, 204), GETSOCKOPT(55, 209), GETTID(186, 178), GETUID(102, 174), IOCTL(16, 29),
    KEYCTL(250, 219), KILL(62, 129), LGETXATTR(192, 9, "getxattr(2)"), LINKAT(265, 37, "link(2)"), LISTEN(50, 201),
    LLISTXATTR(195, 12, "listxattr(2)"), LREMOVEXATTR(198, 15, "removexattr(2)"), LSEEK(8, 62), LSETXATTR(189, 6, "setxattr(2)"),
    MADVISE(28, 233), MEMFD_CREATE(319, 279), MINCORE(27, 232), MKDIRAT(258, 34, "mkdir(2)"), MKNODAT(259, 33, "mknod(2)"),
            MMAP(9, 222),
    MOUNT(165, 40), MOUNT_SETATTR(442), MOVE_MOUNT(429), MPROTECT(10, 226), MUNMAP(11, 215, "mmap(2)"),
            OPENAT(257, 56, "open(2)"),
    OPENAT2(437), OPEN_TREE(428), PERSONALITY(135, 92), PIDFD_GETFD(438), PIDFD_OPEN(434), PIDFD_SEND_SIGNAL(424),
    PIPE2(293, 59, "pipe(2)"), PIVOT_ROOT(155, 41), PPOLL(271, 73, "poll(2)"), PRCTL(157, 167), PREAD64(17, 67, "pread(2)"),
    PRLIMIT64(302, 261, "getrlimit(2)"), PWRITE64(18, 68, "pwrite(2)"), READ(0, 63), READLINKAT(267, 78, "readlink(2)"),
    RECVFROM(45, 207, "recv(2)"), RECVMSG(47, 212, "recv(2)"), RENAMEAT2(316, 276, "rename(2)"),
    RT_SIGACTION(13, 134, "sigaction(2)"), RT_SIGPROCMASK(14, 135, "sigprocmask(2)"), RT_SIGTIMEDWAIT(128, 137, "sigwaitinfo(2)"),
    SECCOMP(317, 277), SENDMSG(46, 211, "send(2)"), SENDTO(44, 206, "send(2)"), SETDOMAINNAME(171, 162, "getdomainname(2)"),
    SETGROUPS(116, 159, "getgroups(2)"), SETHOSTNAME(170, 161, "gethostname(2)"), SETNS(308, 268), SETPGID(109, 154),
    SETRESGID(119, 149, "setresuid(2)"), SETRESUID(117, 147), SETSID(112, 157), SETSOCKOPT(54, 208, "getsockopt(2)"),
    SOCKET(41, 198), SOCKETPAIR(53, 199), SPLICE(275, 76), STATFS(137, 43), STATX(332, 291), SYMLINKAT(266, 36, "symlink(2)"),
    SYNCFS(306, 267, "sync(2)"), TGKILL(234, 131, "tkill(2)"), UMASK(95, 166), UMOUNT2(166, 39, "umount(2)"),
    UNLINKAT(263, 35, "unlink(2)"), UNSHARE(272, 97), UTIMENSAT(280, 88), WAITID(247, 95, "wait(2)"), WRITE(1, 64),

    /** Not of the kernel but of our machine: {@code result = *(int *) address + addend}. */
    LOAD(-1, -1, "-"),
    /** Not of the kernel but of our machine: {@code if (left == right) goto target}. */
    BRANCH(-2, -2, "-");

    private final int x86_64;
    private final int aarch64;
    private final String manPage;

    Syscall(int everywhere) {
        this(everywhere, everywhere, null);
    }

    Syscall(int x86_64, int aarch64) {
        this(x86_64, aarch64, null);
    }

    Syscall(int x86_64, int aarch64, String manPage) {
        this.x86_64 = x86_64;
        this.aarch64 = aarch64;
        this.manPage = manPage;
    }

    public int number(Architecture architecture) {
        return architecture == Architecture.X86_64 ? x86_64 : aarch64;
    }

    /** As in the C prototype: {@code pivot_root}. */
    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** The manual page with its section: {@code pivot_root(2)}. */
    public String manPage() {
        return manPage != null ? manPage : this + "(2)";
    }

    /** False for what our machine adds to the kernel's calls: loads and branches. */
    public boolean isKernels() {
        return x86_64 >= 0;
    }
}
