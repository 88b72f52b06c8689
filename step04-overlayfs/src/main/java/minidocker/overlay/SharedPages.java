package minidocker.overlay;

import static minidocker.syscall.FileCalls.openat;
import static minidocker.syscall.FileCalls.sendDescriptor;
import static minidocker.syscall.MachineCalls.result;
import static minidocker.syscall.ProcessCalls.exitGroup;
import static minidocker.syscall.ProcessCalls.given;

import java.util.Map;
import java.util.function.Consumer;
import minidocker.syscall.Child;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;
import minidocker.syscall.SyscallProgram;

/**
 * One file of a layer, open through two mounts. The mounts are a child's, which sends us the open files (SCM_RIGHTS, unix(7)) and
 * ends: open files keep their mounts alive.
 *
 * @param first descriptor
 * @param second descriptor
 */
record SharedPages(int first, int second) implements AutoCloseable {
    private static final String SOCKET = "socket";

    /** @param whileItWaits opens the gates of the program */
    static SharedPages of(SyscallProgram mounted, String firstRoot, String secondRoot, Consumer<Child> whileItWaits) {
        SyscallProgram program = mounted
                .then(openat(firstRoot + "/" + CopyUp.SHARED).as("first"), "the file as the first container has it")
                .then(sendDescriptor(given(SOCKET), result("first")), "for the parent")
                .then(openat(secondRoot + "/" + CopyUp.SHARED).as("second"), "and the second")
                .then(sendDescriptor(given(SOCKET), result("second")), "for the parent")
                .then(exitGroup(0), "that is all");
        int[] sockets = Linux.socketpair();
        try (Child child = Child.spawn(program, Map.of(SOCKET, sockets[1]))) {
            whileItWaits.accept(child);
            child.awaitExec();
            return new SharedPages(Linux.receiveDescriptor(sockets[0]), Linux.receiveDescriptor(sockets[0]));
        } finally {
            Linux.close(sockets[0]);
            Linux.close(sockets[1]);
        }
    }

    private static long size(int file) {
        return LinuxFiles.stat(file, "").size();
    }

    /** How many pages of 4096 bytes. */
    int seenBySecond() {
        return LinuxFiles.pagesInMemory(second, size(second));
    }

    double readByFirst() {
        return read(first);
    }

    double readBySecond() {
        return read(second);
    }

    /** In milliseconds. */
    private static double read(int file) {
        byte[] buffer = new byte[256 * 1024];
        LinuxFiles.lseek(file, 0, 0);
        long start = System.nanoTime();
        while (LinuxFiles.read(file, buffer, 0, buffer.length) > 0) {
            continue;
        }
        return (System.nanoTime() - start) / 1e6;
    }

    @Override
    public void close() {
        Linux.close(first);
        Linux.close(second);
    }
}
