package minidocker.syscall;

import java.util.List;

/** A call of a program failed in the child, and the program ended there: which call, with which operands, and why. */
public final class ProgramFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient TracedCall failed;
    private final transient List<TracedCall> trace;

    ProgramFailure(TracedCall failed, List<TracedCall> trace) {
        super(message(failed, trace.size()));
        this.failed = failed;
        this.trace = trace;
    }

    private static String message(TracedCall failed, int total) {
        return "call " + failed.number() + " of " + total + " failed: " + failed.call() + ": " + failed.call()
                .failure(failed.errno());
    }

    public TracedCall failed() {
        return failed;
    }

    public boolean is(Errno errno) {
        return failed.errno() == errno.number();
    }

    /** All calls of the program, those not reached included. */
    public List<TracedCall> trace() {
        return trace;
    }
}
