package minidocker.engine.streams;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/** Where the output of a container is kept. */
public abstract sealed class LogDriver implements AutoCloseable permits LogFile, NoLog {
    private final Map<String, String> attributes;

    LogDriver(Map<String, String> attributes) {
        this.attributes = Map.copyOf(attributes);
    }

    /**
     * The log of a container. No file is opened, nor made, before the first run or reader.
     *
     * @param attributes what {@code logs --details} shows, see {@link LogSettings#attributes}
     */
    public static LogDriver open(LogSettings settings, Path containerFolder, String id, Map<String, String> attributes) {
        return switch (settings.type()) {
            case "json-file" -> new LogFile(settings, containerFolder.resolve(id + "-json.log"), new JsonFormat(attributes),
                    attributes);
            case "local" -> new LogFile(settings, containerFolder.resolve("local-logs").resolve("container.log"), new LocalFormat(),
                    attributes);
            default -> new NoLog();
        };
    }

    /** As the configuration names it: {@code json-file}, {@code local}, {@code none}. */
    public abstract String name();

    /** Of the current file; null if there is none, or none that others could read. */
    public abstract Path path();

    /** What {@code logs --details} shows: the same for every entry of a container. */
    public Map<String, String> attributes() {
        return attributes;
    }

    /** @throws minidocker.engine.Refusal if this driver keeps nothing */
    public abstract LogReader read(LogQuery query) throws IOException;

    /** Removes the log's files; readers come to their end. */
    public abstract void delete() throws IOException;

    @Override
    public abstract void close();

    /** A run begins: the file is opened, and its torn end, if it has one, cut off. */
    abstract void begin() throws IOException;

    /** The run is over. Readers that follow end when they have read everything, unless another run follows by itself. */
    abstract void end(boolean restarts);

    /** Makes room for an entry, by rotation if it must be, and says how long the file is to which {@link #append} will add. */
    abstract long prepare();

    /** Cuts off what an engine that died has begun to write. */
    abstract void cut(long length);

    /**
     * Logs the whole lines at the beginning of a text; a line longer than {@link LogEntry#MAX_SIZE} in pieces. What the disk does
     * not take is lost: a container must not stop because a disk is full.
     *
     * @param last nothing will follow: an end without a newline is an entry too
     * @return how many bytes are done with: 0 if there is no whole line. More may be there, for the next file
     */
    abstract int append(StandardStream stream, Instant time, byte[] text, int from, int to, boolean last);
}
