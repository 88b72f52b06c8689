package minidocker.engine.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import minidocker.doctor.DoctorCommand;
import minidocker.engine.Version;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.cli.flags.Flags;
import minidocker.engine.daemon.DaemonCommand;
import minidocker.notebook.NotebookCommand;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Manual pages, written from the commands themselves, in the language of {@code man(7)}: {@code mini-docker.1} and
 * {@code mini-docker-run.1}, {@code mini-docker-container-ls.1} and so on. What a command is called besides is a page of one line
 * that leads to it.
 */
public final class ManualPages {
    private ManualPages() {}

    /** All pages by the names of their files. */
    public static Map<String, String> all() {
        Map<String, String> pages = new TreeMap<>();
        pages.put(file(""), top());
        for (String name : CommandTable.top()) {
            if (CommandTable.GROUPS.contains(name)) {
                pages.put(file(name), group(name));
                CommandTable.of(name).forEach(command -> add(pages, command));
            } else {
                add(pages, name);
            }
        }
        return pages;
    }

    private static void add(Map<String, String> pages, String name) {
        Command command = CommandTable.make(name);
        if (command == null) {
            pages.put(file(name), own(name));
            return;
        }
        String full = command.manual().names().get(0);
        pages.put(file(full), page(full, command));
        command.manual().names().stream().skip(1).forEach(other -> pages.put(file(other), ".so man1/" + file(full) + "\n"));
    }

    /** @return how many; a page that was there is replaced */
    public static int write(Path folder) throws IOException {
        Map<String, String> pages = all();
        Path section = Files.createDirectories(folder.resolve("man1"));
        for (Map.Entry<String, String> page : pages.entrySet()) {
            Files.writeString(section.resolve(page.getKey()), page.getValue());
        }
        return pages.size();
    }

    /** The name of a command's page, as man(1) is asked for it: {@code mini-docker-container-ls}. */
    public static String title(String command) {
        return (Session.PROGRAM + " " + command).strip().replace(' ', '-');
    }

    public static String file(String command) {
        return title(command) + ".1";
    }

    private static String page(String name, Command command) {
        Manual manual = command.manual();
        List<String> forms = List.of(manual.synopsis().split("\n"));
        StringBuilder page = begin(name, manual.about(), forms);
        if (manual.names().size() > 1) {
            page.append(".PP\n").append("It is also called ");
            page.append(String.join(", ", manual.names().stream().skip(1).map(other -> "\\fB" + text(Session.PROGRAM + " " + other) + "\\fR")
                    .toList())).append(".\n");
        }
        options(page, of(command.flags()));
        return end(page, name.contains(" ") ? List.of(title(""), title(name.substring(0, name.indexOf(' ')))) : List.of(title("")));
    }

    /** Of the commands that Docker does not have, which are picocli's. */
    private static String own(String name) {
        CommandLine line = new CommandLine(switch (name) {
            case "daemon" -> new DaemonCommand();
            case "doctor" -> new DoctorCommand();
            default -> new NotebookCommand();
        });
        Map<String, String> options = new LinkedHashMap<>();
        for (OptionSpec option : line.getCommandSpec().options()) {
            String label = String.join(", ", option.names());
            options.put(label + (option.arity().max() > 0 ? " " + option.paramLabel() : ""), String.join(" ", option.description()));
        }
        StringBuilder page = begin(name, CommandTable.about(name), List.of("[OPTIONS]"));
        for (String line1 : line.getCommandSpec().usageMessage().description()) {
            page.append(line1.isBlank() ? ".PP\n" : text(line1) + "\n");
        }
        options(page, options);
        return end(page, List.of(title("")));
    }

    private static String top() {
        StringBuilder page = begin("", "containers from scratch, and all that Docker does", List.of("[OPTIONS] COMMAND [ARG...]"));
        page.append("The first command starts the engine, which leaves when it has been idle for five minutes.\n");
        options(page, of(new GlobalOptions(Map.of()).flags()));
        page.append(".SH COMMANDS\n");
        for (String name : CommandTable.top()) {
            boolean group = CommandTable.GROUPS.contains(name);
            listed(page, name, group ? CommandTable.aboutGroup(name) : CommandTable.about(name));
        }
        return end(page, List.of());
    }

    private static String group(String group) {
        StringBuilder page = begin(group, CommandTable.aboutGroup(group), List.of("COMMAND"));
        page.append(".SH COMMANDS\n");
        CommandTable.of(group).forEach(name -> listed(page, name, CommandTable.about(name)));
        return end(page, List.of(title("")));
    }

    private static void listed(StringBuilder page, String name, String about) {
        page.append(".TP\n.BR ").append(text(title(name))).append(" (1)\n").append(text(about)).append('\n');
    }

    private static StringBuilder begin(String name, String about, List<String> forms) {
        StringBuilder page = new StringBuilder(".\\\" Written by 'mini-docker man' from the command itself.\n");
        page.append(".TH ").append(text(title(name).toUpperCase(Locale.ROOT))).append(" 1 \"\" \"mini\\-docker ").append(Version.NUMBER)
                .append("\" \"mini\\-docker\"\n.SH NAME\n").append(text(title(name))).append(" \\- ").append(text(about))
                .append("\n.SH SYNOPSIS\n");
        String before = "";
        for (String form : forms) {
            page.append(before).append(".B ").append(text((Session.PROGRAM + " " + name).strip())).append('\n');
            page.append(form.isEmpty() ? "" : text(form) + "\n");
            before = ".br\n";
        }
        return page.append(".SH DESCRIPTION\n").append(text(about)).append(".\n");
    }

    private static Map<String, String> of(Flags flags) {
        Map<String, String> options = new LinkedHashMap<>();
        for (Flag<?> flag : flags.all()) {
            if (!flag.isHidden()) {
                options.put((flag.shorthand().isEmpty() ? "" : "-" + flag.shorthand() + ", ") + "--" + flag.name()
                        + (flag.type().isEmpty() ? "" : " " + flag.type()), flag.about());
            }
        }
        return options;
    }

    private static void options(StringBuilder page, Map<String, String> options) {
        if (!options.isEmpty()) {
            page.append(".SH OPTIONS\n");
            options.forEach((option, about) -> page.append(".TP\n.B ").append(text(option)).append('\n').append(text(about)).append('\n'));
        }
    }

    private static String end(StringBuilder page, List<String> others) {
        List<String> see = new ArrayList<>(others.stream().map(other -> "\\fB" + text(other) + "\\fR(1)").toList());
        if (!see.isEmpty()) {
            page.append(".SH SEE ALSO\n").append(String.join(",\n", see)).append('\n');
        }
        return page.toString();
    }

    /** A backslash, a hyphen that is one, and what would be a request at the beginning of a line. */
    private static String text(String plain) {
        String escaped = plain.replace("\\", "\\e").replace("-", "\\-");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}
