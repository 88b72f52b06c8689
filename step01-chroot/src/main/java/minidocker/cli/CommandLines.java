package minidocker.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import minidocker.syscall.ExitStatus;
import minidocker.syscall.ProgramFailure;
import minidocker.syscall.Signal;
import minidocker.syscall.SyscallException;
import picocli.CommandLine;

/**
 * Runs a command line as Docker's client does: 125 when we fail, 126 when the program cannot be executed, 127 when it is not
 * found, else the program's own code. An error is one sentence on standard error; the stack trace comes with {@code --debug}.
 */
public final class CommandLines {
    /** Our own failure, a usage error included. */
    public static final int ENGINE_ERROR = 125;
    public static final int CANNOT_BE_EXECUTED = 126;
    public static final int NOT_FOUND = 127;

    private CommandLines() {}

    /** The whole of a program's main: runs the command line and ends this process with its exit code. */
    public static void main(Object top, Map<String, Supplier<Object>> subcommands, String... arguments) {
        int code = execute(top, subcommands, arguments);
        System.out.flush();
        Runtime.getRuntime().halt(code);
    }

    /**
     * @param top the annotated object of the command line as a whole
     * @param subcommands by name; only the one that is asked for is made, because reading annotations takes time
     */
    public static int execute(Object top, Map<String, Supplier<Object>> subcommands, String... arguments) {
        String[] given = Inherited.arguments(arguments);
        boolean debug = given.length > 0 && given[0].equals("--debug");
        String[] rest = debug ? Arrays.copyOfRange(given, 1, given.length) : given;
        try {
            return written(execute(top, subcommands, debug, rest));
        } catch (Error broken) {
            return failure(broken, debug);
        }
    }

    private static int execute(Object top, Map<String, Supplier<Object>> subcommands, boolean debug, String... rest) {
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
        // What stands behind a command that is to be run belongs to that; elsewhere, options may come last, as with Docker.
        line.getSubcommands().values().forEach(sub -> sub.setStopAtPositional(
                sub.getCommandSpec().positionalParameters().stream()
                        .anyMatch(parameter -> parameter.paramLabel().equals("CMD"))));
        // @file is an argument like any other; and as with Docker the last of several values counts.
        line.setExpandAtFiles(false);
        line.setOverwrittenOptionsAllowed(true);
        line.setUsageHelpAutoWidth(true);
        line.registerConverter(Path.class, CommandLines::path);
        line.setParameterExceptionHandler((error, given) -> usageError(error));
        line.setExecutionExceptionHandler((error, command, parsed) -> failure(error, debug));
        return line.execute(rest);
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException wrong) {
            throw new CommandLine.TypeConversionException(sentence(wrong));
        }
    }

    private static int usageError(CommandLine.ParameterException error) {
        CommandLine command = error.getCommandLine();
        StringBuilder text = new StringBuilder("mini-docker: ").append(wrong(error)).append('.');
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

    private static String wrong(CommandLine.ParameterException error) {
        if (error instanceof CommandLine.UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()
                && !error.getCommandLine().getSubcommands().isEmpty()) {
            return "there is no command " + unmatched.getUnmatched().get(0);
        }
        return error.getMessage().replaceFirst("\\.$", "");
    }

    /**
     * What we print ourselves may not seem to have arrived if it did not. A reader who has seen enough and closes the pipe is no
     * error to speak of.
     */
    private static int written(int code) {
        if (!System.out.checkError()) {
            return code;
        }
        try {
            if (!Files.readSymbolicLink(Path.of("/proc/self/fd/1")).isAbsolute()) {
                return new ExitStatus.Killed(Signal.SIGPIPE.number()).code();
            }
        } catch (IOException noProc) {
            // Then it is not known to be a pipe.
        }
        System.err.println("mini-docker: standard output cannot be written to: is it closed, or the disk full?");
        return code == 0 ? ENGINE_ERROR : code;
    }

    private static int failure(Throwable error, boolean debug) {
        if (debug) {
            error.printStackTrace();
        }
        System.err.println("mini-docker: " + sentence(error));
        return error instanceof UserError user ? user.exitCode() : ENGINE_ERROR;
    }

    private static String sentence(Throwable error) {
        if (error instanceof InvalidPathException path) {
            // Java's paths are strings, which it turns into bytes by the locale.
            return "the path " + path.getInput()
                    + " has characters that this locale cannot write: name it otherwise, or set LC_ALL=C.UTF-8";
        }
        // A value that cannot be refuses itself with a sentence, as an IllegalArgumentException.
        if (error instanceof UserError || error instanceof IllegalArgumentException || error instanceof SyscallException
                || error instanceof ProgramFailure) {
            return error.getMessage();
        } else if (error instanceof OutOfMemoryError) {
            return "this takes more memory than the Java virtual machine was given (its option -Xmx): is an argument or a file very large?";
        }
        return error + " (this is a mistake of mini-docker's: please report it with the output of mini-docker --debug ...)";
    }
}
