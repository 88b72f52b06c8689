package minidocker.namespaces;

import static minidocker.syscall.ProcessCalls.exitGroup;
import static minidocker.syscall.ProcessCalls.given;
import static minidocker.syscall.ProcessCalls.setgroups;
import static minidocker.syscall.ProcessCalls.setns;
import static minidocker.syscall.ProcessCalls.setresgid;
import static minidocker.syscall.ProcessCalls.setresuid;
import static minidocker.syscall.ProcessCalls.umask;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import minidocker.chroot.Chroot;
import minidocker.chroot.Execution;
import minidocker.chroot.ProcessSpec;
import minidocker.syscall.CloneFlag;
import minidocker.syscall.Errno;
import minidocker.syscall.Linux;
import minidocker.syscall.SyscallProgram;

/** A second process in the namespaces of a running container. */
final class Entry {
    /** The descriptor of the container's process, pidfd_open(2). */
    static final String TARGET = "target";
    /** The clone whose result is the process that is in the container. */
    static final String ENTERED = "entered";

    private Entry() {}

    /** The namespaces in which that process is and we are not. */
    static Set<Namespace> foreignTo(int pid) {
        Set<Namespace> foreign = EnumSet.noneOf(Namespace.class);
        for (Namespace namespace : Namespace.values()) {
            String theirs = namespace.inodeOf(pid);
            if (theirs != null && !theirs.equals(namespace.inodeOf(Linux.getpid()))) {
                foreign.add(namespace);
            }
        }
        return foreign;
    }

    // tag::enter[]
    /**
     * Joining a PID namespace moves nobody: only children are born into it. Hence a second clone; CLONE_PARENT makes that child
     * ours.
     *
     * @param pid the container's process, whose root directory is taken where the mount namespace is ours and does not bring one
     */
    static SyscallProgram program(int pid, Set<Namespace> namespaces, ProcessSpec process, Set<Capability> capabilities,
            boolean terminal) {
        CloneFlag[] flags = namespaces.stream().map(Namespace::flag).toArray(CloneFlag[]::new);
        SyscallProgram program = SyscallProgram
                .inNewProcess("a process of its own: setns(user) refuses one with several threads, as a JVM is")
                .then(setns(given(TARGET), flags)
                        .hint(Errno.EPERM, "a container can be entered by root, and by whoever started it")
                        .hint(Errno.ESRCH, "it has ended in the meantime"),
                                "into all of the container's namespaces at once, by the process that is in them");
        if (namespaces.contains(Namespace.USER)) {
            program = program.then(setgroups(List.of()).orGoOn(),
                    "our groups mean nothing there; where the namespace forbids it, we keep them")
                    .then(setresgid(0), "root's group there").then(setresuid(0), "and root");
        }
        if (!namespaces.contains(Namespace.MOUNT)) {
            program = Chroot.enter(program, "/proc/" + pid + "/root");
        }
        SyscallProgram first = SyscallProgram.inNewProcess("").then(exitGroup(0), "who joined is done");
        program = Chroot.shed(program.cloneAgain(ENTERED, "the child is in the PID namespace as well", first,
                CloneFlag.CLONE_PARENT))
                .then(umask(022), "as a login would set it");
        if (terminal) {
            program = PseudoTerminal.attach(PseudoTerminal.open(program));
        }
        program = Capability.keepOnly(capabilities, process.user(), program);
        return Execution.append(Capability.becomeUser(capabilities, process, !namespaces.contains(Namespace.USER), program),
                process);
    }
    // end::enter[]
}
