package minidocker.engine.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How a container's health checks went.
 *
 * @param failures in a row, the last ones
 * @param log      of the last five checks, the oldest first
 */
public record Health(Status status, int failures, List<Check> log) {
    /** As many as Docker shows. */
    private static final int SHOWN = 5;
    /** Without a health check. */
    public static final Health NONE = new Health(Status.NONE, 0, List.of());
    /** Of a container that has just been started. */
    public static final Health STARTING = new Health(Status.STARTING, 0, List.of());

    /** Docker's words, in lower case. */
    public enum Status {
        NONE, STARTING, HEALTHY, UNHEALTHY;

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * One check.
     *
     * @param exitCode 0 is healthy; -1 if it took too long
     * @param output   the first 4096 bytes
     */
    public record Check(Instant start, Instant end, int exitCode, String output) {}

    public Health {
        log = List.copyOf(log);
    }

    /**
     * After one more check.
     *
     * @param retries        so many failures in a row are needed to be unhealthy
     * @param inStartPeriod  a failure does not count yet
     */
    public Health after(Check check, int retries, boolean inStartPeriod) {
        List<Check> checks = new ArrayList<>(log.subList(Math.max(0, log.size() - SHOWN + 1), log.size()));
        checks.add(check);
        if (check.exitCode() == 0) {
            return new Health(Status.HEALTHY, 0, checks);
        }
        if (status == Status.STARTING && inStartPeriod) {
            return new Health(status, failures, checks);
        }
        int failed = failures + 1;
        return new Health(failed >= retries ? Status.UNHEALTHY : status, failed, checks);
    }
}
