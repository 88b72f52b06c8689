package minidocker.cgroups;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import minidocker.cli.HelpOption;
import minidocker.cli.ProgramOptions;
import minidocker.namespaces.ContainerOptions;
import minidocker.namespaces.ContainerRun;
import minidocker.namespaces.ContainerSpec;
import minidocker.namespaces.UserMaps;
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
        Path rootfs = options.root.resolve(!look.only());
        UserMaps maps = options.maps();
        GroupName group = GroupName.random(name);
        ContainerSpec spec = options.spec(rootfs, maps, group.id());
        LimitedRun run = new LimitedRun(limitOptions, group);
        return look.only() ? run.print(look, new ContainerRun(spec, maps, List.of()).program()) : run.run(spec, maps, look.trace)
                .code();
    }
}
