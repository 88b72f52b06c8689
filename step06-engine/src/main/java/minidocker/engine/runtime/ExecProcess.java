package minidocker.engine.runtime;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A further process in a running container. */
public final class ExecProcess implements StartedProcess {
    private final OwnChild child;
    private final NotStarted why;

    ExecProcess(OwnChild child, NotStarted why) {
        this.child = child;
        this.why = why;
    }

    @Override
    public ProcessIdentity identity() {
        return child.identity();
    }

    @Override
    public Optional<TerminalEnd> terminal() {
        return child.terminal();
    }

    @Override
    public void start() {
        child.start(why);
    }

    @Override
    public CompletableFuture<Exit> exit() {
        return child.exit();
    }

    @Override
    public boolean signal(int signal) {
        return child.signal(signal);
    }

    @Override
    public String trace(int columns) {
        return child.trace(columns);
    }

    /** Ends it, if it has not ended, and gives back what it took of us. To be called in the end, started or not. */
    public void delete() {
        child.close();
    }
}
