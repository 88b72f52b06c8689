package minidocker.engine.streams;

import java.nio.ByteBuffer;
import java.time.Instant;
import minidocker.syscall.LinuxPipes;

/** An output of a container: to the clients, and line by line to the log. */
final class LoggedOutput extends OutputPipe {
    private final Journal journal;
    private final boolean isFifo;
    private final LogDriver log;
    private final Clients clients;

    /** @param isFifo a terminal does not tell reliably how much waits in it */
    LoggedOutput(int fd, StandardStream stream, Journal journal, boolean isFifo, LogDriver log, Clients clients, Pump pump) {
        super(fd, stream, clients, pump);
        this.journal = journal;
        this.isFifo = isFifo;
        this.log = log;
        this.clients = clients;
    }

    /** Finishes what an engine that died was doing. */
    void repairLog() {
        if (journal.interruptedAt() >= 0) {
            log.cut(journal.interruptedAt());
        }
        log(false);
    }

    @Override
    int batch() {
        int got = journal.read(fd, isFifo ? LinuxPipes.bytesWaiting(fd) : -1);
        if (got > 0) {
            byte[] all = bytes();
            clients.deliver(stream, all, all.length - got, all.length);
            log(all, all.length - got, false);
        }
        return got;
    }

    @Override
    void last() {
        log(true);
    }

    private void log(boolean last) {
        log(bytes(), 0, last);
    }

    /** @param fresh what stands before has no newline in it */
    private void log(byte[] text, int fresh, boolean last) {
        if (!last && text.length < LogEntry.MAX_SIZE && !hasNewline(text, fresh)) {
            return;
        }
        Instant now = Instant.now();
        int done = 0;
        int count = 1;
        while (done < text.length && count > 0) {
            journal.logging(log.prepare());
            count = log.append(stream, now, text, done, text.length, last);
            journal.logged(count);
            done += count;
        }
    }

    private static boolean hasNewline(byte[] text, int from) {
        for (int i = from; i < text.length; i++) {
            if (text[i] == '\n') {
                return true;
            }
        }
        return false;
    }

    /** What was delivered and not logged, since its line has no end so far. */
    byte[] begunLine() {
        return bytes();
    }

    private byte[] bytes() {
        ByteBuffer bytes = journal.bytes();
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }
}
