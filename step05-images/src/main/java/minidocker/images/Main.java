package minidocker.images;

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
import minidocker.cgroups.EnterCommand;
import minidocker.cgroups.StatsCommand;
import minidocker.cli.CommandLines;
import minidocker.doctor.DoctorCommand;
import minidocker.namespaces.EscapeCommand;
import minidocker.namespaces.NamespacesCommand;
import minidocker.images.cli.CommandGroup;
import minidocker.images.cli.HistoryCommand;
import minidocker.images.cli.ImportCommand;
import minidocker.images.cli.InfoCommand;
import minidocker.images.cli.InspectCommand;
import minidocker.images.cli.ListCommand;
import minidocker.images.cli.LoadCommand;
import minidocker.images.cli.LoginCommand;
import minidocker.images.cli.LogoutCommand;
import minidocker.images.cli.ManifestInspectCommand;
import minidocker.images.cli.PruneCommand;
import minidocker.images.cli.PullCommand;
import minidocker.images.cli.Rehearsal;
import minidocker.images.cli.RemoveCommand;
import minidocker.images.cli.RunCommand;
import minidocker.images.cli.SaveCommand;
import minidocker.images.cli.SearchCommand;
import minidocker.images.cli.TagCommand;
import picocli.CommandLine.Command;

/** The program of this step: {@code step05-images/mini-docker}. */
@Command(name = "mini-docker", mixinStandardHelpOptions = true, version = "mini-docker step 5: images",
        synopsisSubcommandLabel = "COMMAND",
        description = {"Step 5: images, where they come from and what they are made of.", ""},
        footer = {"", "'mini-docker COMMAND --help' tells more; 'mini-docker --debug COMMAND' adds the stack trace to an error."})
public final class Main {
    /** For the launcher: see {@link Rehearsal}. */
    private static final String REHEARSAL = "__rehearsal";

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        // Go writes UTF-8 whatever the locale says, and so must we where Docker's words have an ellipsis.
        System.setOut(new PrintStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)), true,
                StandardCharsets.UTF_8));
        if (arguments.length == 1 && arguments[0].equals(REHEARSAL)) {
            Runtime.getRuntime().halt(Rehearsal.play(Main::rehearse));
        }
        CommandLines.main(new Main(), commands(arguments), arguments);
    }

    private static int rehearse(List<String> words) {
        String[] arguments = words.toArray(new String[0]);
        Map<String, Supplier<Object>> commands = commands(arguments);
        commands.put("pull", PullCommand::rehearsed);
        return CommandLines.execute(new Main(), commands, arguments);
    }

    private static Map<String, Supplier<Object>> commands(String[] arguments) {
        Map<String, Supplier<Object>> image = new LinkedHashMap<>();
        image.put("ls", ListCommand::new);
        image.put("list", ListCommand::new);
        image.put("pull", PullCommand::new);
        image.put("inspect", InspectCommand::new);
        image.put("history", HistoryCommand::new);
        image.put("rm", RemoveCommand::new);
        image.put("remove", RemoveCommand::new);
        image.put("tag", TagCommand::new);
        image.put("prune", PruneCommand::new);
        image.put("save", SaveCommand::new);
        image.put("load", LoadCommand::new);
        image.put("import", ImportCommand::new);
        Map<String, Supplier<Object>> manifest = Map.of("inspect", ManifestInspectCommand::new);

        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("run", RunCommand::new);
        commands.put("pull", PullCommand::new);
        commands.put("images", ListCommand::new);
        commands.put("image", () -> CommandGroup.of("image", "Manage images", image, arguments));
        commands.put("inspect", InspectCommand::new);
        commands.put("history", HistoryCommand::new);
        commands.put("rmi", RemoveCommand::new);
        commands.put("tag", TagCommand::new);
        commands.put("save", SaveCommand::new);
        commands.put("load", LoadCommand::new);
        commands.put("import", ImportCommand::new);
        commands.put("manifest", () -> CommandGroup.of("manifest", "Look at manifests", manifest, arguments));
        commands.put("search", SearchCommand::new);
        commands.put("login", LoginCommand::new);
        commands.put("logout", LogoutCommand::new);
        commands.put("enter", EnterCommand::new);
        commands.put("namespaces", NamespacesCommand::new);
        commands.put("escape", EscapeCommand::new);
        commands.put("stats", StatsCommand::new);
        commands.put("info", InfoCommand::new);
        commands.put("doctor", DoctorCommand::new);
        return commands;
    }
}
