package minidocker.engine.cli.container;

import java.io.IOException;
import minidocker.cli.Terminal;
import minidocker.engine.client.ApiClient;
import minidocker.engine.client.Query;

/** The size of our terminal's window becomes that of a terminal in a container, now and whenever it changes (SIGWINCH). */
final class WindowSize {
    private static final int STDOUT = 1;
    /** A program that has just been started may not have its terminal yet. */
    private static final int TRIES = 10;
    private static final long PAUSE_MILLIS = 20;

    private final ApiClient engine;
    private final String path;

    private WindowSize(ApiClient engine, String path) {
        this.engine = engine;
        this.path = path;
    }

    /** @param path of what has the terminal: {@code /containers/ID} or {@code /exec/ID} */
    static void follow(ApiClient engine, String path) {
        WindowSize size = new WindowSize(engine, path);
        if (!size.send(0)) {
            Thread again = new Thread(size::tryAgain, "window size");
            again.setDaemon(true);
            again.start();
        }
        sun.misc.Signal.handle(new sun.misc.Signal("WINCH"), signal -> size.send(0));
    }

    /**
     * A program that finds nothing changed draws nothing: for one that was left and is met again, the size is wrong for a moment
     * first.
     */
    static void followAgain(ApiClient engine, String path) {
        new WindowSize(engine, path).send(1);
        follow(engine, path);
    }

    private void tryAgain() {
        for (int i = 1; i <= TRIES; i++) {
            try {
                Thread.sleep(i * PAUSE_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
            if (send(0)) {
                return;
            }
        }
    }

    /** @return false if nobody has that window, or not yet */
    private boolean send(int more) {
        Terminal.Size size = Terminal.size(STDOUT);
        if (size == null) {
            return true;
        }
        try {
            engine.post(path + "/resize", Query.of("h", size.rows() + more).add("w", size.columns() + more), null);
            return true;
        } catch (IOException ended) {
            return false;
        }
    }
}
