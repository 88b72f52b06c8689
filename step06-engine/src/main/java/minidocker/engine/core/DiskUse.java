package minidocker.engine.core;

import java.nio.file.Path;
import minidocker.layers.Tree;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;
import minidocker.syscall.Stat;
import minidocker.syscall.SyscallException;

/** What a folder's files take, as their sizes say; a file with several names counts once a name, as with du -l. */
final class DiskUse {
    private DiskUse() {}

    /** 0 if there is none. What goes away while it is looked at does not count. */
    static long bytes(Path folder) {
        try {
            int opened = Tree.open(folder);
            try {
                return bytes(opened);
            } finally {
                Linux.close(opened);
            }
        } catch (SyscallException gone) {
            return 0;
        }
    }

    private static long bytes(int folder) {
        long bytes = 0;
        for (String name : LinuxFiles.list(folder)) {
            Stat stat = LinuxFiles.statIfThere(folder, name);
            if (stat == null) {
                continue;
            }
            if (!stat.isDirectory()) {
                bytes += stat.isRegular() || stat.isLink() ? stat.size() : 0;
                continue;
            }
            try {
                int inner = Tree.open(folder, name);
                try {
                    bytes += bytes(inner);
                } finally {
                    Linux.close(inner);
                }
            } catch (SyscallException gone) {
                // Removed since the folder was listed.
            }
        }
        return bytes;
    }
}
