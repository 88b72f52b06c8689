package minidocker.engine.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import minidocker.engine.Main;
import minidocker.testing.Eventually;

/** An engine in a home of its own, in a process of its own, and the command line of ours that asks it. */
final class TestEngine implements AutoCloseable {
    private static final int NATIVE_ACCESS_SINCE = 22;
    private final Path home;
    private final Process process;

    private TestEngine(Path home, Process process) {
        this.home = home;
        this.process = process;
    }

    static TestEngine start() throws Exception {
        Path home = Files.createTempDirectory("engine");
        List<String> command = new ArrayList<>(java("256m"));
        command.add("daemon");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(home.resolve("test.log").toFile());
        builder.environment().put("MINI_DOCKER_HOME", home.toString());
        TestEngine engine = new TestEngine(home, builder.start());
        try {
            Eventually.holds(() -> Files.exists(engine.socket()), () -> "the engine's socket");
            engine.client("run", "--rm", "--network", "none", "hostbox", "true");
            return engine;
        } catch (Exception | AssertionError e) {
            engine.close();
            throw e;
        }
    }

    private Path socket() {
        return home.resolve("run/mini-docker.sock");
    }

    String host() {
        return "unix://" + socket();
    }

    private static List<String> java(String heap) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xmx" + heap,
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xlog:disable"));
        if (Runtime.version().feature() >= NATIVE_ACCESS_SINCE) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        return command;
    }

    /** @param output what it printed, on both streams */
    record Ran(int exitCode, String output) {}

    /** Runs a command with our command line. */
    Ran run(String input, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(java("64m"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("DOCKER_HOST", host());
        // Of a table: no name is broken in two.
        builder.environment().put("COLUMNS", "2000");
        Process client = builder.start();
        try (OutputStream stdin = client.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException hasEndedAlready) {
            // It reads nothing, then.
        }
        String output = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(client.waitFor(), output);
    }

    record Apart(int exitCode, String out, String err) {}

    /** As {@link #run}, without input, and with the streams apart. */
    Apart apart(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(java("64m"));
        command.addAll(List.of(words));
        Path errors = Files.createTempFile(home, "errors", "");
        ProcessBuilder builder = new ProcessBuilder(command).redirectInput(Path.of("/dev/null").toFile()).redirectError(errors.toFile());
        builder.environment().put("DOCKER_HOST", host());
        // Of a table: no name is broken in two.
        builder.environment().put("COLUMNS", "2000");
        Process client = builder.start();
        String out = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = client.waitFor();
        return new Apart(code, out, Files.readString(errors));
    }

    /** Where the engine keeps something. */
    Path files(String first, String... more) {
        return home.resolve(first).resolve(Path.of("", more));
    }

    /** @return what the command printed */
    String client(String... words) throws IOException, InterruptedException {
        return run("", words).output;
    }

    @Override
    public void close() throws Exception {
        // A container outlives its engine.
        for (String id : client("ps", "-aq").split("\\s+")) {
            if (id.matches("[0-9a-f]{12}")) {
                client("rm", "-f", id);
            }
        }
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        new ProcessBuilder("rm", "-rf", home.toString()).inheritIO().start().waitFor();
    }
}
