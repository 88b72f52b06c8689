package minidocker.engine.streams;

import java.io.IOException;
import java.time.Instant;

/** How entries stand in a log's file, one behind the other. */
interface LogFormat {
    /**
     * Adds an entry.
     *
     * @param newline the text, which has none itself, ended with one
     */
    void encode(GrowingBytes out, StandardStream stream, Instant time, byte[] text, int from, int to, boolean newline);

    /**
     * The entry at the window's position, which moves behind it.
     *
     * @return null, and the position stays, if there is no whole one before the window's end
     */
    LogEntry decode(FileWindow window) throws IOException;

    /** Where the last {@code count} entries before the window's end begin, or those few that there are. */
    Tail last(FileWindow window, int count) throws IOException;

    /** Where the last whole entry ends: behind it is what a kill or a power cut has torn. */
    long wholeLength(FileWindow window) throws IOException;

    /** @param count how many there are from {@code start} on */
    record Tail(long start, int count) {}
}
