package minidocker.engine.runtime;

import java.time.Instant;
import minidocker.syscall.ExitStatus;

/**
 * The end of a process.
 *
 * @param status how it ended; null if nobody can tell any more, because it ended while no engine ran
 * @param at when we heard of it
 */
public record Exit(ExitStatus status, Instant at) {
    /** What containerd says of a container whose end it missed. */
    public static final int UNKNOWN = 255;

    /** As Docker reports it: the exit code, 128 + the signal's number, or 255 where it is unknown. */
    public int code() {
        return status == null ? UNKNOWN : status.code();
    }
}
