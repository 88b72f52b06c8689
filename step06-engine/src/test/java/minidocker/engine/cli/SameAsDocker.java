package minidocker.engine.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The {@code docker} command and ours, with the same script against one engine: do they print and return the same? The engine is
 * ours, or the one that {@code MINI_DOCKER_COMPARE_HOST} names: a real dockerd that has an image hostbox. With the address of a dockerd in
 * {@code MINI_DOCKER_COMPARE_DOCKERD} it is the {@code docker} command both times, and the two engines are compared. Arguments: our command
 * line's launcher, then, to run a part only, words of the scenarios' names.
 */
final class SameAsDocker implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    /** Of lines that begin with this an older docker than that has other words: only its exit codes are compared. */
    private static final String SINCE_28 = "[28] ";

    private record Scenario(String name, List<String> lines) {}

    private record Result(int exitCode, String out, String err) {}

    private final Map<String, Path> programs = new TreeMap<>();
    private final Path folder = Files.createTempDirectory("same-as-docker");
    private final boolean twoEngines;
    private final int version;
    private final List<String> differences = differences();
    private int compared;
    private int excused;
    private int differing;

    /** @param dockerd if not empty, it is two engines that are compared, with one command */
    private SameAsDocker(String launcher, String docker, String host, String dockerd) throws IOException, InterruptedException {
        version = version(docker);
        twoEngines = !dockerd.isEmpty();
        program("docker", docker, twoEngines ? dockerd : host);
        program("mini", twoEngines ? docker : launcher, host);
    }

    public static void main(String[] arguments) throws Exception {
        String docker = docker();
        if (docker == null) {
            System.out.println("skipped: there is no docker command to compare with");
            return;
        }
        String other = System.getenv().getOrDefault("MINI_DOCKER_COMPARE_HOST", "");
        String dockerd = System.getenv().getOrDefault("MINI_DOCKER_COMPARE_DOCKERD", "");
        List<String> words = List.of(arguments).subList(1, arguments.length);
        boolean failed;
        try (TestEngine engine = other.isEmpty() ? TestEngine.start() : null;
                SameAsDocker comparison = new SameAsDocker(arguments[0], docker, engine == null ? other : engine.host(),
                        dockerd)) {
            for (Scenario scenario : scenarios()) {
                if (isChosen(scenario.name, words)) {
                    comparison.compare(scenario);
                }
            }
            System.out.println(comparison.compared + " commands with docker " + comparison.version
                    + (comparison.twoEngines ? " on dockerd and on our engine, " : " and mini-docker, ") + comparison.differing
                    + " differ, " + comparison.excused + " differ for a reason that is listed");
            failed = comparison.differing > 0;
        }
        System.exit(failed ? 1 : 0);
    }

    /** By any of the words, all if there are none; one that begins with a dash is for those that are not to be. */
    private static boolean isChosen(String name, List<String> words) {
        List<String> not = words.stream().filter(word -> word.startsWith("-")).map(word -> word.substring(1)).toList();
        return not.stream().noneMatch(name::contains)
                && (not.size() == words.size() || words.stream().anyMatch(name::contains));
    }

    /** Each of the two is called docker, in a folder of its own, so that timeout and xargs find it too. */
    private void program(String name, String command, String host) throws IOException {
        Path file = Files.createDirectories(folder.resolve(name)).resolve("docker");
        Files.writeString(file, "#!/bin/sh\nDOCKER_HOST='" + host + "' exec '" + command + "' \"$@\"\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        programs.put(name, file.getParent());
    }

    private static String docker() {
        String named = System.getenv().getOrDefault("DOCKER_COMMAND", "");
        if (!named.isEmpty()) {
            return named;
        }
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).map(place -> Path.of(place, "docker"))
                .filter(Files::isExecutable).map(Path::toString).findFirst().orElse(null);
    }

    private static int version(String docker) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(docker, "--version").start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return Integer.parseInt(text.replaceFirst("(?s).*version ([0-9]+)\\..*", "$1"));
    }

    private static List<Scenario> scenarios() throws IOException {
        List<Scenario> scenarios = new ArrayList<>();
        try (InputStream table = SameAsDocker.class.getResourceAsStream("same-as-docker.txt");
                BufferedReader reader = new BufferedReader(new InputStreamReader(table, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("== ")) {
                    scenarios.add(new Scenario(line.substring("== ".length()), new ArrayList<>()));
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    scenarios.get(scenarios.size() - 1).lines.add(line);
                }
            }
        }
        return scenarios;
    }

    private void compare(Scenario scenario) throws IOException, InterruptedException {
        List<Result> wanted = run("docker", scenario);
        List<Result> ours = run("mini", scenario);
        for (int i = 0; i < wanted.size(); i++) {
            String line = scenario.lines.get(i);
            boolean otherWords = !twoEngines && line.startsWith(SINCE_28) && version < 28;
            compared++;
            boolean differs = otherWords ? wanted.get(i).exitCode != ours.get(i).exitCode : !wanted.get(i).equals(ours.get(i));
            boolean listed = listed(scenario, line);
            if (differs && listed) {
                excused++;
            } else if (listed && !twoEngines) {
                // Of two engines some things depend on the machine, or on who is quicker.
                differing++;
                System.out.println("\n[" + scenario.name + "] " + line + "\n  is listed as different, and is the same");
            } else if (differs) {
                differing++;
                System.out.println("\n[" + scenario.name + "] " + line + "\n  docker:      " + shown(wanted.get(i)) + "\n  mini-docker: "
                        + shown(ours.get(i)));
            }
        }
    }

    private boolean listed(Scenario scenario, String line) {
        String command = line.startsWith(SINCE_28) ? line.substring(SINCE_28.length()) : line;
        return (twoEngines || version < 28) && differences.stream().anyMatch(one -> one.startsWith(scenario.name + " | " + command + " | "));
    }

    /** Of the file that {@code MINI_DOCKER_COMPARE_DIFFERENCES} names: scenario, command and reason, with " | " between. */
    private static List<String> differences() throws IOException {
        String file = System.getenv().getOrDefault("MINI_DOCKER_COMPARE_DIFFERENCES", "");
        return file.isEmpty() ? List.of() : Files.readAllLines(Path.of(file)).stream().filter(line -> !line.startsWith("#")).toList();
    }

    private static String shown(Result result) {
        return (result.exitCode + " out=" + result.out + " err=" + result.err).replace("\n", "\n               ").stripTrailing();
    }

    private List<Result> run(String program, Scenario scenario) throws IOException, InterruptedException {
        List<Result> results = new ArrayList<>();
        try {
            for (String line : scenario.lines) {
                results.add(run(program, line.startsWith(SINCE_28) ? line.substring(SINCE_28.length()) : line));
            }
        } finally {
            run(program, "docker ps -aq --filter name=cmp- | xargs -r docker rm -f; docker network ls -q --filter name=cmp- "
                    + "| xargs -r docker network rm; docker volume ls -q --filter name=cmp- | xargs -r docker volume rm; rm -rf /tmp/cmp-*");
        }
        return results;
    }

    /**
     * What the two make has names of their own, or one would see the events of the other. What the script has in /tmp lies in our
     * folder: nobody else who compares on this machine is to meet it there.
     */
    private Result run(String program, String line) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", line.replace("/tmp/cmp-", folder + "/cmp-")
                .replace("cmp-", "cmp-" + program.charAt(0) + "-"));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        builder.redirectInput(Path.of("/dev/null").toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("DOCKER_CONFIG", folder.toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("PATH", programs.get(program) + ":" + builder.environment().get("PATH"));
        builder.directory(Path.of("/tmp").toFile());
        Process process = builder.start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            return new Result(-1, "", program + " does not end");
        }
        return new Result(process.exitValue(), normal(Files.readString(out)), normal(Files.readString(err)));
    }

    /** Without what differs from one run to the next. */
    private String normal(String text) {
        return text.replace(folder.toString(), "/tmp").replaceAll("(?i)cmp-[dm]-", "cmp-").replace("mini-docker", "docker")
                // A line of docker's own log, and a slip of the pen in 28.2.
                .replaceAll("(?m)^time=\".*\n", "").replaceAll("(?m)^SRun '", "Run '")
                .replaceAll("[0-9a-f]{64}", "<id>").replaceAll("\\b[0-9a-f]{12}\\b", "<id>")
                .replaceAll("20[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2}| [+-][0-9]{4} [A-Z]+)", "<time>")
                .replaceAll("(Less than a second|About a minute|About an hour|[0-9]+ (second|minute|hour)s?)( ago)?", "<age>")
                .replaceAll("\"Pid\":[0-9]+", "\"Pid\":<pid>")
                .replaceAll("(?m)^(root +)[0-9]+( +)[0-9]+( +)[0-9]+( +)[0-9:]{5}", "$1<pid>$2<pid>$3<busy>$4<time>")
                .replaceAll("(?m)^[0-9]+( +sleep)", "<pid>$1")
                // A column is as wide as its widest cell, and an age may have one letter more.
                .replaceAll("  +", " ").replaceAll("(?m) +$", "");
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
