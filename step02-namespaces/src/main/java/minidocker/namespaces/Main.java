package minidocker.namespaces;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import minidocker.cli.CommandLines;
import minidocker.doctor.DoctorCommand;
import minidocker.rootfs.RootfsCommand;
import picocli.CommandLine.Command;

/** The program of this step: {@code step02-namespaces/mini-docker}. */
@Command(name = "mini-docker", mixinStandardHelpOptions = true, version = "mini-docker step 2: namespaces",
        synopsisSubcommandLabel = "COMMAND",
        description = {"Step 2: a container that sees only itself, by namespaces and pivot_root(2).", ""},
        footer = {"", "'mini-docker COMMAND --help' tells more; 'mini-docker --debug COMMAND' adds the stack trace to an error."})
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("run", RunCommand::new);
        commands.put("enter", EnterCommand::new);
        commands.put("namespaces", NamespacesCommand::new);
        commands.put("escape", EscapeCommand::new);
        commands.put("rootfs", RootfsCommand::new);
        commands.put("doctor", DoctorCommand::new);
        CommandLines.main(new Main(), commands, arguments);
    }
}
