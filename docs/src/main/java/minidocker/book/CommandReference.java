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
 * same as in an earlier step is only named.
 */
final class CommandReference {
    private static final Pattern MAIN = Pattern.compile("<main\\.class>(.*)</main\\.class>");
    /** A line of the list of commands in a help text. */
    private static final Pattern COMMAND = Pattern.compile("^  ([a-z][a-z-]*)(?:,.*)?(?:  +.*)?$");

    private final Path project;
    /** The help texts so far, and the step that had them first. */
    private final Map<String, Integer> firstStep = new HashMap<>();

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
        List<String> known = new ArrayList<>();
        for (String command : commands(top)) {
            command(step, mainClass, List.of(command), known, text);
        }
        if (!known.isEmpty()) {
            text.append("As in an earlier step: ").append(String.join(", ", known)).append(".\n\n");
        }
    }

    private void command(int step, String mainClass, List<String> words, List<String> known, StringBuilder text)
            throws IOException, InterruptedException {
        String help = help(mainClass, words);
        String name = String.join(" ", words);
        Integer first = firstStep.putIfAbsent(name + "\n" + help, step);
        if (first != null) {
            known.add(AsciiDoc.code(name) + " (step " + first + ")");
            return;
        }
        text.append("[discrete]\n==== ").append(AsciiDoc.code(name)).append("\n\n").append(AsciiDoc.listing("", help));
        for (String sub : commands(help)) {
            List<String> longer = new ArrayList<>(words);
            longer.add(sub);
            command(step, mainClass, longer, known, text);
        }
    }

    /** The names below "Commands:". */
    private static List<String> commands(String help) {
        List<String> names = new ArrayList<>();
        int at = help.indexOf("\nCommands:\n");
        if (at >= 0) {
            for (String line : help.substring(at + 11).split("\n")) {
                Matcher command = COMMAND.matcher(line);
                if (line.isBlank()) {
                    break;
                } else if (command.matches()) {
                    names.add(command.group(1));
                }
            }
        }
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
