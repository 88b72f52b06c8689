package minidocker.engine.runtime;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A process as far as we can reach it: a child of ours, or one that somebody made who is dead. */
sealed interface Life permits OwnChild, AdoptedProcess {
    ProcessIdentity identity();

    int pidfd();

    Optional<TerminalEnd> terminal();

    void start(NotStarted why);

    CompletableFuture<Exit> exit();

    boolean signal(int signal);

    String trace(int columns);

    /** As {@link minidocker.syscall.ProgramTable#lines} writes it. */
    String traceLines();

    /** Ends it, if it has not ended, and gives back what it took of us. */
    void close();
}
