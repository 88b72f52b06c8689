package minidocker.syscall;

/** How a process ended. */
public sealed interface ExitStatus {

    /** It called exit_group(2) with this code, 0 to 255. */
    record Exited(int code) implements ExitStatus {}

    /** A signal ended it. */
    record Killed(int signal) implements ExitStatus {}

    /** As a shell and Docker report it: the exit code, or 128 + the signal's number. */
    default int code() {
        return this instanceof Killed killed ? 128 + killed.signal() : ((Exited) this).code();
    }
}
