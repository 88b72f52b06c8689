package minidocker.engine.cli.container;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import minidocker.cli.Terminal;
import minidocker.engine.cli.Session;
import minidocker.engine.client.Demultiplexer;
import minidocker.engine.client.Upgraded;

/**
 * Our standard streams and those of a program in a container, over one connection. Where it has a terminal and we have one too,
 * ours is raw as long as this is open: each key goes there as it is.
 */
final class AttachedStreams implements AutoCloseable {
    /** How it came to its end. */
    enum Ending { ENDED, DETACHED }

    private static final int BUFFER = 1 << 13;

    private final Upgraded connection;
    private final boolean tty;
    private final Terminal terminal;
    private final DetachKeys keys;
    private final Thread restoring;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile Ending ending = Ending.ENDED;
    private volatile IOException failure;

    /**
     * @param stdin null if nothing of ours goes there
     * @param stdout whether what it writes is shown; without a terminal this and the next one are two streams
     */
    AttachedStreams(Session session, Upgraded connection, boolean tty, InputStream stdin, boolean stdout, boolean stderr,
            String detachKeys) {
        this.connection = connection;
        this.tty = tty;
        keys = DetachKeys.parse(detachKeys);
        terminal = tty && stdin != null && Session.isTerminal(0) ? Terminal.ofStandardInput() : null;
        if (terminal != null) {
            // Whatever ends us: a shell in a raw terminal is no use to anybody.
            restoring = new Thread(terminal::close, "restoring");
            Runtime.getRuntime().addShutdownHook(restoring);
            terminal.makeRaw();
        } else {
            restoring = null;
        }
        session.out().flush();
        if (stdout || stderr) {
            start("output", () -> receive(stdout, stderr));
        }
        if (stdin != null) {
            start("input", () -> send(stdin, stdout || stderr));
        } else if (!stdout && !stderr) {
            done.countDown();
        }
    }

    private interface Copying {
        void copy() throws IOException;
    }

    private void start(String name, Copying copying) {
        Thread thread = new Thread(() -> {
            try {
                copying.copy();
            } catch (IOException e) {
                failure = failure == null ? e : failure;
                done.countDown();
            }
        }, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void receive(boolean stdout, boolean stderr) throws IOException {
        OutputStream out = stdout ? new FileOutputStream(FileDescriptor.out) : OutputStream.nullOutputStream();
        if (tty) {
            InputStream in = connection.in();
            byte[] buffer = new byte[BUFFER];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
            }
        } else {
            Demultiplexer.copy(connection.in(), out, stderr ? new FileOutputStream(FileDescriptor.err) : OutputStream.nullOutputStream());
        }
        done.countDown();
    }

    /** Ends at the end of our input; the container's output may still go on then. */
    private void send(InputStream stdin, boolean outputFollows) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int count = stdin.read(buffer); count >= 0; count = stdin.read(buffer)) {
            try {
                if (!tty) {
                    connection.out().write(buffer, 0, count);
                } else if (keys.pass(buffer, count, connection.out())) {
                    ending = Ending.DETACHED;
                    done.countDown();
                    return;
                }
            } catch (IOException nobodyReads) {
                break;
            }
        }
        try {
            connection.closeOutput();
        } catch (IOException closedAlready) {
            // It has ended in the meantime.
        }
        if (!outputFollows) {
            done.countDown();
        }
    }

    /** Until the program's output is at its end, or the user has left. */
    Ending await() throws IOException {
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
        return ending;
    }

    @Override
    public void close() throws IOException {
        if (terminal != null) {
            terminal.close();
            try {
                Runtime.getRuntime().removeShutdownHook(restoring);
            } catch (IllegalStateException shuttingDown) {
                // Then it runs, which does no harm.
            }
        }
        connection.close();
    }
}
