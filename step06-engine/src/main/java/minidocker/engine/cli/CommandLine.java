package minidocker.engine.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import minidocker.cli.UserError;
import minidocker.cli.template.TemplateException;
import minidocker.engine.Version;
import minidocker.engine.cli.flags.FlagError;
import minidocker.engine.daemon.Build;
import minidocker.engine.cli.flags.Flags;
import minidocker.json.MalformedJson;

/** Finds the command of a command line, runs it, and turns what goes wrong into a sentence and Docker's exit code. */
public final class CommandLine {
    /** An option that makes no sense. */
    private static final int USAGE_ERROR = 125;
    private static final int FAILED = 1;

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final GlobalOptions options;

    private CommandLine(Map<String, String> environment) {
        options = new GlobalOptions(environment);
    }

    /** @return the exit code */
    public static int execute(Map<String, String> environment, String... arguments) {
        return new CommandLine(environment).execute(Arrays.asList(arguments));
    }

    private int execute(List<String> given) {
        List<String> words;
        try {
            words = options.flags().parse(given);
            options.check();
        } catch (FlagError e) {
            return usageError(e.getMessage(), "", "[OPTIONS] COMMAND [ARG...]", USAGE_ERROR);
        } catch (UserError e) {
            err.println(e.getMessage());
            return e.exitCode();
        }
        if (options.wantsVersion()) {
            out.println("mini-docker version " + Version.NUMBER + ", build " + Build.current());
            return 0;
        }
        if (words.isEmpty()) {
            Help.top(out, options.flags());
            return 0;
        }
        return words.get(0).equals("help") ? help(words.subList(1, words.size())) : command(words);
    }

    private int command(List<String> words) {
        String first = words.get(0);
        if (!CommandTable.GROUPS.contains(first)) {
            Command command = CommandTable.make(first);
            return command == null ? unknown(first, words) : run(command, first, words.subList(1, words.size()));
        }
        if (words.size() == 1 || words.get(1).equals("--help")) {
            // Who asked for it can pipe it on; else something was forgotten.
            Help.group(words.size() == 1 ? err : out, first);
            return 0;
        }
        String name = first + " " + words.get(1);
        if (words.get(1).startsWith("-")) {
            String option = words.get(1);
            return usageError(option.startsWith("--") ? "unknown flag: " + option
                    : "unknown shorthand flag: '" + option.charAt(Math.min(1, option.length() - 1)) + "' in " + option,
                    first, "", USAGE_ERROR);
        }
        Command command = CommandTable.make(name);
        return command == null ? unknown(name, words) : run(command, name, words.subList(2, words.size()));
    }

    /** Docker has its own words for images and volumes. */
    private static String templateTrouble(String command, TemplateException trouble) {
        if (command.startsWith("image") || command.startsWith("volume ")) {
            return "template parsing error: ";
        }
        return trouble.getMessage().contains(" executing ") ? "failed to execute template: " : "failed to parse template: ";
    }

    private int unknown(String name, List<String> words) {
        int space = name.indexOf(' ');
        String group = space < 0 ? "" : name.substring(0, space);
        err.println(Session.PROGRAM + ": unknown command: " + Session.PROGRAM + " " + name);
        List<String> meant = Suggestions.of(name);
        if (!meant.isEmpty()) {
            err.println("\nDid you mean this?");
            meant.forEach(one -> err.println("\t" + Session.PROGRAM + " " + one));
        }
        err.println();
        if (!group.isEmpty()) {
            err.println("Usage:  " + Session.PROGRAM + " " + group + (group.equals("volume") ? " COMMAND\n" : "\n"));
        }
        err.println("Run '" + Session.PROGRAM + (group.isEmpty() ? "" : " " + group) + " --help' for more information");
        return FAILED;
    }

    private int help(List<String> words) {
        String name = String.join(" ", words);
        if (words.isEmpty()) {
            Help.top(out, options.flags());
        } else if (CommandTable.GROUPS.contains(name)) {
            Help.group(out, name);
        } else {
            Command command = CommandTable.make(name);
            if (command == null) {
                err.println("unknown help topic: " + name);
                return FAILED;
            }
            Help.command(out, command, name);
        }
        return 0;
    }

    private int run(Command command, String name, List<String> given) {
        Session session = new Session(options, name);
        try {
            Flags flags = command.flags();
            List<String> arguments = flags.parse(given);
            if (flags.wantsHelp()) {
                Help.command(out, command, name);
                return 0;
            }
            String wrong = command.manual().wrong(arguments.size());
            if (wrong != null) {
                String hint = command.manual().hasNoMost() ? "See" : "Run";
                return usageError(Session.PROGRAM + ": '" + Session.PROGRAM + " " + name + "' " + wrong, name,
                        command.manual().synopsis(), hint, FAILED);
            }
            return command.run(session, arguments);
        } catch (FlagError e) {
            return usageError(e.getMessage(), name, command.manual().synopsis(), USAGE_ERROR);
        } catch (UserError e) {
            return failed(e, e.getMessage(), e.exitCode());
        } catch (TemplateException e) {
            return failed(e, templateTrouble(name, e) + e.getMessage(), FAILED);
        } catch (MalformedJson e) {
            return failed(e, "the engine's answer cannot be understood: " + e.getMessage(), command.failureCode());
        } catch (IOException e) {
            return failed(e, FileTrouble.sentence(e), command.failureCode());
        } catch (IllegalArgumentException e) {
            return failed(e, e.getMessage(), command.failureCode());
        } catch (RuntimeException e) {
            return failed(e, e + " (this is a mistake of mini-docker's: please report it with the output of mini-docker --debug ...)",
                    USAGE_ERROR);
        }
    }

    private int failed(Exception error, String sentence, int code) {
        out.flush();
        if (options.debug()) {
            error.printStackTrace(err);
        }
        err.println(sentence);
        return code;
    }

    private int usageError(String message, String name, String synopsis, int code) {
        return usageError(message, name, synopsis, "Run", code);
    }

    private int usageError(String message, String name, String synopsis, String hint, int code) {
        String called = Session.PROGRAM + (name.isEmpty() ? "" : " " + name);
        err.println(message + "\n");
        Help.usage(err, called, synopsis);
        err.println("\n" + hint + " '" + called + " --help' for more information");
        return code;
    }
}
