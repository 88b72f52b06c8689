package minidocker.engine.runtime;

import static minidocker.syscall.ProcessCalls.exitGroup;
import static minidocker.syscall.ProcessCalls.given;
import static minidocker.syscall.ProcessCalls.joinSessionKeyring;
import static minidocker.syscall.ProcessCalls.setns;

import java.util.Set;
import minidocker.cgroups.CgroupPlacement;
import minidocker.chroot.Chroot;
import minidocker.namespaces.Namespace;
import minidocker.syscall.CloneFlag;
import minidocker.syscall.Errno;
import minidocker.syscall.SyscallProgram;

/** A further process in a container as a list of system calls. */
final class ExecProgram {
    /** The descriptor of the container's first process, pidfd_open(2). */
    static final String TARGET = "target";
    /** The clone whose result is the process that is in the container. */
    static final String ENTERED = "entered";

    private ExecProgram() {}

    /**
     * @param namespaces that the container does not share with us
     * @param score for the kernel's choice when memory runs out, or null for ours
     */
    static SyscallProgram of(String id, Set<Namespace> namespaces, ProcessProgram process, Integer score,
            Surroundings surroundings) {
        CloneFlag[] flags = namespaces.stream().sorted().map(Namespace::flag).toArray(CloneFlag[]::new);
        SyscallProgram program = CgroupPlacement.prepare(
                SyscallProgram.inNewProcess("a process of its own, in the container's control group"),
                surroundings.groups());
        program = ProcessProgram.outOfMemoryScore(Chroot.shed(program), score, surroundings)
                .then(setns(given(TARGET), flags).hint(Errno.ESRCH, "the container has ended in the meantime"),
                        "into all of the container's namespaces at once, by the process that is in them")
                .then(joinSessionKeyring("_ses." + id).orGoOn(), "keys of ours are no keys of its");
        if (namespaces.contains(Namespace.PID)) {
            program = program.cloneAgain(ENTERED, "joining a PID namespace moves nobody: the child is born into it",
                    SyscallProgram.inNewProcess("").then(exitGroup(0), "who joined is done"), CloneFlag.CLONE_PARENT);
        }
        return process.append(process.openTerminal(program));
    }
}
