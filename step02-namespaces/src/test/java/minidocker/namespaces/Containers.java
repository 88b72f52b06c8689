package minidocker.namespaces;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import minidocker.testing.CommandLineRun;
import minidocker.testing.Eventually;
import minidocker.testing.TestHome;

/** What the tests of this step share: the command line, and a look at the processes it makes. */
final class Containers {
    private Containers() {}

    static CommandLineRun commandLine() {
        return CommandLineRun.of(Main.class).home(TestHome.folder());
    }

    static CommandLineRun.Result run(String... arguments) {
        return commandLine().run(with("run", arguments));
    }

    static CommandLineRun.Running start(String... arguments) {
        return commandLine().start(with("run", arguments));
    }

    static String[] with(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(arguments));
        return all.toArray(new String[0]);
    }

    /** Waits for the container's first process, of that name (its first argument), and returns its number on the host. */
    static int process(CommandLineRun.Running running, String name) {
        int[] found = new int[1];
        Eventually.holds(() -> {
            found[0] = children(running.pid()).stream().filter(pid -> commandOf(pid).equals(name)).findFirst().orElse(0);
            return found[0] != 0;
        }, () -> "a process " + name + ", child of " + running.pid() + "; " + running.out());
        return found[0];
    }

    static List<Integer> children(long parent) {
        List<Integer> found = new ArrayList<>();
        for (int pid : processes()) {
            try {
                String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
                if (stat.substring(stat.lastIndexOf(')') + 2).split(" ")[1].equals(Long.toString(parent))) {
                    found.add(pid);
                }
            } catch (IOException gone) {
                continue;
            }
        }
        return found;
    }

    static List<Integer> processes() {
        try (Stream<Path> files = Files.list(Path.of("/proc"))) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.matches("[0-9]+")).map(Integer::valueOf)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first of its arguments, empty for a zombie or one that is gone. */
    static String commandOf(int pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline")).split("\0")[0];
        } catch (IOException gone) {
            return "";
        }
    }

    /** The processes whose environment has that text in it. */
    static List<Integer> withEnvironment(String text) {
        return processes().stream().filter(pid -> {
            try {
                return new String(Files.readAllBytes(Path.of("/proc/" + pid + "/environ")),
                        java.nio.charset.StandardCharsets.ISO_8859_1).contains(text);
            } catch (IOException gone) {
                return false;
            }
        }).toList();
    }

    static String namespace(long pid, String kind) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/" + kind)).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String status(long pid, String key) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream().filter(line -> line.startsWith(key + ":"))
                    .map(line -> line.substring(key.length() + 1).strip()).findFirst()
                    .orElse("");
        } catch (IOException gone) {
            return "";
        }
    }

    /** A shell's script that runs each of these, under a headline; see {@link #sections}. */
    static String script(Map<String, String> commands) {
        StringBuilder script = new StringBuilder();
        commands.forEach((name, command) -> script.append("echo @@").append(name).append("; { ").append(command)
                .append("; } 2>&1\n"));
        return script.toString();
    }

    static Map<String, String> sections(String output) {
        Map<String, String> sections = new LinkedHashMap<>();
        for (String section : output.split("(?m)^@@")) {
            int end = section.indexOf('\n');
            if (end > 0) {
                sections.put(section.substring(0, end), section.substring(end + 1).strip());
            }
        }
        return sections;
    }
}
