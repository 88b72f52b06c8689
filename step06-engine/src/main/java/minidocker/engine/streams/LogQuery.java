package minidocker.engine.streams;

import java.time.Instant;

/**
 * What somebody wants to read of a log.
 *
 * @param tail   how many of the last entries; negative is all
 * @param since  entries of this time and later; null is from the beginning
 * @param until  entries of this time and earlier; null is to the end
 * @param follow go on with what comes, until the container has stopped
 */
public record LogQuery(boolean stdout, boolean stderr, int tail, Instant since, Instant until, boolean follow) {
    /** All there is. */
    public static final LogQuery ALL = new LogQuery(true, true, -1, null, null, false);

    boolean wants(LogEntry entry) {
        return (entry.stream() == StandardStream.STDOUT ? stdout : stderr) && (since == null || !entry.time().isBefore(since));
    }
}
