package minidocker.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import minidocker.cli.CommandLines;
import minidocker.doctor.DoctorCommand;
import minidocker.notebook.NotebookCommand;
import picocli.CommandLine.Command;

/** The program of this step, and of the whole project: {@code mini-docker}. */
@Command(name = "mini-docker", mixinStandardHelpOptions = true, version = "mini-docker step 6: the engine",
        synopsisSubcommandLabel = "COMMAND", description = {"Containers from scratch, and all that Docker does.", ""},
        footer = {"", "'mini-docker COMMAND --help' tells more; 'mini-docker --debug COMMAND' adds the stack trace to an error."})
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        int code = CommandLines.execute(new Main(), commands(), arguments);
        System.out.flush();
        Runtime.getRuntime().halt(code);
    }

    private static Map<String, Supplier<Object>> commands() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("doctor", DoctorCommand::new);
        commands.put("notebook", NotebookCommand::new);
        return commands;
    }
}
