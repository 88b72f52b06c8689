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
 * ours, or the one that {@code MINI_DOCKER_COMPARE_HOST} names: a real dockerd that has an image hostbox. Arguments: our command
 * line's launcher, then, to run a part only, words of the scenarios' names.
 */
final class SameAsDocker implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    /** Lines that begin with this are compared with a docker of that version or later: older ones had other words there. */
    private static final String SINCE_28 = "[28] ";

    private record Scenario(String name, List<String> lines) {}

    private record Result(int exitCode, String out, String err) {}

    private final Map<String, Path> programs = new TreeMap<>();
    private final Path folder = Files.createTempDirectory("same-as-docker");
    private final String host;
    private final int version;
    private int compared;
    private int differing;

    private SameAsDocker(String launcher, String docker, String host) throws IOException, InterruptedException {
        this.host = host;
        version = version(docker);
        program("docker", docker);
        program("mini", launcher);
    }

    public static void main(String[] arguments) throws Exception {
        String docker = docker();
        if (docker == null) {
            System.out.println("skipped: there is no docker command to compare with");
            return;
        }
        String other = System.getenv().getOrDefault("MINI_DOCKER_COMPARE_HOST", "");
        List<String> words = List.of(arguments).subList(1, arguments.length);
        boolean failed;
        try (TestEngine engine = other.isEmpty() ? TestEngine.start() : null;
                SameAsDocker comparison = new SameAsDocker(arguments[0], docker, engine == null ? other : engine.host())) {
            for (Scenario scenario : scenarios()) {
                if (words.isEmpty() || words.stream().anyMatch(scenario.name::contains)) {
                    comparison.compare(scenario);
                }
            }
            System.out.println(comparison.compared + " commands with docker " + comparison.version + " and mini-docker, "
                    + comparison.differing + " differ");
            failed = comparison.differing > 0;
        }
        System.exit(failed ? 1 : 0);
    }

    /** Each of the two is called docker, in a folder of its own, so that timeout and xargs find it too. */
    private void program(String name, String command) throws IOException {
        Path file = Files.createDirectories(folder.resolve(name)).resolve("docker");
        Files.writeString(file, "#!/bin/sh\nexec '" + command + "' \"$@\"\n");
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
            if (line.startsWith(SINCE_28) && version < 28) {
                continue;
            }
            compared++;
            if (!wanted.get(i).equals(ours.get(i))) {
                differing++;
                System.out.println("\n[" + scenario.name + "] " + line + "\n  docker:      " + shown(wanted.get(i)) + "\n  mini-docker: "
                        + shown(ours.get(i)));
            }
        }
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
            run(program, "docker ps -aq --filter name=cmp- | xargs -r docker rm -f; "
                    + "docker network ls -q --filter name=cmp- | xargs -r docker network rm; "
                    + "docker volume ls -q --filter name=cmp- | xargs -r docker volume rm; rm -rf /tmp/cmp-*");
        }
        return results;
    }

    /** What the two make has names of their own, or one would see the events of the other. */
    private Result run(String program, String line) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", line.replace("cmp-", "cmp-" + program.charAt(0) + "-"));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        builder.redirectInput(Path.of("/dev/null").toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("DOCKER_HOST", host);
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
    private static String normal(String text) {
        return text.replaceAll("(?i)cmp-[dm]-", "cmp-").replace("mini-docker", "docker")
                // A line of docker's own log, and a slip of the pen in 28.2.
                .replaceAll("(?m)^time=\".*\n", "").replaceAll("(?m)^SRun '", "Run '")
                .replaceAll("[0-9a-f]{64}", "<id>").replaceAll("\\b[0-9a-f]{12}\\b", "<id>")
                .replaceAll("20[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2}| [+-][0-9]{4} [A-Z]+)", "<time>")
                .replaceAll("(Less than a second|About a minute|About an hour|[0-9]+ (second|minute|hour)s?)( ago)?", "<age>")
                .replaceAll("\"Pid\":[0-9]+", "\"Pid\":<pid>")
                .replaceAll("(?m)^(root +)[0-9]+( +)[0-9]+( +[0-9]+ +)[0-9:]{5}", "$1<pid>$2<pid>$3<time>")
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
