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
    /**
     * Counts what came from the container and what of it is on the screen: they differ while our terminal is slower than the
     * container.
     */
    private volatile long read;
    private volatile long written;

    /** @param master the container's terminal's other end; it is closed in the end */
    Console(int master, Terminal terminal) {
        this.master = master;
        sun.misc.Signal.handle(new sun.misc.Signal("WINCH"), signal -> terminal.copySizeTo(master));
        terminal.copySizeTo(master);
        terminal.makeRaw();
        output = thread("output", this::show);
        thread("input", this::type);
    }

    private static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(work, "console " + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void show() {
        byte[] buffer = new byte[CHUNK];
        try {
            for (int count = Linux.read(master, buffer); count > 0; count = Linux.read(master, buffer)) {
                read += count;
                Linux.write(1, Arrays.copyOf(buffer, count));
                written += count;
            }
        } catch (SyscallException closed) {
            // EIO: nobody has the other end open any more.
        }
    }

    private void type() {
        byte[] buffer = new byte[CHUNK];
        try {
            for (int count = Linux.read(0, buffer); count > 0; count = Linux.read(0, buffer)) {
                Linux.write(master, Arrays.copyOf(buffer, count));
            }
        } catch (SyscallException closed) {
            // EIO: our terminal is gone, or the container's.
        }
    }

    /**
     * Waits until the last output is on the screen; not for silence that has no end, since something in the background may hold
     * the terminal open.
     */
    void finish() {
        try {
            long before;
            do {
                before = written;
                output.join(LAST_WORDS_MILLIS);
            } while (output.isAlive() && (written > before || read > written));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        sun.misc.Signal.handle(new sun.misc.Signal("WINCH"), sun.misc.SignalHandler.SIG_DFL);
        Linux.close(master);
    }
}
