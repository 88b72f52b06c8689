package minidocker.cgroups;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import minidocker.cli.CommandLines;
import minidocker.doctor.DoctorCommand;
import minidocker.namespaces.EscapeCommand;
import minidocker.namespaces.NamespacesCommand;
import minidocker.rootfs.RootfsCommand;
import picocli.CommandLine.Command;

/** The program of this step: {@code step03-cgroups/mini-docker}. */
@Command(name = "mini-docker", mixinStandardHelpOptions = true, version = "mini-docker step 3: cgroups",
        synopsisSubcommandLabel = "COMMAND",
        description = {"Step 3: what a program may use, and what it does use, by control groups.", ""},
        footer = {"", "'mini-docker COMMAND --help' tells more; 'mini-docker --debug COMMAND' adds the stack trace to an error."})
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("run", RunCommand::new);
        commands.put("stats", StatsCommand::new);
        commands.put("enter", EnterCommand::new);
        commands.put("namespaces", NamespacesCommand::new);
        commands.put("escape", EscapeCommand::new);
        commands.put("rootfs", RootfsCommand::new);
        commands.put("doctor", DoctorCommand::new);
        CommandLines.main(new Main(), commands, arguments);
    }
}
