package minidocker.book;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The chapter of commands: each step's program is started and asked, {@code mini-docker COMMAND --help}. A command that says the
 * same as in an earlier step, or as another one ({@code container ls} and {@code ps}), is only named.
 */
final class CommandReference {
    private static final Pattern MAIN = Pattern.compile("<main\\.class>(.*)</main\\.class>");
    /** A line of the list of commands in a help text. */
    private static final Pattern COMMAND = Pattern.compile("^  ([a-z][a-z-]*)(?:,.*)?(?:  +.*)?$");

    private final Path project;
    /** The lists of commands in a help text: of a step, and those of Docker. */
    private static final Pattern COMMANDS = Pattern.compile("(?m)^([A-Z][a-z]+ )?Commands:\n((?:  .*\n?)+)");
    /** {@code mini-docker container ls, mini-docker ps}. */
    private static final Pattern ALIASES = Pattern.compile("(?m)^Aliases:\n((?:  .*\n?)+)");
    private static final String PROGRAM = "mini-docker ";

    /** The help texts so far, and who had them first. */
    private final Map<String, First> known = new HashMap<>();
    /** Other names of what a step has said already, so that nobody is asked again. */
    private final Map<String, First> aliases = new HashMap<>();

    private record First(int step, String name) {

        /** Where the same is to be found. */
        String seenFrom(int laterStep, String otherName) {
            String what = name.equals(otherName) ? "" : AsciiDoc.code(name);
            String where = step == laterStep ? "" : "step " + step;
            return what + (what.isEmpty() || where.isEmpty() ? "" : " of ") + where;
        }
    }

    CommandReference(Path project) {
        this.project = project;
    }

    /** AsciiDoc, a section of the second level for each step. */
    String asciidoc() throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder();
        List<Path> poms = new ArrayList<>();
        try (var steps = Files.newDirectoryStream(project, "step*")) {
            steps.forEach(step -> poms.add(step.resolve("pom.xml")));
        }
        poms.sort(null);
        poms.removeIf(pom -> !Files.exists(pom));
        for (Path pom : poms) {
            String module = pom.getParent().getFileName().toString();
            Matcher main = MAIN.matcher(Files.readString(pom));
            if (main.find() && isOnClassPath(main.group(1))) {
                step(module, main.group(1), text);
            } else {
                System.err.println("book: the commands of " + module + " are left out: docs/pom.xml does not depend on it");
            }
        }
        return text.toString();
    }

    private static boolean isOnClassPath(String mainClass) {
        return CommandReference.class.getResource("/" + mainClass.replace('.', '/') + ".class") != null;
    }

    private void step(String module, String mainClass, StringBuilder text) throws IOException, InterruptedException {
        int step = Integer.parseInt(module.substring(4, 6));
        text.append("[#commands-").append(module).append("]\n=== ").append(module).append("/mini-docker\n\n");
        String top = help(mainClass, List.of());
        text.append(AsciiDoc.listing("", top));
        List<String> earlier = new ArrayList<>();
        for (String command : commands(top)) {
            command(step, mainClass, List.of(command), earlier, text);
        }
        if (!earlier.isEmpty()) {
            text.append("As described above: ").append(String.join(", ", earlier)).append(".\n\n");
        }
    }

    private void command(int step, String mainClass, List<String> words, List<String> earlier, StringBuilder text)
            throws IOException, InterruptedException {
        String name = String.join(" ", words);
        First first = aliases.get(step + name);
        if (first == null) {
            first = ask(step, mainClass, words, name, earlier, text);
        }
        if (first != null) {
            earlier.add(AsciiDoc.code(name) + " (" + first.seenFrom(step, name) + ")");
        }
    }

    /** Null if it is described now, else who was before. */
    private First ask(int step, String mainClass, List<String> words, String name, List<String> earlier, StringBuilder text)
            throws IOException, InterruptedException {
        String help = help(mainClass, words);
        First ours = new First(step, name);
        // A group of commands has the same words in its help wherever it stands, but not the same commands.
        First first = known.putIfAbsent(help.contains("Commands:\n") ? help : help.replace(PROGRAM + name + " ", PROGRAM + "COMMAND "),
                ours);
        if (first != null) {
            return first;
        }
        Matcher others = ALIASES.matcher(help);
        if (others.find()) {
            for (String other : others.group(1).strip().split(",\\s*")) {
                aliases.put(step + other.replaceFirst(PROGRAM, ""), ours);
            }
        }
        text.append("[discrete]\n==== ").append(AsciiDoc.code(name)).append("\n\n").append(AsciiDoc.listing("", help));
        for (String sub : commands(help)) {
            List<String> longer = new ArrayList<>(words);
            longer.add(sub);
            command(step, mainClass, longer, earlier, text);
        }
        return null;
    }

    /** The names below "Commands:", "Common Commands:" and the like. Groups come last: most of what they hold has a shorter name, too. */
    static List<String> commands(String help) {
        List<String> names = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        Matcher list = COMMANDS.matcher(help);
        while (list.find()) {
            List<String> which = "Management ".equals(list.group(1)) ? groups : names;
            list.group(2).lines().map(COMMAND::matcher).filter(Matcher::matches).forEach(line -> which.add(line.group(1)));
        }
        names.addAll(groups);
        return names;
    }

    private static String help(String mainClass, List<String> words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(words);
        command.add("--help");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("COLUMNS", "80");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", words) + " --help of " + mainClass + " ended with " + process.exitValue());
        }
        return output.replaceAll("(?m) +$", "").strip();
    }
}
