package minidocker.engine.streams;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;

/**
 * The streams of one process that was started in a running container. Nothing is logged: without a client the output is thrown
 * away, and the process ends by SIGPIPE when the engine dies.
 */
public final class ExecStreams implements AutoCloseable {
    /** @param stdin without it the process reads /dev/null */
    public ExecStreams(boolean tty, boolean stdin, Pump pump) {
    }

    /** The descriptors for the process without a terminal. To be closed when it has been cloned. */
    public ChildEnds open() throws IOException {
        throw new IOException();
    }

    /** The process has a terminal: its master is ours from now on. */
    public void openConsole(int master) throws IOException {
    }

    /** See {@link ContainerStreams#processEnded}. */
    public CompletableFuture<Void> processEnded() {
        return CompletableFuture.completedFuture(null);
    }

    /** See {@link ContainerStreams#attach}; to be called before the process starts, so that nothing is missed. */
    public AttachEnd attach(InputStream in, OutputStream out, AttachOptions options) throws IOException {
        return AttachEnd.FINISHED;
    }

    public void resize(int columns, int rows) {
    }

    @Override
    public void close() {
    }
}
