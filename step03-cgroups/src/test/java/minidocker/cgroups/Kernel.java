package minidocker.cgroups;

import static minidocker.syscall.FileCalls.closeOnExecFrom;
import static minidocker.syscall.ProcessCalls.execve;
import static minidocker.syscall.ProcessCalls.setParentDeathSignal;
import static minidocker.syscall.ProcessCalls.unblockSignals;

import java.util.List;
import java.util.UUID;
import minidocker.syscall.Child;
import minidocker.syscall.CloneFlag;
import minidocker.syscall.Linux;
import minidocker.syscall.Signal;
import minidocker.syscall.SyscallProgram;
import org.junit.jupiter.api.Named;

/** Groups on the kernel at hand, and programs in them. */
final class Kernel {
    private Kernel() {}

    /**
     * The machine as it is; and where it is hybrid also as if it had only v2 (without controllers), or only v1, so that both
     * drivers are tried on one machine.
     */
    static List<Named<Hierarchies>> layouts() {
        Hierarchies real = Hierarchies.ofThisMachine();
        if (real.isUnified()) {
            return List.of(Named.of("v2", real));
        }
        Hierarchies legacy = new Hierarchies(real.all().stream().filter(LegacyHierarchy.class::isInstance).toList());
        return real.unified() == null ? List.of(Named.of("v1", real))
                : List.of(Named.of("hybrid", real), Named.of("v2 without controllers", new Hierarchies(List.of(real.unified()))),
                        Named.of("v1", legacy));
    }

    /** A parent that nobody else sweeps. */
    static CgroupParent parent(Hierarchies hierarchies) {
        return CgroupParent.find(hierarchies, "mini-docker-test-" + UUID.randomUUID(), Linux.geteuid());
    }

    static SyscallProgram shell(String script, CloneFlag... flags) {
        return SyscallProgram.inNewProcess("a shell", flags).then(unblockSignals(), "").then(closeOnExecFrom(3), "")
                .then(setParentDeathSignal(Signal.SIGKILL), "")
                        .then(execve("/bin/sh", List.of("sh", "-c", script), List.of("PATH=/usr/bin:/bin", "LC_ALL=C")), "");
    }

    /** A shell that runs in the group. */
    static Child start(Cgroup group, String script, CloneFlag... flags) {
        CgroupPlacement placement = group.placement();
        Child child = Child.spawn(placement.prepare(shell(script, flags)), placement.given());
        placement.handedOver();
        child.awaitExec();
        return child;
    }

    /** Runs a shell in the group to its end. */
    static int run(Cgroup group, String script, CloneFlag... flags) {
        try (Child child = start(group, script, flags)) {
            return child.waitFor().code();
        }
    }
}
