package minidocker.engine.streams;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * The streams of one container over all its runs. Made as soon as the container is created, since clients attach before the start;
 * until then it holds no descriptor.
 *
 * <p>A run: {@link #open()} (or {@link #openConsole}), create the process, {@link #processEnded} when it has ended.
 */
public final class ContainerStreams implements AutoCloseable {

    /**
     * What a container's configuration says of its streams.
     *
     * @param openStdin without it the process reads /dev/null
     * @param stdinOnce standard input ends with the first client that had it
     */
    public record Settings(boolean tty, boolean openStdin, boolean stdinOnce) {}

    /**
     * @param runFolder of this container, for FIFOs; made by open()
     * @param log       where the output goes; closed with this
     */
    public ContainerStreams(Path runFolder, Settings settings, LogDriver log, Pump pump) {
    }

    /** A run without a terminal begins: the descriptors for its process. To be closed when it has been cloned. */
    public ChildEnds open() throws IOException {
        throw new IOException();
    }

    /** A run with a terminal begins. The master is ours from now on. */
    public void openConsole(int master) throws IOException {
    }

    /**
     * Takes up a run that an earlier engine began: what waits in the FIFOs is logged first.
     *
     * @return false if there is nothing to take up (a terminal dies with its engine): the output of this run is lost
     */
    public boolean reopen() throws IOException {
        return false;
    }

    /**
     * The run's process has ended, or was never born. Reads what is left, logs it and gives it to the clients.
     *
     * @param restarts true if another run follows by itself: readers that follow the log stay
     * @return completes when all output has been logged and handed over: only then the exit is to be reported
     */
    public CompletableFuture<Void> processEnded(boolean restarts) {
        return CompletableFuture.completedFuture(null);
    }

    /**
     * Serves a client until its attachment ends. Blocks. Neither stream is closed here.
     *
     * @param in  what the client sends, its end is the end of its standard input; null if it can send nothing
     * @param out multiplexed, or raw if the container has a terminal
     */
    public AttachEnd attach(InputStream in, OutputStream out, AttachOptions options) throws IOException {
        return AttachEnd.FINISHED;
    }

    /** Tells the terminal its size, in characters; nothing happens without one. */
    public void resize(int columns, int rows) {
    }

    public LogDriver log() {
        return null;
    }

    /** The engine leaves: the container goes on, its FIFOs stay. */
    @Override
    public void close() {
    }

    /** The container is removed: its FIFOs go. The log goes with {@link LogDriver#delete()}. */
    public void delete() throws IOException {
    }
}
