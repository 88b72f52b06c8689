package minidocker.engine.streams;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * A client from the moment it counts as attached: from then on no output is missed, and {@link #serve} brings it. In between the
 * client can be told that it is attached, so that it starts the container only then.
 */
public final class AttachedClient implements AutoCloseable {
    /** No client is written more at once, so that one that is slow but takes is seen to take. */
    private static final int PIECE = 32 * 1024;
    private static final long STACK_SIZE = 256 * 1024;

    private final ProcessStreams process;
    private final Attachment queue;
    private final AttachOptions options;
    private final LogReader replay;
    private volatile OutputStream connection;
    private boolean unframed;

    /** @param replay is to be written first; null if nothing is */
    AttachedClient(ProcessStreams process, Attachment queue, AttachOptions options, LogReader replay) {
        this.process = process;
        this.queue = queue;
        this.options = options;
        this.replay = replay;
    }

    /**
     * Serves the client until its attachment ends. Blocks. Neither stream is closed here, except to let go a client that takes
     * nothing.
     *
     * @param in  what the client sends, its end is the end of its standard input; null if it can send nothing
     * @param out multiplexed, or raw if the process has a terminal
     */
    public AttachEnd serve(InputStream in, OutputStream out) {
        connection = out;
        try {
            if (options.stream() && in != null) {
                startInput(in);
            }
            writeReplay(out);
            out.flush();
            writeOutput(out);
        } catch (IOException gone) {
            queue.end(AttachEnd.LOST);
        } catch (InterruptedException stop) {
            queue.end(AttachEnd.LOST);
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
        return queue.end();
    }

    /** Standard output and standard error are to come as they are, also without a terminal. To be called before {@link #serve}. */
    public void withoutFrames() {
        unframed = true;
    }

    /** The client is to leave; its {@link #serve} returns. */
    public void end(AttachEnd why) {
        queue.end(why);
    }

    void disconnect() throws IOException {
        OutputStream open = connection;
        if (open != null) {
            open.close();
        }
    }

    private void write(OutputStream out, StandardStream stream, byte[] bytes, int from, int to) throws IOException {
        if (process.tty() || unframed) {
            out.write(bytes, from, to - from);
        } else {
            MultiplexedStream.write(out, stream, bytes, from, to - from);
        }
    }

    private void writeReplay(OutputStream out) throws IOException {
        for (LogEntry entry = nextOfReplay(); entry != null; entry = nextOfReplay()) {
            if (options.wants(entry.stream())) {
                write(out, entry.stream(), entry.text(), 0, entry.text().length);
            }
        }
    }

    private LogEntry nextOfReplay() throws IOException {
        return replay == null ? null : replay.next();
    }

    private void writeOutput(OutputStream out) throws IOException, InterruptedException {
        for (Attachment.Piece piece = queue.next(); piece != null; piece = queue.next()) {
            for (int at = piece.from(); at < piece.to(); at += PIECE) {
                int end = Math.min(piece.to(), at + PIECE);
                write(out, piece.stream(), piece.bytes(), at, end);
                if (end == piece.to() && queue.isEmpty()) {
                    out.flush();
                }
                if (queue.taken(end - at)) {
                    process.clients().resumeIfRoom();
                }
            }
        }
        out.flush();
    }

    private void startInput(InputStream in) {
        Thread thread = new Thread(null, () -> {
            try {
                readInput(in);
            } catch (IOException gone) {
                queue.end(AttachEnd.LOST);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }, "attach-input", STACK_SIZE);
        thread.setDaemon(true);
        thread.start();
    }

    private void readInput(InputStream in) throws IOException, InterruptedException {
        DetachKeys.Filter keys = process.tty() ? options.keys().filter() : null;
        byte[] buffer = new byte[8192];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            // Who has no keyboard is read too: that is how we hear that he went away.
            if (options.stdin() && count > 0) {
                byte[] typed = keys == null ? Arrays.copyOf(buffer, count) : keys.pass(buffer, count);
                InputPipe target = process.awaitInput(queue);
                if (target != null) {
                    target.write(typed, 0, typed.length);
                }
                if (keys != null && keys.isDetached()) {
                    queue.end(AttachEnd.DETACHED);
                    return;
                }
            }
        }
        if (options.stdin()) {
            process.inputEnds(queue);
            if (!options.stdout() && !options.stderr()) {
                queue.end(AttachEnd.FINISHED);
            }
        }
    }

    /** The client is attached no more. */
    @Override
    public void close() {
        process.leave(queue);
        if (replay != null) {
            replay.close();
        }
    }
}
