package minidocker.cgroups;

import java.util.List;
import minidocker.cli.ProgramOptions;
import minidocker.namespaces.ContainerRun;
import minidocker.namespaces.ContainerSpec;
import minidocker.namespaces.Namespace;
import minidocker.namespaces.UserMaps;
import minidocker.syscall.ExitStatus;
import minidocker.syscall.SyscallProgram;

/** A container in the foreground, in a control group of its own with the limits that were asked for. */
public final class LimitedRun {
    private final Limits limits;
    private final boolean inGroup;
    private final GroupName name;

    /** @param name of the group */
    public LimitedRun(LimitOptions options, GroupName name) {
        this.limits = options.limits(Machine.current());
        this.inGroup = !options.noLimits();
        this.name = name;
    }

    /** Prints what would be done: the files that make the group, and the program; the exit code. */
    public int print(ProgramOptions look, SyscallProgram program) {
        if (!inGroup) {
            return look.print(program);
        }
        try (CgroupParent parent = CgroupParent.find()) {
            if (look.explain) {
                System.out.println("Before the clone, control groups are made, by writing into files (cgroups(7)):");
                System.out.println(parent.explain(name, limits));
            }
            return look.print(CgroupPlacement.prepare(program, parent.hierarchies()));
        }
    }

    /**
     * Runs the container to its end; the group is gone afterwards.
     *
     * @param trace print each call with its result when it has ended
     */
    public ExitStatus run(ContainerSpec spec, UserMaps maps, boolean trace) {
        if (!inGroup) {
            return new ContainerRun(spec, maps, List.of()).run(trace);
        }
        try (CgroupParent parent = CgroupParent.find(); Cgroup cgroup = parent.create(name, limits)) {
            cgroup.warnings().forEach(warning -> System.err.println("WARNING: " + warning));
            ExitStatus status = new ContainerRun(spec, maps, List.of(cgroup.placement())).run(trace);
            if (cgroup.wasOutOfMemory()) {
                System.err.println("mini-docker: OOM killed: the container wanted more memory than its limit of "
                        + limits.memory().limit() + " allows");
            }
            return status;
        }
    }

    /** A container in a group that is there: for a notebook, which looks at the group while the container runs. */
    public static ContainerRun in(Cgroup group, ContainerSpec spec) {
        return new ContainerRun(spec, spec.has(Namespace.USER) ? UserMaps.decide() : null, List.of(group.placement()));
    }
}
