package minidocker.engine.daemon;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who holds it is the engine of its home. The kernel takes it away when the process ends (fcntl(2), F_SETLK). */
final class EngineLock implements Closeable {
    /** Of this process. Their files must not be opened again: closing them would drop the locks. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private EngineLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Empty if another process has it. The file stays for ever: removing it would let two hold "the" lock on two files. */
    static Optional<EngineLock> take(Path name) throws IOException {
        Path file = name.toAbsolutePath().getParent().toRealPath().resolve(name.getFileName());
        if (!OWN.add(file)) {
            return Optional.empty();
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            if (channel.tryLock() != null) {
                EngineLock lock = new EngineLock(file, channel);
                channel = null;
                return Optional.of(lock);
            }
            OWN.remove(file);
            return Optional.empty();
        } catch (IOException e) {
            OWN.remove(file);
            throw e;
        } finally {
            if (channel != null) {
                channel.close();
            }
        }
    }

    /** Whether anybody has it. */
    static boolean isHeld(Path file) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        Optional<EngineLock> lock = take(file);
        if (lock.isPresent()) {
            lock.get().close();
        }
        return lock.isEmpty();
    }

    @Override
    public void close() throws IOException {
        channel.close();
        OWN.remove(file);
    }
}
