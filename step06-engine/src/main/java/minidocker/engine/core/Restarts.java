package minidocker.engine.core;

import java.time.Duration;

/**
 * How long a container waits before it is started again: Docker's 100 ms, doubled each time up to a minute, and from the start
 * again after a run of ten seconds.
 */
record Restarts(Duration delay) {
    static final Restarts NONE_YET = new Restarts(Duration.ZERO);
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration LONG_RUN = Duration.ofSeconds(10);

    // tag::back-off[]
    /** After a run of that length. */
    Restarts after(Duration run) {
        if (delay.isZero() || run.compareTo(LONG_RUN) >= 0) {
            return new Restarts(FIRST);
        }
        Duration doubled = delay.multipliedBy(2);
        return new Restarts(doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled);
    }
    // end::back-off[]
}
