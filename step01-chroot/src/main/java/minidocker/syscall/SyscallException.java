package minidocker.syscall;

/** A system call of this process failed: the call with its operands, decoded, and why. */
public final class SyscallException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int errno;

    /** @param call as it is shown: {@code openat path=/etc/shadow flags=O_CLOEXEC} */
    public SyscallException(String call, int errno) {
        super(call + ": " + describe(errno));
        this.errno = errno;
    }

    private static String describe(int errno) {
        Errno known = Errno.of(errno);
        return known == null ? Errno.name(errno) : known + " (" + known.words() + ")";
    }

    public int errno() {
        return errno;
    }

    public boolean is(Errno other) {
        return errno == other.number();
    }
}
