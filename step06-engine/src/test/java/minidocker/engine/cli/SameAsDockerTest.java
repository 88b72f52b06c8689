package minidocker.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * The {@code docker} command and ours, with the same script against one engine: what they print and return. The engine is ours, or
 * the one that {@code MINI_DOCKER_COMPARE_HOST} names: a real dockerd that has an image hostbox.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SameAsDockerTest {
    private static final long PATIENCE_SECONDS = 120;
    /** The words are those of this client and its successors; the ones before 28 had others for errors of usage. */
    private static final int OLDEST_DOCKER = 28;

    private record Scenario(String name, List<String> lines) {}

    private record Result(String line, int exitCode, String out, String err) {}

    private final Map<String, Path> programs = new java.util.TreeMap<>();
    private Path folder;
    private TestEngine engine;
    private String host;

    @BeforeAll
    void start() throws Exception {
        Path docker = docker();
        assumeTrue(docker != null, "there is no docker command of version " + OLDEST_DOCKER + " or later to compare with");
        String other = System.getenv().getOrDefault("MINI_DOCKER_COMPARE_HOST", "");
        folder = Files.createTempDirectory("same-as-docker");
        if (other.isEmpty()) {
            assumeTrue("root".equals(System.getProperty("user.name")), "an engine needs root so far");
            engine = TestEngine.start();
        }
        host = other.isEmpty() ? engine.host() : other;
        program("docker", "exec '" + docker + "' \"$@\"");
        program("mini", "exec " + TestEngine.clientCommand() + " \"$@\"");
    }

    /** Each of the two is called docker, in a folder of its own, so that timeout and xargs find it too. */
    private void program(String name, String command) throws IOException {
        Path file = Files.createDirectories(folder.resolve(name)).resolve("docker");
        Files.writeString(file, "#!/bin/sh\n" + command + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        programs.put(name, file.getParent());
    }

    private static Path docker() throws Exception {
        for (String place : System.getenv().getOrDefault("PATH", "").split(":")) {
            Path file = Path.of(place, "docker");
            if (Files.isExecutable(file)) {
                Process process = new ProcessBuilder(file.toString(), "--version").redirectErrorStream(true).start();
                String version = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                        .replaceFirst("(?s).*version ([0-9]+)\\..*", "$1");
                if (version.matches("[0-9]{1,3}") && Integer.parseInt(version) >= OLDEST_DOCKER) {
                    return file;
                }
            }
        }
        return null;
    }

    @AfterAll
    void stop() throws Exception {
        if (engine != null) {
            engine.close();
        }
        if (folder != null) {
            for (Path program : programs.values()) {
                Files.delete(program.resolve("docker"));
                Files.delete(program);
            }
            try (Stream<Path> rest = Files.walk(folder)) {
                rest.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> they_print_and_return_the_same() throws IOException {
        return scenarios().stream().map(scenario -> DynamicTest.dynamicTest(scenario.name, () ->
                assertThat(run("mini", scenario)).containsExactlyElementsOf(run("docker", scenario))));
    }

    private static List<Scenario> scenarios() throws IOException {
        List<Scenario> scenarios = new ArrayList<>();
        try (InputStream table = SameAsDockerTest.class.getResourceAsStream("same-as-docker.txt");
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

    private List<Result> run(String program, Scenario scenario) throws Exception {
        List<Result> results = new ArrayList<>();
        try {
            for (String line : scenario.lines) {
                results.add(run(program, line));
            }
        } finally {
            run(program, "docker ps -aq --filter name=cmp- | xargs -r docker rm -f; rm -rf /tmp/cmp-*");
        }
        return results;
    }

    /** What both make has names of their own, or one would see the events of the other. */
    private Result run(String program, String line) throws Exception {
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
            return new Result(line, -1, "", "it does not end");
        }
        return new Result(line, process.exitValue(), normal(Files.readString(out)), normal(Files.readString(err)));
    }

    /** Without what differs from one run to the next. */
    private static String normal(String text) {
        return text.replaceAll("cmp-[dm]-", "cmp-").replace("mini-docker", "docker")
                .replaceAll("(?m)^time=\".*\n", "")
                .replaceAll("[0-9a-f]{64}", "<id>").replaceAll("\\b[0-9a-f]{12}\\b", "<id>")
                .replaceAll("20[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2}| [+-][0-9]{4} [A-Z]+)", "<time>")
                .replaceAll("(Less than a second|About a minute|About an hour|[0-9]+ (second|minute|hour)s?)( ago)?", "<age>")
                .replaceAll("\"Pid\":[0-9]+", "\"Pid\":<pid>")
                .replaceAll("(?m)^(root +)[0-9]+( +)[0-9]+( +[0-9]+ +)[0-9:]{5}", "$1<pid>$2<pid>$3<time>")
                .replaceAll("(?m)^[0-9]+( +sleep)", "<pid>$1")
                // A column is as wide as its widest cell, and an age may have one letter more.
                .replaceAll("  +", " ").replaceAll("(?m) +$", "");
    }
}
