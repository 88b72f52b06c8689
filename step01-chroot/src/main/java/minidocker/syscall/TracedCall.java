package minidocker.syscall;

/**
 * A call of a program that ran, and what it returned: a value, {@code -errno}, or {@link Layout#NOT_REACHED}.
 *
 * @param number of the call in its program, from 1
 */
public record TracedCall(int number, Call call, long result) {
    /** False for the calls behind a failure or a branch; and for the execve(2) that succeeded, which never returns. */
    public boolean returned() {
        return result != Layout.NOT_REACHED;
    }

    public boolean failed() {
        return returned() && result < 0 && call.syscall().isKernels();
    }

    public int errno() {
        return (int) -result;
    }
}
