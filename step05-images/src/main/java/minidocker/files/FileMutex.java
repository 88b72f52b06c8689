package minidocker.files;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Mutual exclusion between threads and between processes, by a file. The kernel's lock (fcntl(2), F_SETLK) belongs to the process
 * and is gone with it, so a crash leaves no lock behind; between threads of one process it does nothing, so a Java lock stands in
 * front of it. The file itself stays: removing it would let two hold "the" lock on two files.
 */
public final class FileMutex {
    /** Shared by all objects for the same file: the JVM may lock a file once only. */
    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private final Path file;
    private final ReentrantLock threads;

    /** What is done while the lock is held. */
    public interface Body<T> {
        T run() throws IOException;
    }

    /** @param file made if it is missing; its folder must be there */
    public FileMutex(Path file) throws IOException {
        this.file = file.toAbsolutePath().getParent().toRealPath().resolve(file.getFileName());
        threads = THREADS.computeIfAbsent(this.file, path -> new ReentrantLock());
    }

    /** Waits for the lock and runs the body. May be called by the body again. */
    public <T> T locked(Body<T> body) throws IOException {
        try {
            threads.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for " + file);
        }
        try {
            if (threads.getHoldCount() > 1) {
                return body.run();
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                FileLock lock = channel.lock();
                try {
                    return body.run();
                } finally {
                    lock.release();
                }
            }
        } finally {
            threads.unlock();
        }
    }
}
