package minidocker.chroot;

import static minidocker.syscall.FileCalls.chdir;
import static minidocker.syscall.FileCalls.closeOnExecFrom;
import static minidocker.syscall.ProcessCalls.disposition;
import static minidocker.syscall.ProcessCalls.setDumpable;
import static minidocker.syscall.ProcessCalls.setgroups;
import static minidocker.syscall.ProcessCalls.setresgid;
import static minidocker.syscall.ProcessCalls.setresuid;
import static minidocker.syscall.ProcessCalls.unblockSignals;

import java.util.List;
import minidocker.syscall.CloneFlag;
import minidocker.syscall.Errno;
import minidocker.syscall.FileCalls;
import minidocker.syscall.Signal;
import minidocker.syscall.SyscallProgram;

/** The program of this step: a process whose root directory is another one. */
public final class Chroot {
    private Chroot() {}

    /**
     * @param rootfs the new root directory, absolute
     */
    public static SyscallProgram program(String rootfs, ProcessSpec process) {
        SyscallProgram program = SyscallProgram.inNewProcess("a process of its own; so far it is a copy of this one");
        return Execution.append(become(enter(shed(program), rootfs), process, true), process);
    }

    /**
     * The same in a user namespace, where who starts it is root; the parent writes the maps and opens {@link UserNamespace#GATE}.
     */
    public static SyscallProgram programInUserNamespace(String rootfs, ProcessSpec process) {
        SyscallProgram program = SyscallProgram.inNewProcess("a process of its own, in a new user namespace: there it has all capabilities",
                CloneFlag.CLONE_NEWUSER);
        return Execution.append(become(enter(shed(UserNamespace.awaitMaps(program)), rootfs), process, false), process);
    }

    // tag::chroot[]
    /** From here on the process lives in the root filesystem. */
    public static SyscallProgram enter(SyscallProgram program, String rootfs) {
        return program
                .then(FileCalls.chroot(rootfs)
                        .hint(Errno.EPERM, "chroot needs the capability CAP_SYS_CHROOT: run as root, or add --user-namespace")
                        .hint(Errno.ENOENT, "there is no such folder: make one with 'rootfs create " + rootfs + "'")
                        .hint(Errno.ENOTDIR, "a root filesystem is a folder, and this is not one"),
                        "from here on, every path that starts with / starts there")
                .then(chdir("/"), "chroot leaves the working directory where it was: outside, and a way out");
    }
    // end::chroot[]

    /** What a child of a Java virtual machine inherits and a program must not find. */
    public static SyscallProgram shed(SyscallProgram program) {
        return program
                .then(setDumpable(false), "nobody may look into the copy of our memory that this process still is")
                .then(unblockSignals(), "Java blocks a few signals in its threads; a program starts with none blocked")
                .then(disposition(Signal.SIGQUIT, false),
                        "we ignore ^\\ while the program runs; the program itself may not inherit that")
                .then(closeOnExecFrom(3).orGoOn(), "of our open files the program gets standard input, output and error only");
    }

    /**
     * Who and where the process is when its program starts.
     *
     * @param mayLeaveGroups false in a user namespace whose groups an ordinary user has mapped: setgroups(2) is forbidden there
     */
    public static SyscallProgram become(SyscallProgram program, ProcessSpec process, boolean mayLeaveGroups) {
        return dieWithUs(take(program, process, mayLeaveGroups));
    }

    /** The first part of {@link #become}: for whoever has something to do as the user, before {@link #dieWithUs}. */
    public static SyscallProgram take(SyscallProgram program, ProcessSpec process, boolean mayLeaveGroups) {
        SyscallProgram longer = program;
        if (!process.workingDirectory().equals("/")) {
            longer = longer.then(chdir(process.workingDirectory())
                    .hint(Errno.ENOENT, "the root filesystem has no such folder: name another with -w, or make it first")
                    .hint(Errno.ENOTDIR, "the working directory must be a folder"), "where the program starts");
        }
        if (process.user() != null) {
            if (mayLeaveGroups) {
                longer = longer.then(setgroups(process.user().groups())
                        .hint(Errno.EPERM, "only root may leave its groups: leave out -u"),
                        "no rights by way of a group we are in");
            }
            String unmapped = "the user namespace has no such ID: see its maps, or leave out -u";
            longer = longer.then(setresgid(process.user().gid()).hint(Errno.EINVAL, unmapped),
                    "the group first: as another user we could not change it any more")
                    .then(setresuid(process.user().uid()).hint(Errno.EINVAL, unmapped), "now the program is user "
                            + process.user().uid() + ", and there is no way back");
        }
        return longer;
    }

    /** Last of all: the kernel forgets that wish of a process that becomes another user. */
    public static SyscallProgram dieWithUs(SyscallProgram program) {
        return program.dieWithParent("when mini-docker dies, the program must not live on unseen");
    }
}
