package minidocker.engine;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import minidocker.cli.CommandLines;
import minidocker.cli.Inherited;
import minidocker.doctor.DoctorCommand;
import minidocker.engine.cli.CommandLine;
import minidocker.engine.cli.Rehearsal;
import minidocker.engine.daemon.DaemonCommand;
import minidocker.notebook.NotebookCommand;
import picocli.CommandLine.Command;

/** The program of this step, and of the whole project: {@code mini-docker}. */
@Command(name = "mini-docker", version = "mini-docker step 6: the engine")
public final class Main {
    /** For the launcher: see {@link Rehearsal}. */
    private static final String REHEARSAL = "__rehearsal";

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        // Go writes UTF-8 whatever the locale says, and so must we where Docker's words have an ellipsis.
        System.setOut(new PrintStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)), false,
                StandardCharsets.UTF_8));
        int code = arguments.length == 1 && arguments[0].equals(REHEARSAL) ? Rehearsal.play()
                : isOurOwn(arguments) ? CommandLines.execute(new Main(), commands(), arguments)
                : CommandLine.execute(Inherited.environment(), Inherited.arguments(arguments));
        System.out.flush();
        Runtime.getRuntime().halt(code);
    }

    /** What Docker does not have. Everything else is in {@link minidocker.engine.cli}. */
    private static boolean isOurOwn(String... arguments) {
        return arguments.length > 0 && List.of("daemon", "doctor", "notebook").contains(arguments[0]);
    }

    private static Map<String, Supplier<Object>> commands() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("daemon", DaemonCommand::new);
        commands.put("doctor", DoctorCommand::new);
        commands.put("notebook", NotebookCommand::new);
        return commands;
    }
}
