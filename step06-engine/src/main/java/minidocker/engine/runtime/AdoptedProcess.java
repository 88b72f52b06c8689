package minidocker.engine.runtime;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import minidocker.syscall.Errno;
import minidocker.syscall.Linux;
import minidocker.syscall.ProgramTable;
import minidocker.syscall.Signal;
import minidocker.syscall.SyscallException;

/** A process whose maker is dead; it is the child of another by now. */
final class AdoptedProcess implements Life {
    private final ProcessIdentity identity;
    private final int pidfd;
    private final String trace;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();
    private boolean closed;

    private AdoptedProcess(ProcessIdentity identity, int pidfd, String trace) {
        this.identity = identity;
        this.pidfd = pidfd;
        this.trace = trace;
    }

    /** @return empty if it has ended */
    static Optional<AdoptedProcess> find(ProcessIdentity identity, String trace, ExitWatch watch) {
        int pidfd;
        try {
            pidfd = Linux.pidfdOpen(identity.pid());
        } catch (SyscallException gone) {
            if (gone.is(Errno.ESRCH) || gone.is(Errno.EINVAL)) {
                return Optional.empty();
            }
            throw gone;
        }
        // Opened first and looked at afterwards: what is seen now is what the descriptor stands for.
        if (!identity.isThere()) {
            Linux.close(pidfd);
            return Optional.empty();
        }
        AdoptedProcess adopted = new AdoptedProcess(identity, pidfd, trace);
        watch.whenEnded(pidfd, () -> adopted.exit.complete(new Exit(Ending.of(identity, pidfd), Instant.now())));
        return Optional.of(adopted);
    }

    @Override
    public ProcessIdentity identity() {
        return identity;
    }

    @Override
    public int pidfd() {
        return pidfd;
    }

    /** Its other end died with whoever had it. */
    @Override
    public Optional<TerminalEnd> terminal() {
        return Optional.empty();
    }

    @Override
    public void start(NotStarted why) {
        throw new IllegalStateException("it was started before");
    }

    @Override
    public CompletableFuture<Exit> exit() {
        return exit;
    }

    @Override
    public synchronized boolean signal(int signal) {
        return !exit.isDone() && Linux.pidfdSendSignal(pidfd, signal);
    }

    @Override
    public String trace(int columns) {
        return new ProgramTable(columns).trace(trace);
    }

    @Override
    public String traceLines() {
        return trace;
    }

    @Override
    public void close() {
        signal(Signal.SIGKILL.number());
        exit.join();
        synchronized (this) {
            if (!closed) {
                closed = true;
                Linux.close(pidfd);
            }
        }
    }
}
