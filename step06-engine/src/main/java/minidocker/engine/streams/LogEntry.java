package minidocker.engine.streams;

import java.time.Instant;

/**
 * One line, or a piece of one: a line of more than {@link #MAX_SIZE} bytes is logged in several entries, of which only the last
 * ends with a newline.
 *
 * @param text as the process wrote it, with its newline if it had one
 */
public record LogEntry(StandardStream stream, Instant time, byte[] text) {
    /** Docker's, in bytes, without the newline. */
    public static final int MAX_SIZE = 16 * 1024;
}
