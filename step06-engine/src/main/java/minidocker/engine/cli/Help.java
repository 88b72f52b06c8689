package minidocker.engine.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.cli.flags.Flags;

/** What {@code --help} prints. */
final class Help {
    private static final int WIDTH = 80;

    private Help() {}

    static void top(PrintStream out, Flags options) {
        out.println("Usage:  " + Session.PROGRAM + " [OPTIONS] COMMAND\n\nContainers from scratch, and all that Docker does.\n");
        List<String> rest = new ArrayList<>(CommandTable.top());
        rest.removeAll(CommandTable.COMMON);
        rest.removeAll(CommandTable.GROUPS);
        out.println("Common Commands:");
        listed(out, CommandTable.COMMON);
        out.println("\nManagement Commands:");
        for (String group : CommandTable.GROUPS) {
            out.println("  " + padded(group, 12) + CommandTable.aboutGroup(group));
        }
        out.println("\nCommands:");
        listed(out, rest);
        out.println("\nGlobal Options:");
        options(out, options);
        out.println("\nRun '" + Session.PROGRAM + " COMMAND --help' for more information on a command.");
    }

    static void group(PrintStream out, String group) {
        out.println("Usage:  " + Session.PROGRAM + " " + group + " COMMAND\n\n" + CommandTable.aboutGroup(group) + "\n\nCommands:");
        listed(out, CommandTable.of(group));
        out.println("\nRun '" + Session.PROGRAM + " " + group + " COMMAND --help' for more information on a command.");
    }

    private static void listed(PrintStream out, List<String> names) {
        for (String name : names) {
            String last = name.substring(name.indexOf(' ') + 1);
            out.println("  " + padded(last, 12) + CommandTable.about(name));
        }
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }

    static void command(PrintStream out, Command command, String name) {
        Manual manual = command.manual();
        usage(out, Session.PROGRAM + " " + name, manual.synopsis());
        out.println("\n" + manual.about());
        if (manual.names().size() > 1) {
            out.println("\nAliases:\n  " + Session.PROGRAM + " " + String.join(", " + Session.PROGRAM + " ", manual.names()));
        }
        if (command.flags().all().stream().anyMatch(flag -> !flag.isHidden() && !flag.name().equals("help"))) {
            out.println("\nOptions:");
            options(out, command.flags());
        }
    }

    /** A synopsis of several lines has the command's name before each. */
    static void usage(PrintStream out, String called, String synopsis) {
        String before = "Usage:  ";
        for (String form : synopsis.split("\n")) {
            out.println(before + called + (form.isEmpty() ? "" : " " + form));
            before = "\t";
        }
    }

    private static void options(PrintStream out, Flags flags) {
        List<Flag<?>> shown = new ArrayList<>(flags.all().stream().filter(flag -> !flag.isHidden()).toList());
        shown.removeIf(flag -> flag.name().equals("help") && shown.size() < 20);
        int width = shown.stream().mapToInt(flag -> written(flag).length()).max().orElse(0) + 3;
        for (Flag<?> flag : shown) {
            String before = padded(written(flag), width);
            for (String line : wrapped(flag.about(), WIDTH - width)) {
                out.println(before + line);
                before = " ".repeat(width);
            }
        }
    }

    private static String written(Flag<?> flag) {
        return (flag.shorthand().isEmpty() ? "      " : "  -" + flag.shorthand() + ", ") + "--" + flag.name()
                + (flag.type().isEmpty() ? "" : " " + flag.type());
    }

    private static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
