package minidocker.engine.core;

import java.time.Instant;

/**
 * What is known of a container's last run.
 *
 * @param exitCode   of its first process; 128 and more by a signal, 255 if nobody was there to see it
 * @param error      why it could not be started, or empty
 * @param startedAt  {@link #NEVER} if it never ran
 * @param finishedAt likewise
 */
public record Past(int exitCode, boolean oomKilled, String error, Instant startedAt, Instant finishedAt) {
    /** Of a time that has not come: Go's zero, which Docker prints. */
    public static final Instant NEVER = Instant.parse("0001-01-01T00:00:00Z");
    public static final Past NONE = new Past(0, false, "", NEVER, NEVER);

    /** It was to be started again, and that failed. */
    Past failed(int code, String why) {
        return new Past(code, false, why, startedAt, finishedAt);
    }
}
