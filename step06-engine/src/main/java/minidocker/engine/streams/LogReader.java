package minidocker.engine.streams;

import java.io.IOException;

/** A walk through a log, from old to new. For one thread; {@link #close()} may come from another and wakes it. */
public interface LogReader extends AutoCloseable {
    /** The next entry; waits for it where following was asked for. Null at the end. */
    LogEntry next() throws IOException;

    /** The next entry if it is there already. Null if {@link #next} would have to wait for it, or is at the end. */
    LogEntry nextIfThere() throws IOException;

    @Override
    void close();
}
