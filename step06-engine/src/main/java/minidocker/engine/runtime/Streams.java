package minidocker.engine.runtime;

/** What a process has for standard input, output and error. */
public sealed interface Streams {

    /**
     * Descriptors of ours of which it gets copies; they stay ours to close. -1 is /dev/null. They may be opened for reading and
     * writing both: a FIFO that the container itself holds open at both ends gives nobody a SIGPIPE when we die.
     */
    record Pipes(int stdin, int stdout, int stderr) implements Streams {}

    /**
     * A terminal of the container's own, with that many columns and rows at first; the other end comes back as
     * {@link TerminalEnd}.
     */
    record Console(int columns, int rows) implements Streams {}
}
