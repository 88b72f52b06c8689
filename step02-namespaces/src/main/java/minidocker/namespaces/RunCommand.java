package minidocker.namespaces;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import minidocker.cli.HelpOption;
import minidocker.cli.ProgramOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code run}: a program in a container that sees only itself. */
@Command(name = "run", description = "Run a program in a container of its own.", sortOptions = false,
        footer = {"", "The exit code is the program's; 125 if mini-docker fails, 126 if the program cannot be executed, 127 if it is not there."})
final class RunCommand implements Callable<Integer> {
    @Mixin
    ContainerOptions options;

    @Mixin
    ProgramOptions look;

    @Mixin
    HelpOption help;

    @Override
    public Integer call() {
        Path rootfs = options.root.resolve(!look.only());
        UserMaps maps = options.maps();
        ContainerRun run = new ContainerRun(options.spec(rootfs, maps, ContainerOptions.newId()), maps, List.of());
        if (look.only()) {
            return look.print(run.program());
        }
        return run.run(look.trace).code();
    }
}
