package minidocker.namespaces;

import minidocker.cli.Terminal;
import minidocker.cli.UserError;
import minidocker.syscall.Child;
import minidocker.syscall.Linux;

/** The pair of sockets through which a container sends its terminal's other end to us; see {@link PseudoTerminal}. */
final class ConsoleSocket implements AutoCloseable {
    private final Terminal terminal = Terminal.ofStandardInput();
    private final int ours;
    private int theirs;
    private Console console;

    ConsoleSocket() {
        if (terminal == null) {
            throw new UserError("-t wants a terminal as standard input: leave it out in scripts and pipes");
        }
        int[] pair = Linux.socketpair();
        ours = pair[0];
        theirs = pair[1];
    }

    int containersEnd() {
        return theirs;
    }

    /**
     * The container has been cloned: waits for its terminal and connects it with ours. If the container ends early, there is
     * none.
     */
    void connect(Child child) {
        // Our copy of the container's end: while it is open, an early end of the container is no end of the file.
        closeTheirs();
        int master = Linux.receiveDescriptor(ours);
        if (master >= 0) {
            console = new Console(master, terminal);
        }
        child.open(PseudoTerminal.GATE);
    }

    /** The program has ended: its last words. */
    void finish() {
        if (console != null) {
            console.finish();
        }
    }

    private void closeTheirs() {
        if (theirs >= 0) {
            Linux.close(theirs);
            theirs = -1;
        }
    }

    @Override
    public void close() {
        closeTheirs();
        Linux.close(ours);
    }
}
