package minidocker.images.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import minidocker.files.FileMutex;
import minidocker.layers.Tree;
import minidocker.namespaces.UserMaps;
import minidocker.overlay.Removal;
import minidocker.syscall.Errno;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;
import minidocker.syscall.SyscallException;

/**
 * The folder in which a layer is made, before it gets its name. It is locked as long as its maker lives (flock(2)): what is not
 * locked was left by a process that was killed, and goes when the next layer is made.
 */
final class NewLayer implements AutoCloseable {
    static final String PREFIX = ".new-";

    private final Path folder;
    private final int descriptor;

    private NewLayer(Path folder, int descriptor) {
        this.folder = folder;
        this.descriptor = descriptor;
    }

    static NewLayer make(Path parent, FileMutex mutex) throws IOException {
        removeAbandoned(parent, mutex);
        // Made and locked as one: nobody may find it in between.
        return mutex.locked(() -> {
            Path folder = Files.createTempDirectory(parent, PREFIX);
            NewLayer made = new NewLayer(folder, Tree.open(folder));
            LinuxFiles.lock(made.descriptor, true);
            return made;
        });
    }

    Path folder() {
        return folder;
    }

    /** Removes what others have left. */
    static void removeAbandoned(Path parent, FileMutex mutex) throws IOException {
        mutex.locked(() -> {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
                for (Path folder : folders) {
                    removeIfAbandoned(folder);
                }
            }
            return null;
        });
    }

    private static void removeIfAbandoned(Path folder) {
        int descriptor;
        try {
            descriptor = Tree.open(folder);
        } catch (SyscallException gone) {
            return;
        }
        try {
            if (LinuxFiles.lock(descriptor, false)) {
                remove(folder);
            }
        } catch (SyscallException refused) {
            // Files of an ordinary user's other IDs: his engine, root over those, takes them away some day.
            if (!refused.is(Errno.EACCES) && !refused.is(Errno.EPERM)) {
                throw refused;
            }
        } finally {
            Linux.close(descriptor);
        }
    }

    /**
     * Names in a layer are anybody's bytes, and its folders may be closed to their owner or belong to the users of a container:
     * not a matter for java.nio.
     */
    private static void remove(Path folder) {
        int parent = Tree.open(folder.getParent());
        try {
            Removal.remove(parent, folder.getFileName().toString(), folder, Linux.geteuid() == 0 ? null : UserMaps.decide());
        } finally {
            Linux.close(parent);
        }
    }

    /** What did not get a name goes. */
    @Override
    public void close() {
        try {
            remove(folder);
        } finally {
            Linux.close(descriptor);
        }
    }
}
