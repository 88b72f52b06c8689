package minidocker.engine.streams;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import minidocker.syscall.LinuxPipes;

/**
 * What has been read of one output and is not in the log yet: the beginning of a line, or a batch on its way. It is a file mapped
 * into memory, read(2) puts the bytes straight into it, so they outlive an engine that is killed at any moment.
 *
 * <pre>
 *  offset  0  position: start of the bytes in 24 bits, their length in 24, the phase in 8
 *          8  how many bytes a read was to add
 *         16  the length of the log before a batch was written to it
 *         64  the bytes
 *
 *  IDLE     the bytes are whole and not in the log
 *  READING  the read may have happened: then the poison behind the bytes is gone
 *  LOGGING  a part of the batch may be in the log, behind the length noted
 * </pre>
 *
 * Each step ends with one store of eight bytes, so there is no moment at which a kill would lose a byte, or log it twice. Only
 * this engine reads the FIFO, therefore a read of what waits in it gives just that much.
 */
final class Journal {
    static final int IDLE = 0;
    static final int READING = 1;
    static final int LOGGING = 2;

    private static final int POSITION = 0;
    private static final int INCOMING = 8;
    private static final int LOG_LENGTH = 16;
    private static final int BYTES = 64;
    private static final int MOST_READ = 64 * 1024;
    private static final int SIZE = BYTES + MOST_READ + 2 * LogEntry.MAX_SIZE;
    private static final int POISON_SIZE = 16;
    /** No byte of it occurs in UTF-8. */
    private static final byte POISON = (byte) 0xfe;
    private static final byte[] ZEROES = new byte[8192];
    private static final VarHandle WORD = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer buffer;
    private int start;
    private int length;
    private int phase;

    private Journal(ByteBuffer buffer) {
        this.buffer = buffer;
        long position = (long) WORD.getAcquire(buffer, POSITION);
        start = (int) (position >>> 32) & 0xffffff;
        length = (int) (position >>> 8) & 0xffffff;
        phase = (int) position & 0xff;
        if (start + length > SIZE - BYTES || phase > LOGGING) {
            move(0, 0, IDLE);
        }
        if (phase == READING) {
            int incoming = (int) (long) WORD.getAcquire(buffer, INCOMING);
            move(start, arrived(incoming) ? length + incoming : length, IDLE);
        }
    }

    /** Opens the journal that an earlier engine left, or makes an empty one. */
    static Journal open(Path file) throws IOException {
        if (!Files.exists(file)) {
            // Written, not just made longer: a hole that the filesystem cannot fill later would end the engine by SIGBUS.
            try (OutputStream out = Files.newOutputStream(file)) {
                for (int written = 0; written < SIZE; written += ZEROES.length) {
                    out.write(ZEROES, 0, Math.min(ZEROES.length, SIZE - written));
                }
            }
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (channel.size() < SIZE) {
                channel.write(ByteBuffer.allocate(SIZE), 0);
            }
            return new Journal(channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE));
        }
    }

    /**
     * The length to which the log is to be cut before anything is written to it, since the engine died while it wrote; -1 if the
     * log is right as it is.
     */
    long interruptedAt() {
        return phase == LOGGING ? (long) WORD.getAcquire(buffer, LOG_LENGTH) : -1;
    }

    /** The bytes that are not in the log yet. Valid until the next call of another method. */
    ByteBuffer bytes() {
        return buffer.slice(BYTES + start, length);
    }

    /**
     * Reads what waits in a FIFO.
     *
     * @param waiting how many bytes wait, if that is known for sure; otherwise -1, and a kill may lose what is just being read
     * @return how many bytes came, 0 at the end, {@link LinuxPipes#WOULD_WAIT}
     */
    int read(int fd, int waiting) {
        makeRoom();
        int at = BYTES + start + length;
        int most = Math.min(MOST_READ, SIZE - at);
        if (waiting < 0) {
            int got = LinuxPipes.read(fd, buffer, at, most);
            move(start, length + Math.max(got, 0), IDLE);
            return got;
        }
        int incoming = Math.min(most, waiting);
        for (int i = Math.max(0, incoming - POISON_SIZE); i < incoming; i++) {
            buffer.put(at + i, POISON);
        }
        WORD.setRelease(buffer, INCOMING, (long) incoming);
        move(start, length, READING);
        int got = incoming == 0 ? LinuxPipes.WOULD_WAIT : LinuxPipes.read(fd, buffer, at, incoming);
        move(start, length + Math.max(got, 0), IDLE);
        return got;
    }

    private void makeRoom() {
        if (length == 0) {
            move(0, 0, IDLE);
        } else if (start + length + MOST_READ > SIZE - BYTES && start >= length) {
            // The old bytes stay where they are until the new place counts.
            buffer.put(BYTES, buffer, BYTES + start, length);
            move(0, length, IDLE);
        }
    }

    private boolean arrived(int incoming) {
        int end = BYTES + start + length + incoming;
        if (incoming <= 0 || end > SIZE) {
            return false;
        }
        for (int i = Math.max(end - incoming, end - POISON_SIZE); i < end; i++) {
            if (buffer.get(i) != POISON) {
                return true;
            }
        }
        return false;
    }

    /** What follows is written to the log, which has this length now. */
    void logging(long logLength) {
        WORD.setRelease(buffer, LOG_LENGTH, logLength);
        move(start, length, LOGGING);
    }

    /** So many of the bytes are in the log now. */
    void logged(int count) {
        move(start + count, length - count, IDLE);
    }

    private void move(int newStart, int newLength, int newPhase) {
        start = newStart;
        length = newLength;
        phase = newPhase;
        WORD.setRelease(buffer, POSITION, (long) newStart << 32 | (long) newLength << 8 | newPhase);
    }
}
