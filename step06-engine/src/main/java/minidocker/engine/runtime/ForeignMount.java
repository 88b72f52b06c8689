package minidocker.engine.runtime;

import static minidocker.syscall.FileCalls.sendDescriptor;
import static minidocker.syscall.MachineCalls.result;
import static minidocker.syscall.MountCalls.openTree;
import static minidocker.syscall.ProcessCalls.exitGroup;
import static minidocker.syscall.ProcessCalls.given;
import static minidocker.syscall.ProcessCalls.setns;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import minidocker.cli.UserError;
import minidocker.syscall.Child;
import minidocker.syscall.CloneFlag;
import minidocker.syscall.Linux;
import minidocker.syscall.ProgramFailure;
import minidocker.syscall.SyscallException;
import minidocker.syscall.SyscallProgram;

/**
 * What is mounted in a container, as seen from outside: {@code /proc/PID/root/dev/shm}. To mount it once more somewhere else takes
 * a copy of the mount, and only who is in its mount namespace may make one. So a child goes there, makes the copy, which is
 * attached nowhere, and sends it to us as a descriptor.
 */
final class ForeignMount {
    private static final Pattern FORM = Pattern.compile("/proc/([0-9]+)/root(/.*)");
    private static final String SOCKET = "socket";
    private static final String TARGET = "target";

    private ForeignMount() {}

    static boolean isOne(String source) {
        return source(source) != null;
    }

    /** A path in the root of a process. */
    record Source(int pid, String path) {
        /** @return a pidfd(2) of the process */
        int open() {
            try {
                return Linux.pidfdOpen(pid);
            } catch (SyscallException gone) {
                throw new UserError("the container whose " + path + " is to be shared has ended in the meantime");
            }
        }
    }

    /** Null if it is none. */
    static Source source(String text) {
        Matcher matcher = text == null ? null : FORM.matcher(text);
        return matcher != null && matcher.matches() ? new Source(Integer.parseInt(matcher.group(1)), matcher.group(2)) : null;
    }

    /** @return a descriptor of the copy, with all mounts below it */
    static int copy(String text) {
        Source source = source(text);
        if (source == null) {
            throw new IllegalArgumentException(text + " is no path in somebody's root");
        }
        int pidfd = source.open();
        try {
            return copy(pidfd, source.path(), true);
        } finally {
            Linux.close(pidfd);
        }
    }

    /**
     * @param pidfd of a process that is in the mount namespace
     * @param path in there
     * @param withMountsBelow or that one mount alone
     */
    static int copy(int pidfd, String path, boolean withMountsBelow) {
        SyscallProgram program = SyscallProgram.inNewProcess("a child that goes to the container's mounts")
                .then(setns(given(TARGET), CloneFlag.CLONE_NEWNS), "only who is there may copy a mount");
        return received(sent(program, path, withMountsBelow), Map.of(TARGET, pidfd));
    }

    /** The end of a program whose process hands a mount to us. */
    static SyscallProgram sent(SyscallProgram program, String path, boolean withMountsBelow) {
        return program
                .then(openTree(path, withMountsBelow).as("tree"), "a copy of the mount, attached nowhere")
                .then(sendDescriptor(given(SOCKET), result("tree")), "the parent gets it through a socket, unix(7)")
                .then(exitGroup(0), "with this process goes its namespace, but not what the parent holds");
    }

    /** Runs it. @throws UserError if a call fails */
    static int received(SyscallProgram program, Map<String, Integer> more) {
        try {
            return receive(program, more);
        } catch (ProgramFailure failure) {
            throw new UserError(failure.getMessage());
        }
    }

    /** The same, for who knows better what a failure means. */
    static int receive(SyscallProgram program, Map<String, Integer> more) {
        int[] pair = Linux.socketpair();
        Map<String, Integer> given = new HashMap<>(more);
        given.put(SOCKET, pair[1]);
        try (Child child = Child.spawn(program, given)) {
            child.awaitExec();
            child.waitFor();
            return Linux.receiveDescriptor(pair[0]);
        } finally {
            Linux.close(pair[0]);
            Linux.close(pair[1]);
        }
    }
}
