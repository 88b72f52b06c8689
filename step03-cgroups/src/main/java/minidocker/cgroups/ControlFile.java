package minidocker.cgroups;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import minidocker.syscall.Linux;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.SyscallException;

/**
 * A file of a group's folder. The kernel takes a value in one write(2), and answers with an errno that means something else for
 * each file.
 */
final class ControlFile {
    private ControlFile() {}

    /**
     * Writes the value into a file that is there; it is neither made nor truncated.
     *
     * @throws SyscallException with the file and the value in its message
     */
    static void write(Path file, String value) {
        int fd = Linux.openat(Linux.AT_FDCWD, file.toString(), 0, OpenFlag.O_WRONLY);
        try {
            Linux.write(fd, value.getBytes(StandardCharsets.UTF_8));
        } catch (SyscallException refused) {
            throw new SyscallException("write \"" + value + "\" to " + file, refused.errno());
        } finally {
            Linux.close(fd);
        }
    }

    /** Writes unless that fails; for what only makes things better. */
    static boolean tryWrite(Path file, String value) {
        try {
            write(file, value);
            return true;
        } catch (SyscallException refused) {
            return false;
        }
    }

    /**
     * The content; null if the file is not there, or cannot be read: some files exist but answer EOPNOTSUPP, and all are gone
     * with their group (ENODEV).
     */
    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException notThere) {
            return null;
        }
    }

    /** Puts a process, with all its threads, into the group. */
    static void addProcess(Path group, int pid) {
        write(group.resolve("cgroup.procs"), Integer.toString(pid));
    }
}
