package minidocker.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import minidocker.syscall.ProgramFailure;
import minidocker.syscall.SyscallException;
import picocli.CommandLine;

/**
 * Runs a command line as Docker's client does: 125 when we fail, 126 when the program cannot be executed, 127 when it is not found, else
 * the program's own code. An error is one sentence on standard error; the stack trace comes with {@code --debug}.
 */
public final class CommandLines {
    /** Our own failure, a usage error included. */
    public static final int ENGINE_ERROR = 125;
    public static final int CANNOT_BE_EXECUTED = 126;
    public static final int NOT_FOUND = 127;

    private CommandLines() {}

    /**
     * @param top the annotated object of the command line as a whole
     * @param subcommands by name; only the one that is asked for is made, because reading annotations takes time
     */
    public static int execute(Object top, Map<String, Supplier<Object>> subcommands, String... arguments) {
        boolean debug = arguments.length > 0 && arguments[0].equals("--debug");
        String[] rest = debug ? Arrays.copyOfRange(arguments, 1, arguments.length) : arguments;
        CommandLine line = new CommandLine(top);
        boolean known = rest.length > 0 && subcommands.containsKey(rest[0]);
        subcommands.forEach((name, command) -> {
            if (!known || name.equals(rest[0])) {
                line.addSubcommand(name, command.get());
            }
        });
        if (rest.length == 0) {
            line.usage(System.out);
            return 0;
        }
        stopAtPositional(line);
        line.setUsageHelpAutoWidth(true);
        line.setParameterExceptionHandler((error, given) -> usageError(error));
        line.setExecutionExceptionHandler((error, command, parsed) -> failure(error, debug));
        return line.execute(rest);
    }

    /** Behind a program's name every word is the program's own; most commands run none. */
    private static void stopAtPositional(CommandLine line) {
        line.getCommandSpec().parser().stopAtPositional(!(line.getCommandSpec().userObject() instanceof Interspersed));
        line.getSubcommands().values().forEach(CommandLines::stopAtPositional);
    }

    private static int usageError(CommandLine.ParameterException error) {
        CommandLine command = error.getCommandLine();
        StringBuilder text = new StringBuilder("mini-docker: ").append(error.getMessage()).append('.');
        if (error instanceof CommandLine.UnmatchedArgumentException unmatched) {
            List<String> suggestions = unmatched.getSuggestions();
            if (!suggestions.isEmpty()) {
                text.append(" Did you mean ").append(String.join(" or ", suggestions)).append('?');
            }
        }
        System.err.println(text);
        System.err.println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ENGINE_ERROR;
    }

    private static int failure(Exception error, boolean debug) {
        if (debug) {
            error.printStackTrace();
        }
        System.err.println("mini-docker: " + sentence(error));
        return error instanceof UserError user ? user.exitCode() : ENGINE_ERROR;
    }

    private static String sentence(Exception error) {
        // A value that cannot be refuses itself with a sentence, as an IllegalArgumentException.
        if (error instanceof UserError || error instanceof IllegalArgumentException || error instanceof SyscallException
                || error instanceof ProgramFailure) {
            return error.getMessage();
        }
        return error + " (this is a mistake of mini-docker's: please report it with the output of mini-docker --debug ...)";
    }
}
