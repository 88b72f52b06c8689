package minidocker.images.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import minidocker.cli.HelpOption;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code image COMMAND}: the long forms of the commands that Docker had first. Without a command it prints its help. */
@Command(synopsisSubcommandLabel = "COMMAND")
public final class CommandGroup implements Callable<Integer> {
    @Mixin
    private HelpOption help;
    @Spec
    private CommandSpec spec;

    private CommandGroup() {}

    /**
     * @param arguments the whole command line: only the command that it asks for is made, because reading annotations takes time
     */
    public static CommandLine of(String name, String description, Map<String, Supplier<Object>> commands, String... arguments) {
        CommandLine group = new CommandLine(new CommandGroup());
        group.getCommandSpec().usageMessage().description(description, "");
        int at = 0;
        while (at < arguments.length && !arguments[at].equals(name)) {
            at++;
        }
        String asked = at + 1 < arguments.length ? arguments[at + 1] : "";
        commands.forEach((word, command) -> {
            if (!commands.containsKey(asked) || word.equals(asked)) {
                group.addSubcommand(word, command.get());
            }
        });
        return group;
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(System.out);
        return 0;
    }
}
