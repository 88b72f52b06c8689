package minidocker.cgroups;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import minidocker.cli.HelpOption;
import minidocker.cli.ProgramOptions;
import minidocker.namespaces.ContainerOptions;
import minidocker.namespaces.ContainerRun;
import minidocker.namespaces.ContainerSpec;
import minidocker.namespaces.UserMaps;
import minidocker.syscall.Child;
import minidocker.syscall.ExitStatus;
import minidocker.syscall.SyscallProgram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run}: a program in a container that can use so much and no more. */
@Command(name = "run", description = "Run a program in a container of its own, with limits.", sortOptions = false,
        footer = {"", "The exit code is the program's; 125 if mini-docker fails, 126 if the program cannot be executed, 127 if it is not there, 137 if it was killed,",
            "by the kernel for want of memory among others: then that is said."})
final class RunCommand implements Callable<Integer> {
    @Option(names = "--name", paramLabel = "NAME", description = "A name, by which stats shows it.")
    String name = "";

    @Mixin
    ContainerOptions options;

    @Mixin
    LimitOptions limitOptions;

    @Mixin
    ProgramOptions look;

    @Mixin
    HelpOption help;

    @Override
    public Integer call() {
        Limits limits = limitOptions.limits(Machine.current());
        Path rootfs = options.root.resolve(!look.only());
        UserMaps maps = options.maps();
        GroupName group = GroupName.random(name);
        ContainerSpec spec = options.spec(rootfs, maps, group.id());
        try (CgroupParent parent = limitOptions.noLimits() ? null : CgroupParent.find()) {
            if (look.only()) {
                return explain(new ContainerRun(spec, maps, List.of()).program(), parent, group, limits);
            }
            return parent == null ? new ContainerRun(spec, maps, List.of()).run(look.trace).code() : inGroup(spec, maps, parent, group, limits).code();
        }
    }

    private ExitStatus inGroup(ContainerSpec spec, UserMaps maps, CgroupParent parent, GroupName name, Limits limits) {
        try (Cgroup cgroup = parent.create(name, limits)) {
            cgroup.warnings().forEach(warning -> System.err.println("WARNING: " + warning));
            ExitStatus status = new ContainerRun(spec, maps, List.of(new InGroup(cgroup.placement()))).run(look.trace);
            if (cgroup.wasOutOfMemory()) {
                System.err.println("mini-docker: OOM killed: the container wanted more memory than its limit of " + limits.memory().limit() + " allows");
            }
            return status;
        }
    }

    private int explain(SyscallProgram program, CgroupParent parent, GroupName group, Limits limits) {
        if (parent == null) {
            return look.print(program);
        }
        if (look.explain) {
            System.out.println("Before the clone, control groups are made, by writing into files (cgroups(7)):");
            System.out.println(parent.explain(group, limits));
        }
        return look.print(CgroupPlacement.prepare(program, parent.isUnified()));
    }

    /** The container is in its group before its first call. */
    private record InGroup(CgroupPlacement placement) implements ContainerRun.Addition {
        @Override
        public SyscallProgram prepare(SyscallProgram program) {
            return placement.prepare(program);
        }

        @Override
        public Map<String, Integer> given() {
            return placement.given();
        }

        @Override
        public void whileItWaits(Child child) {
            placement.place(child);
        }
    }
}
