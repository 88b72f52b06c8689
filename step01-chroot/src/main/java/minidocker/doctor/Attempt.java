package minidocker.doctor;

import minidocker.syscall.Errno;
import minidocker.syscall.SyscallException;
import minidocker.syscall.TracedCall;

/** What came of trying something for real. */
sealed interface Attempt {
    Attempt WORKED = new Worked();

    record Worked() implements Attempt {}

    /**
     * It was tried, and refused.
     *
     * @param errno why, or null where no system call of ours said it
     * @param words what was refused and why, for a reader
     */
    record Refused(Errno errno, String words) implements Attempt {}

    /** It was not tried, or no answer came. */
    record NotTried(String why) implements Attempt {}

    static Attempt refused(SyscallException failure) {
        return new Refused(Errno.of(failure.errno()), failure.getMessage());
    }

    static Attempt of(TracedCall call) {
        if (!call.returned()) {
            return new NotTried("the trial ended before it");
        }
        return call.failed() ? new Refused(Errno.of(call.errno()), call.call() + ": " + call.call().failure(call.errno()))
                : WORKED;
    }

    default boolean worked() {
        return this instanceof Worked;
    }

    default boolean refusedWith(Errno wanted) {
        return this instanceof Refused refused && refused.errno() == wanted;
    }

    /** For the reader, if it did not work. */
    default String why() {
        return this instanceof Refused refused ? refused.words() : this instanceof NotTried not ? "not tried: " + not.why() : "";
    }
}
