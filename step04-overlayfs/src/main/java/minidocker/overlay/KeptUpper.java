package minidocker.overlay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import minidocker.cli.UserError;
import minidocker.layers.Tree;
import minidocker.namespaces.UserMaps;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;

/**
 * An upper that stays when its container is gone, locked while one uses it. Its work folder stands beside it, {@code
 * .NAME.mini-docker-work-ID}, because overlayfs wants both on one mount; and it goes with the container.
 */
final class KeptUpper implements AutoCloseable {
    private final Path upper;
    private final String workName;
    private final int parent;
    private int lock;
    private final boolean isNew;

    private KeptUpper(Path upper, String workName, int parent, int lock, boolean isNew) {
        this.upper = upper;
        this.workName = workName;
        this.parent = parent;
        this.lock = lock;
        this.isNew = isNew;
    }

    /** @param wanted absolute; made if it is not there */
    static KeptUpper open(Path wanted, String id) {
        Path upper;
        try {
            Files.createDirectories(wanted);
            upper = wanted.toRealPath();
        } catch (IOException failure) {
            throw new UserError("the upper folder " + wanted + " cannot be made (" + failure.getMessage() + "): name a folder");
        }
        if (upper.getParent() == null) {
            throw new UserError("/ cannot be an upper folder: name one of its own");
        }
        int parent = Tree.open(upper.getParent());
        int lock = -1;
        try {
            lock = Tree.open(upper);
            if (!LinuxFiles.lock(lock, false)) {
                throw new UserError("the upper folder " + upper
                        + " is in use by another container: wait for its end, or name another folder");
            }
            String prefix = "." + upper.getFileName() + ".mini-docker-work-";
            for (String name : LinuxFiles.list(parent)) {
                if (name.startsWith(prefix)) {
                    // We have the lock, so nobody works there any more.
                    Tree.remove(parent, name);
                }
            }
            LinuxFiles.mkdir(parent, prefix + id, 0700);
            return new KeptUpper(upper, prefix + id, parent, lock, LinuxFiles.list(lock).isEmpty());
        } catch (RuntimeException failure) {
            if (lock >= 0) {
                Linux.close(lock);
            }
            Linux.close(parent);
            throw failure;
        }
    }

    Path upper() {
        return upper;
    }

    Path work() {
        return upper.resolveSibling(workName);
    }

    /** Nothing is in it so far. */
    boolean isNew() {
        return isNew;
    }

    /** Puts a folder that was made elsewhere in the place of the empty one: so it is there as a whole or not at all. */
    void take(int directory, String name) {
        int whole = Tree.open(directory, name);
        LinuxFiles.lock(whole, true);
        LinuxFiles.rename(directory, name, parent, upper.getFileName().toString());
        Linux.close(lock);
        lock = whole;
    }

    /** @param maps of the container's user namespace, or null */
    void close(UserMaps maps) {
        try {
            Removal.remove(parent, workName, work(), maps);
        } finally {
            Linux.close(lock);
            Linux.close(parent);
        }
    }

    @Override
    public void close() {
        close(null);
    }
}
