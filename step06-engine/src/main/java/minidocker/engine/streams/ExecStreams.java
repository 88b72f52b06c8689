package minidocker.engine.streams;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;

/**
 * The streams of one process that was started in a running container. Nothing is logged: without a client the output is thrown
 * away, and the process ends by SIGPIPE when it writes after the engine has died.
 */
public final class ExecStreams implements AutoCloseable {
    private final ProcessStreams process;
    private final boolean stdin;
    private final Pump pump;

    /** @param stdin without it the process reads /dev/null */
    public ExecStreams(boolean tty, boolean stdin, Pump pump) {
        this.process = new ProcessStreams(tty, true, pump);
        this.stdin = stdin;
        this.pump = pump;
    }

    /** The descriptors for the process without a terminal. To be closed when it has been cloned. */
    public ChildEnds open() throws IOException {
        synchronized (process.clients()) {
            int[] stdout = Linux.pipe();
            int[] stderr = Linux.pipe();
            // Whoever has them may open them again by /proc/self/fd/1, whatever his user.
            LinuxFiles.fchmod(stdout[1], 0666);
            LinuxFiles.fchmod(stderr[1], 0666);
            int[] input = stdin ? Linux.pipe() : new int[] {Linux.openat(Linux.AT_FDCWD, "/dev/null", 0), -1};
            process.begin(List.of(output(stdout[0], StandardStream.STDOUT), output(stderr[0], StandardStream.STDERR)),
                    stdin ? new InputPipe(input[1], pump) : null, -1);
            return new ChildEnds(input[0], stdout[1], stderr[1]);
        }
    }

    /** The process has a terminal: its master is ours from now on. */
    public void openConsole(int master) throws IOException {
        synchronized (process.clients()) {
            InputPipe input = stdin ? new InputPipe(Linux.duplicate(master), pump) : null;
            process.begin(List.of(output(master, StandardStream.STDOUT)), input, master);
        }
    }

    private OutputPipe output(int fd, StandardStream stream) {
        return new PlainOutput(fd, stream, process.clients(), pump);
    }

    /** See {@link ContainerStreams#processEnded}. */
    public CompletableFuture<Void> processEnded() {
        process.end();
        return CompletableFuture.completedFuture(null);
    }

    /** See {@link ContainerStreams#attach}; to be called before the process starts, so that nothing is missed. */
    public AttachedClient attach(AttachOptions options) throws IOException {
        return process.join(options, queue -> null);
    }

    /** Tells the terminal its size, in characters; nothing happens without one. */
    public void resize(int columns, int rows) {
        process.resize(columns, rows);
    }

    @Override
    public void close() {
        process.release();
        process.clients().finish();
    }
}
