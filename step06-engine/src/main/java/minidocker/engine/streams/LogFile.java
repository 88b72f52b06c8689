package minidocker.engine.streams;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A log in files. Its monitor guards them: whoever writes, rotates or takes stock of them holds it, and readers that follow wait
 * on it. A rotation happens between two entries, never within one.
 */
final class LogFile extends LogDriver {
    private final LogSettings settings;
    private final RotatedFiles files;
    private final LogFormat format;
    private final GrowingBytes encoded = new GrowingBytes();
    private final List<LogFileReader> followers = new ArrayList<>();
    /** Not a channel: the interruption of a thread that writes would close it. */
    private RandomAccessFile file;
    private long length;
    private boolean running;
    private boolean complained;

    LogFile(LogSettings settings, Path path, LogFormat format, Map<String, String> attributes) {
        super(attributes);
        this.settings = settings;
        this.files = new RotatedFiles(path, settings.maxFile());
        this.format = format;
    }

    @Override
    public String name() {
        return settings.type();
    }

    @Override
    public Path path() {
        return format instanceof JsonFormat ? files.current() : null;
    }

    @Override
    synchronized void begin() throws IOException {
        running = true;
        if (file == null) {
            Files.createDirectories(files.current().getParent());
            files.tidy();
            openFile();
            repair();
        }
    }

    private void openFile() throws IOException {
        // Only root reads what containers say, as with Docker.
        files.create();
        file = new RandomAccessFile(files.current().toFile(), "rw");
        length = file.length();
    }

    private void repair() throws IOException {
        try (FileChannel channel = FileChannel.open(files.current(), StandardOpenOption.READ)) {
            cut(format.wholeLength(new FileWindow(channel, length)));
        }
    }

    @Override
    synchronized void end(boolean restarts) {
        running = restarts;
        closeFile();
        notifyAll();
    }

    private void closeFile() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException gone) {
            complain(gone);
        }
        file = null;
    }

    @Override
    synchronized long prepare() {
        try {
            if (file != null) {
                // Somebody may have emptied it with truncate(1).
                length = file.length();
                if (settings.maxSize() > 0 && length >= settings.maxSize()) {
                    rotate();
                }
            }
        } catch (IOException trouble) {
            complain(trouble);
        }
        return length;
    }

    private void rotate() throws IOException {
        closeFile();
        files.shift();
        openFile();
        for (LogFileReader follower : followers) {
            follower.rotated(FileChannel.open(files.current(), StandardOpenOption.READ));
        }
        if (settings.compress()) {
            files.compress(this);
        }
    }

    @Override
    synchronized void cut(long newLength) {
        try {
            if (file != null && newLength < file.length()) {
                file.setLength(newLength);
                length = newLength;
            }
        } catch (IOException trouble) {
            complain(trouble);
        }
    }

    @Override
    synchronized int append(StandardStream stream, Instant time, byte[] text, int from, int to, boolean last) {
        encoded.clear();
        int at = from;
        while (at < to && (settings.maxSize() < 0 || length + encoded.length() < settings.maxSize() || at == from)) {
            int newline = newline(text, at, Math.min(to, at + LogEntry.MAX_SIZE));
            if (newline >= 0) {
                format.encode(encoded, stream, time, text, at, newline, true);
                at = newline + 1;
            } else if (to - at >= LogEntry.MAX_SIZE || last) {
                int end = to - at <= LogEntry.MAX_SIZE && last ? to : Utf8.boundary(text, at, at + LogEntry.MAX_SIZE);
                format.encode(encoded, stream, time, text, at, end, false);
                at = end;
            } else {
                break;
            }
        }
        write();
        return at - from;
    }

    private static int newline(byte[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private void write() {
        if (encoded.length() == 0 || file == null) {
            return;
        }
        long before = length;
        try {
            file.seek(before);
            file.write(encoded.array(), 0, encoded.length());
            length = before + encoded.length();
            notifyAll();
        } catch (IOException full) {
            complain(full);
            cut(before);
        }
    }

    private void complain(IOException trouble) {
        if (!complained) {
            complained = true;
            System.err.println("mini-docker: the log " + files.current() + " cannot be written: " + trouble.getMessage());
        }
    }

    @Override
    public synchronized LogReader read(LogQuery query) throws IOException {
        LogFileReader reader = new LogFileReader(this, format, query, files.open(), running && query.follow());
        if (running && query.follow()) {
            followers.add(reader);
        }
        return reader;
    }

    /** Of the current file, up to its last whole entry. */
    long length() {
        return length;
    }

    boolean isRunning() {
        return running;
    }

    synchronized void leave(LogFileReader follower) {
        followers.remove(follower);
        notifyAll();
    }

    @Override
    public synchronized void delete() throws IOException {
        end(false);
        files.delete();
    }

    @Override
    public synchronized void close() {
        end(false);
    }
}
