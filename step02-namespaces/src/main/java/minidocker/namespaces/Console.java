package minidocker.namespaces;

import java.util.Arrays;
import minidocker.cli.Terminal;
import minidocker.syscall.Linux;
import minidocker.syscall.SyscallException;

/** The cable between our terminal and the container's: keys go in, output comes out, and the size of the window is passed on. */
final class Console {
    private static final int CHUNK = 8192;
    private static final long LAST_WORDS_MILLIS = 300;

    private final int master;
    private final Thread output;

    /** @param master the container's terminal's other end; it is closed in the end */
    Console(int master, Terminal terminal) {
        this.master = master;
        terminal.copySizeTo(master);
        terminal.makeRaw();
        sun.misc.Signal.handle(new sun.misc.Signal("WINCH"), signal -> terminal.copySizeTo(master));
        output = thread("output", () -> copy(master, 1));
        thread("input", () -> copy(0, master));
    }

    private static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(work, "console " + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void copy(int from, int to) {
        byte[] buffer = new byte[CHUNK];
        try {
            for (int count = Linux.read(from, buffer); count > 0; count = Linux.read(from, buffer)) {
                Linux.write(to, Arrays.copyOf(buffer, count));
            }
        } catch (SyscallException closed) {
            // EIO: nobody has the other end open any more.
        }
    }

    /** Waits until the last output is on the screen; not for ever, since something in the background may hold the terminal open. */
    void finish() {
        try {
            output.join(LAST_WORDS_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        sun.misc.Signal.handle(new sun.misc.Signal("WINCH"), sun.misc.SignalHandler.SIG_DFL);
        Linux.close(master);
    }
}
