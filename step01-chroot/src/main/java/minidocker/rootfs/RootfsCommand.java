package minidocker.rootfs;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import minidocker.cli.HelpOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rootfs}: the file tree that a container has for its own. */
@Command(name = "rootfs", description = "Make root filesystems.", synopsisSubcommandLabel = "COMMAND",
        subcommands = RootfsCommand.Create.class)
public final class RootfsCommand {
    @Mixin
    HelpOption help;

    /** {@code rootfs create}. */
    @Command(name = "create", description = "Make a root filesystem from the programs of this machine.",
            footer = {"", "It gets a shell, the usual tools, their libraries and a small /etc.",
                "DIR must not exist, or be empty."})
    static final class Create implements Callable<Integer> {
        @Parameters(paramLabel = "DIR", description = "The directory to make.")
        private Path dir;

        @Option(names = "--with", paramLabel = "CMD",
                description = "Take this program along too, with all libraries that it is linked with: a name that is in PATH,"
                        + " or a path. May be given several times.")
        private List<String> with = new ArrayList<>();

        @Option(names = "--force", description = "Replace DIR if rootfs create has made it.")
        private boolean force;

        @Option(names = "--explain", description = "Print what would be made and why each file is there, and make nothing.")
        private boolean explain;

        @Mixin
        private HelpOption help;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            RootfsMaker maker = RootfsMaker.ofThisMachine();
            if (explain) {
                RootfsPlan plan = maker.plan(with);
                out.print(plan.explain());
                out.flush();
                tell(plan.notes());
                return 0;
            }
            MadeRootfs made = maker.make(dir, with, force);
            tell(made.notes());
            out.println(made + "; try: " + spec.root().name() + " run --rootfs " + dir + " sh");
            out.flush();
            return 0;
        }

        private void tell(List<String> notes) {
            PrintWriter err = spec.commandLine().getErr();
            notes.forEach(note -> err.println("note: " + note));
            err.flush();
        }
    }
}
