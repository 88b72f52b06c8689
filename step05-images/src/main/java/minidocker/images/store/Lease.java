package minidocker.images.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import minidocker.files.FileMutex;
import minidocker.images.Digest;
import minidocker.images.InvalidReference;

/**
 * What somebody is about to refer to. A pull brings layers first and the name last; between the two, nothing else would tell a
 * collection of garbage that they are wanted. The lease's file is locked as long as its owner lives: a crash frees it.
 */
public final class Lease implements AutoCloseable {
    /** How the files of leases are named whose owners run a program of an image. */
    private static final String CONTAINER = "container-";

    /** The leases of this process. Their files must not be opened again: closing them would drop the locks (fcntl(2)). */
    private static final Map<Path, Lease> OWN = new ConcurrentHashMap<>();

    private final Path file;
    private final FileChannel channel;
    private final FileLock lock;
    private final FileMutex mutex;
    private final Set<Digest> digests = ConcurrentHashMap.newKeySet();

    private Lease(Path file, FileChannel channel, FileLock lock, FileMutex mutex) {
        this.file = file;
        this.channel = channel;
        this.lock = lock;
        this.mutex = mutex;
    }

    /** @param isForContainer what is leased is in use, and not only about to be referred to */
    static Lease take(StoreLayout layout, FileMutex mutex, boolean isForContainer) throws IOException {
        return mutex.locked(() -> {
            Path file = layout.leases().resolve((isForContainer ? CONTAINER : "") + UUID.randomUUID());
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            Lease lease = new Lease(file, channel, channel.lock(), mutex);
            OWN.put(file, lease);
            return lease;
        });
    }

    /** From now on these are kept. To be called before looking whether they are there. */
    public void add(Collection<Digest> wanted) throws IOException {
        StringBuilder lines = new StringBuilder();
        wanted.forEach(digest -> lines.append(digest).append('\n'));
        digests.addAll(wanted);
        mutex.locked(() -> channel.write(ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8))));
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
        lock.release();
        channel.close();
        OWN.remove(file);
    }

    /** All that is leased; leases whose owner is gone are removed. Only while the store's lock is held. */
    static Set<Digest> held(StoreLayout layout) throws IOException {
        return held(layout, "*");
    }

    /** What containers have leased, as {@link #held}. */
    static Set<Digest> usedByContainers(StoreLayout layout) throws IOException {
        return held(layout, CONTAINER + "*");
    }

    private static Set<Digest> held(StoreLayout layout, String names) throws IOException {
        Set<Digest> held = new HashSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(layout.leases(), names)) {
            for (Path file : files) {
                Lease own = OWN.get(file);
                if (own != null) {
                    held.addAll(own.digests);
                } else if (isLocked(file)) {
                    read(file, held);
                } else {
                    Files.deleteIfExists(file);
                }
            }
        }
        return held;
    }

    private static boolean isLocked(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE); FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static void read(Path file, Set<Digest> held) throws IOException {
        try {
            for (String line : Files.readAllLines(file)) {
                held.add(Digest.parse(line));
            }
        } catch (NoSuchFileException e) {
            // Closed since the folder was listed.
        } catch (InvalidReference e) {
            throw new IOException(file + " is no list of digests: remove it if no mini-docker is running", e);
        }
    }
}
