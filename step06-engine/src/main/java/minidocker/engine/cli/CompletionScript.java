package minidocker.engine.cli;

import minidocker.engine.cli.flags.Flag;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Completion of commands and options, for bash and for zsh, which understands bash's: picocli knows how to write that, so it is
 * given the commands in its own terms.
 */
public final class CompletionScript {
    private CompletionScript() {}

    public static String text() {
        CommandLine top = new CommandLine(CommandSpec.create().name(Session.PROGRAM));
        for (String name : CommandTable.top()) {
            if (CommandTable.GROUPS.contains(name)) {
                CommandLine group = new CommandLine(CommandSpec.create().name(name));
                CommandTable.of(name).forEach(full -> group.addSubcommand(full.substring(full.indexOf(' ') + 1), of(full)));
                top.addSubcommand(name, group);
            } else {
                top.addSubcommand(name, of(name));
            }
        }
        return AutoComplete.bash(Session.PROGRAM, top);
    }

    private static CommandLine of(String name) {
        CommandSpec spec = CommandSpec.create().name(name);
        Command command = CommandTable.make(name);
        if (command != null) {
            for (Flag<?> flag : command.flags().all()) {
                OptionSpec.Builder option = flag.shorthand().isEmpty() ? OptionSpec.builder("--" + flag.name())
                        : OptionSpec.builder("-" + flag.shorthand(), "--" + flag.name());
                spec.addOption(option.type(flag.type().isEmpty() ? boolean.class : String.class).arity(flag.type().isEmpty() ? "0" : "1")
                        .build());
            }
        }
        return new CommandLine(spec);
    }
}
