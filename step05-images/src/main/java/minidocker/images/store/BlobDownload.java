package minidocker.images.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import minidocker.files.AtomicFile;
import minidocker.images.Descriptor;
import minidocker.images.registry.DigestMismatch;
import minidocker.images.registry.VerifiedBlob;

/**
 * One blob on its way into a store, shared by all who want it. Between processes the partial file is locked; whoever gets the
 * lock looks first whether the blob has come meanwhile.
 */
final class BlobDownload {
    /** By the blob's path, so that two objects for one store share as well. */
    private static final Map<Path, BlobDownload> RUNNING = new ConcurrentHashMap<>();
    private static final long POLL_MILLIS = 100;

    private final StoreLayout layout;
    private final Descriptor descriptor;
    private final Supplier<VerifiedBlob> source;
    private final BlobReader reader;
    private final Path target;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final List<DownloadListener> listeners = new CopyOnWriteArrayList<>();

    BlobDownload(StoreLayout layout, Descriptor descriptor, Supplier<VerifiedBlob> source, BlobReader reader) {
        this.layout = layout;
        this.descriptor = descriptor;
        this.source = source;
        this.reader = reader;
        target = layout.blob(descriptor.digest());
    }

    /** Downloads, or waits for the one who does. */
    void join(DownloadListener listener) throws IOException {
        while (true) {
            listeners.add(listener);
            BlobDownload running = RUNNING.putIfAbsent(target, this);
            if (running == null) {
                lead();
                return;
            }
            listeners.remove(listener);
            if (running.follow(listener)) {
                return;
            }
        }
    }

    private void lead() throws IOException {
        try {
            download();
            done.complete(null);
        } catch (IOException | RuntimeException e) {
            done.completeExceptionally(e);
            throw e;
        } finally {
            RUNNING.remove(target, this);
        }
    }

    /** @return false if the leader was interrupted, which is its own affair: somebody else has to go on */
    private boolean follow(DownloadListener listener) throws IOException {
        listeners.add(listener);
        try {
            done.get();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while downloading");
        } catch (ExecutionException e) {
            if (isInterruption(e.getCause())) {
                return false;
            }
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } finally {
            listeners.remove(listener);
        }
    }

    private static boolean isInterruption(Throwable e) {
        return e instanceof InterruptedIOException || e instanceof java.nio.channels.ClosedByInterruptException
                || e instanceof java.nio.channels.FileLockInterruptionException;
    }

    private void download() throws IOException {
        Path partial = layout.partial(descriptor.digest());
        while (true) {
            Object opened = identity(partial);
            try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.CREATE, StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
                    FileLock lock = lock(channel)) {
                if (Files.exists(target)) {
                    removeIfEmpty(partial, channel);
                    return;
                }
                // It may have been renamed or removed while we waited; then the lock is worth nothing.
                if (lock.isValid() && opened != null && opened.equals(identity(partial))) {
                    transfer(channel);
                    channel.force(true);
                    AtomicFile.rename(partial, target);
                    return;
                }
            }
        }
    }

    /**
     * Device and inode of the file that has the name now, or null. The file must not be opened for that: closing it again would
     * drop our lock, as POSIX wants it.
     */
    private static Object identity(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** What we have just made ourselves, because the blob came and took its partial file's name away. */
    private static void removeIfEmpty(Path partial, FileChannel channel) throws IOException {
        if (channel.size() == 0) {
            Files.deleteIfExists(partial);
        }
    }

    /** While another process has the lock, the growth of its file is our progress. */
    private FileLock lock(FileChannel channel) throws IOException {
        while (true) {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return lock;
            }
            long size = channel.size();
            listeners.forEach(listener -> listener.downloading(size));
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while another process downloads " + descriptor.digest());
            }
        }
    }

    private void transfer(FileChannel channel) throws IOException {
        boolean resumed = channel.size() > 0;
        try {
            copy(channel);
        } catch (DigestMismatch e) {
            channel.truncate(0);
            if (!resumed) {
                Files.deleteIfExists(layout.partial(descriptor.digest()));
                throw e;
            }
            // The fault may lie in what an earlier attempt has left: once more, from the beginning.
            try {
                copy(channel);
            } catch (DigestMismatch again) {
                Files.deleteIfExists(layout.partial(descriptor.digest()));
                throw again;
            }
        }
    }

    private void copy(FileChannel channel) throws IOException {
        if (channel.size() > descriptor.size()) {
            channel.truncate(0);
        }
        UnpackLimit.DEFAULT.check(descriptor.digest().toString(), descriptor.size() - channel.size(), layout.ingest());
        try (VerifiedBlob blob = open()) {
            ArrivingBlob arriving = new ArrivingBlob(blob, descriptor.size(), channel, listeners);
            Reading reading = Reading.start(arriving, reader);
            boolean filled = false;
            try {
                arriving.fill();
                filled = true;
            } finally {
                // A reader that cannot make sense of bytes which turn out to be wrong has no reason to complain of its own.
                if (!filled) {
                    reading.abandon(new IOException("the download failed"));
                }
            }
            try {
                reading.await();
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                Files.deleteIfExists(layout.partial(descriptor.digest()));
                throw e;
            }
        }
    }

    private VerifiedBlob open() throws IOException {
        try {
            return source.get().onRetry((delay, reason) -> listeners.forEach(listener -> listener.retrying(delay)));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
