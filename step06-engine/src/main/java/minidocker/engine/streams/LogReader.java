package minidocker.engine.streams;

import java.io.IOException;

/** A walk through a log, from old to new. For one thread; {@link #close()} may come from another and wakes it. */
public interface LogReader extends AutoCloseable {
    /** The next entry; waits for it where following was asked for. Null at the end. */
    LogEntry next() throws IOException;

    @Override
    void close();
}
