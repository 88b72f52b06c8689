package minidocker.syscall;

/**
 * Waits for many descriptors at once, epoll(7). Every registration is EPOLLONESHOT: it tells once, to one of the threads that
 * wait, and is silent until it is armed again; so a descriptor is only ever in one thread's hands.
 */
public final class Epoll implements AutoCloseable {
    public static final int IN = 1;
    public static final int OUT = 4;
    private static final int ONE_SHOT = 1 << 30;
    private static final int ADD = 1;
    private static final int REMOVE = 2;
    private static final int MODIFY = 3;
    /** x86-64 packs struct epoll_event, the others align it. */
    private static final int DATA = Architecture.current() == Architecture.X86_64 ? 4 : 8;

    private final int fd = (int) Linux.orThrow(Linux.call(Syscall.EPOLL_CREATE1, OpenFlag.O_CLOEXEC.bits()),
            () -> "epoll_create1 flags=EPOLL_CLOEXEC");

    /**
     * {@code int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event);} epoll_ctl(2), EPOLL_CTL_ADD. EPERM: a file of
     * a kind that is always ready.
     *
     * @param key what {@link #await} gives back
     */
    public void add(int descriptor, int events, long key) {
        control(ADD, descriptor, events | ONE_SHOT, key);
    }

    /** EPOLL_CTL_MOD: a descriptor that has told may tell again. */
    public void arm(int descriptor, int events, long key) {
        control(MODIFY, descriptor, events | ONE_SHOT, key);
    }

    /** Nothing happens if it is not registered. */
    public void remove(int descriptor) {
        try (NativeMemory memory = NativeMemory.scratch(16)) {
            Linux.call(Syscall.EPOLL_CTL, fd, REMOVE, descriptor, memory.address());
        }
    }

    private void control(int operation, int descriptor, int events, long key) {
        try (NativeMemory memory = NativeMemory.scratch(16)) {
            memory.bytes().putInt(0, events).putLong(DATA, key);
            Linux.orThrow(Linux.call(Syscall.EPOLL_CTL, fd, operation, descriptor, memory.address()),
                    () -> "epoll_ctl op=" + operation + " fd=" + descriptor);
        }
    }

    /**
     * {@code int epoll_pwait(int epfd, struct epoll_event *events, int maxevents, int timeout, const sigset_t *sigmask);}
     * epoll_wait(2), for one event and without a limit of time.
     *
     * @return the key of a descriptor that is ready
     */
    public long await() {
        try (NativeMemory memory = NativeMemory.scratch(16)) {
            long count;
            do {
                count = Linux.call(Syscall.EPOLL_PWAIT, fd, memory.address(), 1, -1, 0, 8);
            } while (count == 0 || Errno.EINTR.is(count));
            Linux.orThrow(count, () -> "epoll_pwait epfd=" + fd);
            return memory.bytes().getLong(DATA);
        }
    }

    @Override
    public void close() {
        Linux.close(fd);
    }
}
