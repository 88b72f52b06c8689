package minidocker.engine.runtime;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A further process in a running container. */
public final class ExecProcess implements StartedProcess {

    @Override
    public ProcessIdentity identity() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<TerminalEnd> terminal() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void start() {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Exit> exit() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean signal(int signal) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String trace(int columns) {
        throw new UnsupportedOperationException();
    }
}
