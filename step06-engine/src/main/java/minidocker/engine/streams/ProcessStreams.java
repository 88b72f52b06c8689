package minidocker.engine.streams;

import java.io.IOException;
import java.util.List;
import minidocker.syscall.LinuxPipes;

/**
 * The streams of a process and its clients, whatever the process is. A process comes with {@link #begin} and goes with
 * {@link #end}; clients may come before it.
 */
final class ProcessStreams {
    private final boolean tty;
    private final boolean stdinOnce;
    private final Clients clients;
    private List<OutputPipe> outputs = List.of();
    private InputPipe input;
    private int master = -1;
    private boolean inputEnded;

    ProcessStreams(boolean tty, boolean stdinOnce, Pump pump) {
        this.tty = tty;
        this.stdinOnce = stdinOnce && !tty;
        this.clients = new Clients(pump);
    }

    boolean tty() {
        return tty;
    }

    Clients clients() {
        return clients;
    }

    /**
     * @param newInput null if the process reads /dev/null
     * @param newMaster of its terminal, or -1
     */
    void begin(List<OutputPipe> newOutputs, InputPipe newInput, int newMaster) {
        synchronized (clients) {
            release();
            outputs = newOutputs;
            input = newInput;
            master = newMaster;
            inputEnded = newInput == null;
            clients.notifyAll();
        }
    }

    /** Reads and delivers what the process left, and says good-bye to the clients. */
    void end() {
        synchronized (clients) {
            outputs.forEach(OutputPipe::drain);
            release();
            clients.finish();
            clients.notifyAll();
        }
    }

    /** Closes our ends. */
    void release() {
        synchronized (clients) {
            outputs.forEach(OutputPipe::close);
            outputs = List.of();
            master = -1;
            closeInput();
            inputEnded = false;
        }
    }

    private void closeInput() {
        if (input != null) {
            input.close();
            input = null;
        }
    }

    void resize(int columns, int rows) {
        synchronized (clients) {
            if (master >= 0) {
                LinuxPipes.setWindowSize(master, columns, rows);
            }
        }
    }

    /** Puts what is to be written before the output of now together, with the monitor held under which the client joins. */
    interface Replay {
        /** @param queue of the client, for what is not in the log yet */
        LogReader prepare(Attachment queue) throws IOException;
    }

    AttachedClient join(AttachOptions options, Replay replay) throws IOException {
        Attachment queue = new Attachment(options);
        synchronized (clients) {
            LogReader log = options.logs() ? replay.prepare(queue) : null;
            AttachedClient client = new AttachedClient(this, queue, options, log);
            if (options.stream()) {
                clients.join(queue, client::disconnect);
            } else {
                queue.end(AttachEnd.FINISHED);
            }
            return client;
        }
    }

    void leave(Attachment queue) {
        synchronized (clients) {
            clients.leave(queue);
            // Its input may be waiting for a process.
            clients.notifyAll();
        }
    }

    /** A client that had the keyboard will type no more. */
    void inputEnds(Attachment queue) throws InterruptedException {
        if (stdinOnce && awaitInput(queue) != null) {
            synchronized (clients) {
                inputEnded = true;
                closeInput();
            }
        }
    }

    /** Waits until the process is there; null if it reads nothing any more or the attachment ended. */
    InputPipe awaitInput(Attachment queue) throws InterruptedException {
        synchronized (clients) {
            while (input == null && !inputEnded && queue.end() == null) {
                clients.wait();
            }
            return input;
        }
    }
}
