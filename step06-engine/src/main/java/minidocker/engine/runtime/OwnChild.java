package minidocker.engine.runtime;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import minidocker.syscall.Child;
import minidocker.syscall.Linux;
import minidocker.syscall.ProgramFailure;
import minidocker.syscall.ProgramTable;
import minidocker.syscall.Signal;
import minidocker.syscall.TracedCall;

/** A process that is our child: it waits at its gate, runs, and ends. */
final class OwnChild implements Life {
    private final Child child;
    private final ProcessIdentity identity;
    private final AtomicReference<TerminalEnd> terminal;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();
    /** Held while its descriptors are used: those that are closed may stand for something else by now. */
    private final Object descriptors = new Object();
    private boolean started;
    private boolean closed;
    private List<TracedCall> trace = List.of();

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
        if (started || closed) {
            throw new IllegalStateException(closed ? "it was deleted before it was started" : "it was started before");
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
        synchronized (descriptors) {
            return !exit.isDone() && child.signal(signal);
        }
    }

    @Override
    public synchronized String trace(int columns) {
        return new ProgramTable(columns).trace(closed ? trace : child.trace());
    }

    @Override
    public synchronized String traceLines() {
        return ProgramTable.lines(closed ? trace : child.trace());
    }

    @Override
    public void close() {
        signal(Signal.SIGKILL.number());
        exit.join();
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            trace = child.trace();
            terminal().ifPresent(end -> Linux.close(end.descriptor()));
            synchronized (descriptors) {
                child.close();
            }
        }
    }
}
