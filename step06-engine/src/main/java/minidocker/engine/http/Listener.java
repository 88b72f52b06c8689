package minidocker.engine.http;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/** Accepts connections, on a thread of its own. */
final class Listener implements Closeable {
    private static final long PAUSE_MILLISECONDS = 100;

    private final ServerSocketChannel socket;
    private final Consumer<SocketChannel> accept;
    private final Thread thread;

    Listener(ServerSocketChannel bound, Consumer<SocketChannel> accept) {
        socket = bound;
        this.accept = accept;
        thread = new Thread(null, this::run, "accept", 256 << 10);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (socket.isOpen()) {
            try {
                accept.accept(socket.accept());
            } catch (ClosedChannelException end) {
                return;
            } catch (IOException tooManyFiles) {
                // EMFILE, ENFILE, ENOMEM: whoever waits in the queue is served when others have left.
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLISECONDS);
        } catch (InterruptedException nobodyDoesThat) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
