package minidocker.engine.streams;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Reads a log's files one after the other. It holds them open from the beginning, so a rotation takes nothing away from it, and a
 * follower is given each new file when it begins.
 */
final class LogFileReader implements LogReader {
    /** A follower that has so many files to go leaves the oldest out, or one that sleeps would fill the disk. */
    private static final int MOST_FILES = 32;

    private final class Part {
        private FileChannel channel;
        private boolean compressed;
        private FileWindow window;
        /** More may be written to it. */
        private boolean live;
        private long end;

        Part(FileChannel channel, boolean compressed, long end) {
            this.channel = channel;
            this.compressed = compressed;
            this.end = end;
        }

        FileWindow window() throws IOException {
            if (compressed) {
                unpack();
            }
            if (window == null) {
                window = new FileWindow(channel, end);
            }
            return window;
        }

        private void unpack() throws IOException {
            Path file = Files.createTempFile("mini-docker-log-", "");
            FileChannel unpacked = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
            // The name is not needed, and would stay behind if the engine died.
            Files.deleteIfExists(file);
            try (FileChannel packed = channel; InputStream in = new GZIPInputStream(Channels.newInputStream(packed), 64 * 1024)) {
                OutputStream out = Channels.newOutputStream(unpacked);
                in.transferTo(out);
            }
            channel = unpacked;
            end = unpacked.size();
            compressed = false;
        }

        void close() {
            try {
                channel.close();
            } catch (IOException gone) {
                return;
            }
        }
    }

    private final LogFile log;
    private final LogFormat format;
    private final LogQuery query;
    private final boolean follow;
    private final Deque<Part> parts = new ArrayDeque<>();
    private boolean started;
    private boolean closed;

    /** To be called with the log's monitor held. */
    LogFileReader(LogFile log, LogFormat format, LogQuery query, List<RotatedFiles.Opened> files, boolean follow)
            throws IOException {
        this.log = log;
        this.format = format;
        this.query = query;
        this.follow = follow;
        for (RotatedFiles.Opened file : files) {
            parts.add(new Part(file.channel(), file.compressed(), file.channel().size()));
        }
        if (follow) {
            parts.getLast().end = log.length();
            parts.getLast().live = true;
        }
    }

    /** With the log's monitor held: a new current file has begun. */
    void rotated(FileChannel next) throws IOException {
        Part last = parts.getLast();
        last.live = false;
        last.end = last.channel.isOpen() ? last.channel.size() : last.end;
        Part part = new Part(next, false, 0);
        part.live = true;
        parts.add(part);
        if (parts.size() > MOST_FILES) {
            Iterator<Part> oldest = parts.iterator();
            oldest.next();
            Part skipped = oldest.next();
            oldest.remove();
            skipped.close();
        }
    }

    @Override
    public LogEntry next() throws IOException {
        return next(true);
    }

    @Override
    public LogEntry nextIfThere() throws IOException {
        return next(false);
    }

    private LogEntry next(boolean mayWait) throws IOException {
        if (!started) {
            started = true;
            goToTail();
        }
        while (true) {
            Part part = first();
            if (part == null) {
                return null;
            }
            LogEntry entry = format.decode(part.window());
            if (entry == null) {
                if (!awaitMore(part, mayWait)) {
                    return null;
                }
            } else if (query.until() != null && entry.time().isAfter(query.until())) {
                close();
                return null;
            } else if (query.wants(entry)) {
                return entry;
            }
        }
    }

    private Part first() {
        synchronized (log) {
            return closed ? null : parts.peekFirst();
        }
    }

    private void goToTail() throws IOException {
        List<Part> all;
        synchronized (log) {
            all = List.copyOf(parts);
        }
        int wanted = query.tail();
        for (int i = all.size() - 1; i >= 0 && query.tail() >= 0; i--) {
            Part part = all.get(i);
            if (wanted > 0) {
                LogFormat.Tail tail = format.last(part.window(), wanted);
                part.window().position(tail.start());
                wanted -= tail.count();
            } else {
                part.window().position(part.window().end());
            }
        }
    }

    /** The part has no further whole entry so far. */
    private boolean awaitMore(Part part, boolean mayWait) throws IOException {
        synchronized (log) {
            while (!closed) {
                long end = part.live ? log.length() : part.end;
                if (end < part.window().position()) {
                    part.window().position(0);
                    part.window().end(0);
                }
                if (end > part.window().end()) {
                    part.window().end(end);
                    return true;
                }
                if (!part.live) {
                    parts.remove(part);
                    part.close();
                    return true;
                }
                if (!mayWait || !log.isRunning() || !await()) {
                    return false;
                }
            }
            return false;
        }
    }

    /** @return false if no entry that may still come is wanted */
    private boolean await() throws IOException {
        long millis = 0;
        if (query.until() != null) {
            millis = Duration.between(Instant.now(), query.until()).toMillis() + 1;
            if (millis <= 0) {
                return false;
            }
        }
        try {
            log.wait(millis);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException("the reading of the log was interrupted");
        }
        return true;
    }

    @Override
    public void close() {
        synchronized (log) {
            closed = true;
            parts.forEach(Part::close);
            parts.clear();
            if (follow) {
                log.leave(this);
            }
        }
    }
}
