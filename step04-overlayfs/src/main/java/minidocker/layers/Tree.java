package minidocker.layers;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import minidocker.syscall.Errno;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.ResolveFlag;
import minidocker.syscall.Stat;
import minidocker.syscall.SyscallException;

/** Opening and removing folders whose content is not to be trusted: no link is followed, no mount is entered. */
public final class Tree {
    private static final Set<ResolveFlag> HERE = Set.of(ResolveFlag.RESOLVE_BENEATH, ResolveFlag.RESOLVE_NO_SYMLINKS,
            ResolveFlag.RESOLVE_NO_XDEV);
    private static final int OPEN_FOR_OWNER = 0700;

    private Tree() {}

    /** The descriptor of a folder by its path, in which links are followed. */
    public static int open(Path folder) {
        return Linux.openat(Linux.AT_FDCWD, folder.toString(), 0, OpenFlag.O_DIRECTORY);
    }

    /** The descriptor of the folder of that name, which is no link, in an open one. */
    public static int open(int directory, String name) {
        return Linux.openat(directory, name, 0, OpenFlag.O_DIRECTORY, OpenFlag.O_NOFOLLOW);
    }

    /**
     * Removes a folder or file with all that is in it. What is gone already is no trouble.
     *
     * <p>Folders may be nested deeper than there are descriptors: so a folder that is not empty is moved to the top first, and
     * emptied there.
     */
    public static void remove(int parent, String name) {
        Stat stat = LinuxFiles.statIfThere(parent, name);
        if (stat == null) {
            return;
        }
        if (stat.isDirectory()) {
            int top = openToEmpty(parent, name);
            try {
                empty(top);
            } finally {
                Linux.close(top);
            }
        }
        LinuxFiles.unlink(parent, name, stat.isDirectory());
    }

    private static void empty(int top) {
        int moved = 0;
        for (List<String> names = LinuxFiles.list(top); !names.isEmpty(); names = LinuxFiles.list(top)) {
            for (String name : names) {
                if (LinuxFiles.stat(top, name).isDirectory()) {
                    int folder = openToEmpty(top, name);
                    try {
                        moved = emptyInto(top, folder, moved);
                    } finally {
                        Linux.close(folder);
                    }
                    LinuxFiles.unlink(top, name, true);
                } else {
                    LinuxFiles.unlink(top, name, false);
                }
            }
        }
    }

    private static int emptyInto(int top, int folder, int movedBefore) {
        int moved = movedBefore;
        for (String name : LinuxFiles.list(folder)) {
            if (!LinuxFiles.stat(folder, name).isDirectory()) {
                LinuxFiles.unlink(folder, name, false);
                continue;
            }
            // Only to see that nothing is mounted there, and that it can be moved.
            Linux.close(openToEmpty(folder, name));
            while (LinuxFiles.statIfThere(top, ".removed-" + moved) != null) {
                moved++;
            }
            LinuxFiles.rename(folder, name, top, ".removed-" + moved);
        }
        return moved;
    }

    /**
     * The kernel leaves folders with mode 000 in a work folder, and a user may have made such, too. EXDEV: something is mounted
     * there, which is somebody else's.
     */
    private static int openToEmpty(int directory, String name) {
        try {
            return openHere(directory, name);
        } catch (SyscallException closed) {
            if (!closed.is(Errno.EACCES)) {
                throw closed;
            }
            LinuxFiles.chmod(directory, name, OPEN_FOR_OWNER);
            return openHere(directory, name);
        }
    }

    private static int openHere(int directory, String name) {
        return LinuxFiles.openat2(directory, name, HERE, OpenFlag.O_DIRECTORY, OpenFlag.O_NOFOLLOW);
    }
}
