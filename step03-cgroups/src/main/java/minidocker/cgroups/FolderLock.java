package minidocker.cgroups;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import minidocker.syscall.Errno;
import minidocker.syscall.Linux;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.SyscallException;

/**
 * The sign that somebody wants a group to be: a lock on its folder. It holds as long as its descriptor is open, which a child of
 * ours inherits only up to its execve(2); the death of its holder, of whatever kind, ends it, and no process id can be mistaken
 * for another's.
 */
final class FolderLock {
    private FolderLock() {}

    /** @return a descriptor that holds the lock, or -1 if somebody else holds it or the folder is gone */
    static int take(Path folder) {
        int fd;
        try {
            fd = Linux.openat(Linux.AT_FDCWD, folder.toString(), 0, OpenFlag.O_DIRECTORY);
        } catch (SyscallException gone) {
            if (gone.is(Errno.ENOENT)) {
                return -1;
            }
            throw gone;
        }
        try {
            // Between open and lock it may have been removed, and even made again.
            if (Linux.lock(fd) && Files.isSameFile(folder, Path.of("/proc/self/fd/" + fd))) {
                return fd;
            }
        } catch (IOException gone) {
            // Then there is nothing to hold.
        }
        Linux.close(fd);
        return -1;
    }
}
