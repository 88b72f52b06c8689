package minidocker.engine.runtime;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A process in a container: its first one, or one that was executed in it later. It waits before its execve(2) until started. */
public sealed interface StartedProcess permits ContainerProcess, ExecProcess {

    ProcessIdentity identity();

    /** Our end of its terminal; whoever asks first owns it and closes it. Empty without a terminal, and for adopted ones. */
    Optional<TerminalEnd> terminal();

    /**
     * Lets it execute its program, and returns when it has.
     *
     * @throws minidocker.cli.UserError if it cannot: with the exit code 127 where there is no such program, 126 where it cannot be
     *     executed; the sentence has the words of Docker's by which clients tell the two
     */
    void start();

    /** Completes when the process has ended; on a thread of the runtime, where nothing may block. */
    CompletableFuture<Exit> exit();

    /** @return false if it has ended */
    boolean signal(int signal);

    /** The program's calls and what each returned, as a table for a screen of that many columns. */
    String trace(int columns);
}
