package minidocker.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import minidocker.syscall.CloneFlag;
import minidocker.syscall.FileCalls;
import minidocker.syscall.Linux;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.SyscallProgram;

/**
 * Standard input, output and error of this process, where they were closed when it was started ({@code <&-} in a shell). The
 * kernel gives the lowest free number to who opens a file, and the first to do so is the virtual machine: then a program that
 * reads its standard input would read a jar.
 */
final class StandardStreams {
    private StandardStreams() {}

    /** The program; first of all it closes what was closed for us. */
    static SyscallProgram asGiven(SyscallProgram program) {
        List<Integer> closed = closed();
        if (closed.isEmpty()) {
            return program;
        }
        CloneFlag[] flags = Arrays.stream(CloneFlag.values()).filter(program::has).toArray(CloneFlag[]::new);
        SyscallProgram longer = SyscallProgram.inNewProcess(program.cloneWhy(), flags);
        for (int fd : closed) {
            longer = longer.then(FileCalls.close(FileCalls.fd(fd)),
                    "it was closed when mini-docker was started: what has its number is a file of the Java virtual machine");
        }
        return longer.then(program);
    }

    private static List<Integer> closed() {
        List<Integer> closed = new ArrayList<>();
        for (int fd = 0; fd <= 2; fd++) {
            Path stream = Path.of("/proc/self/fd/" + fd);
            if (!Files.exists(stream)) {
                // Or else a pipe of ours gets the number, and with it what we say on standard error.
                Linux.openat(Linux.AT_FDCWD, "/dev/null", 0, OpenFlag.O_RDWR);
                closed.add(fd);
            } else if (Files.isRegularFile(stream) && isJava(stream)) {
                closed.add(fd);
            }
        }
        return closed;
    }

    /** What the virtual machine keeps open: the files of its class path, and in its own folder the one of its modules. */
    private static boolean isJava(Path stream) {
        try {
            if (Files.readSymbolicLink(stream).startsWith(Path.of(System.getProperty("java.home")).toRealPath())) {
                return true;
            }
            for (String entry : System.getProperty("java.class.path").split(":")) {
                if (!entry.isEmpty() && Files.exists(Path.of(entry)) && Files.isSameFile(stream, Path.of(entry))) {
                    return true;
                }
            }
            return false;
        } catch (IOException unreadable) {
            return false;
        }
    }
}
