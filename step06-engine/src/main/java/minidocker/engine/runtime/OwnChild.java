package minidocker.engine.runtime;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import minidocker.syscall.Child;
import minidocker.syscall.Linux;
import minidocker.syscall.ProgramFailure;
import minidocker.syscall.ProgramTable;
import minidocker.syscall.Signal;

/** A process that is our child: it waits at its gate, runs, and ends. */
final class OwnChild implements Life {
    private final Child child;
    private final ProcessIdentity identity;
    private final AtomicReference<TerminalEnd> terminal;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();
    private boolean started;

    OwnChild(Child child, TerminalEnd terminal, ExitWatch watch) {
        this.child = child;
        this.identity = ProcessIdentity.of(child.pid()).orElseThrow();
        this.terminal = new AtomicReference<>(terminal);
        watch.whenEnded(child.pidfd(), () -> exit.complete(new Exit(child.waitFor(), Instant.now())));
    }

    @Override
    public ProcessIdentity identity() {
        return identity;
    }

    @Override
    public int pidfd() {
        return child.pidfd();
    }

    @Override
    public Optional<TerminalEnd> terminal() {
        return Optional.ofNullable(terminal.getAndSet(null));
    }

    @Override
    public synchronized void start(NotStarted why) {
        if (started) {
            throw new IllegalStateException("it was started before");
        }
        started = true;
        try {
            child.open(ProcessProgram.START);
            child.awaitExec();
        } catch (ProgramFailure failure) {
            throw why.explain(failure);
        }
    }

    @Override
    public CompletableFuture<Exit> exit() {
        return exit;
    }

    @Override
    public boolean signal(int signal) {
        // A descriptor that was closed may stand for somebody else by now.
        return !exit.isDone() && child.signal(signal);
    }

    @Override
    public String trace(int columns) {
        return new ProgramTable(columns).trace(child.trace());
    }

    @Override
    public void close() {
        signal(Signal.SIGKILL.number());
        exit.join();
        terminal().ifPresent(end -> Linux.close(end.descriptor()));
        child.trace();
        child.close();
    }
}
