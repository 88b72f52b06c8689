package minidocker.overlay;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import minidocker.cgroups.EnterCommand;
import minidocker.cgroups.StatsCommand;
import minidocker.cli.CommandLines;
import minidocker.doctor.DoctorCommand;
import minidocker.namespaces.EscapeCommand;
import minidocker.namespaces.NamespacesCommand;
import minidocker.rootfs.RootfsCommand;
import picocli.CommandLine.Command;

/** The program of this step: {@code step04-overlayfs/mini-docker}. */
@Command(name = "mini-docker", mixinStandardHelpOptions = true, version = "mini-docker step 4: overlayfs",
        synopsisSubcommandLabel = "COMMAND",
        description = {"Step 4: layers and copy-on-write, by overlayfs; what changed, as a list and as an archive.", ""},
        footer = {"", "'mini-docker COMMAND --help' tells more; 'mini-docker --debug COMMAND' adds the stack trace to an error."})
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("run", RunCommand::new);
        commands.put("diff", DiffCommand::new);
        commands.put("commit", CommitCommand::new);
        commands.put("apply", ApplyCommand::new);
        commands.put("forget", ForgetCommand::new);
        commands.put("copy-up", CopyUpCommand::new);
        commands.put("rootfs", RootfsCommand::new);
        commands.put("enter", EnterCommand::new);
        commands.put("namespaces", NamespacesCommand::new);
        commands.put("escape", EscapeCommand::new);
        commands.put("stats", StatsCommand::new);
        commands.put("doctor", DoctorCommand::new);
        CommandLines.main(new Main(), commands, arguments);
    }
}
