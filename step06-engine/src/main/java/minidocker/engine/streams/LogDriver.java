package minidocker.engine.streams;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Where the output of a container is kept. */
public interface LogDriver extends AutoCloseable {

    /** Opens, or makes, the log of a container; a torn end is repaired. */
    static LogDriver open(LogSettings settings, Path containerFolder, String id, Map<String, String> attributes) throws IOException {
        throw new IOException();
    }

    /** As the configuration names it: {@code json-file}, {@code local}, {@code none}. */
    String name();

    /** Of the current file; null if there is none, or none that others could read. */
    Path path();

    /**
     * @throws minidocker.engine.Refusal if this driver keeps nothing: "configured logging driver does not support reading"
     */
    LogReader read(LogQuery query) throws IOException;

    /** Removes the log's files. */
    void delete() throws IOException;

    @Override
    void close();
}
