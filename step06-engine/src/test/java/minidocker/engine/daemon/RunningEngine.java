package minidocker.engine.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import minidocker.cli.Home;
import minidocker.testing.Eventually;
import minidocker.testing.TestHome;

/** {@code mini-docker daemon} as a process of its own, in a home of its own. */
final class RunningEngine implements AutoCloseable {
    final Home home;
    final Process process;
    private final Path output;

    RunningEngine(String... options) throws IOException {
        this(newHome(), options);
    }

    RunningEngine(Home home, String... options) throws IOException {
        this.home = home;
        output = Files.createTempFile(home.data(), "output", ".txt");
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-Xmx128m", "-cp", System.getProperty("java.class.path"), "minidocker.engine.Main", "daemon"));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("MINI_DOCKER_HOME", home.data().toString());
        process = builder.start();
    }

    /** A short one: the path of a socket has 107 bytes at most. */
    static Home newHome() {
        Path folder = TestHome.temporary();
        return Home.of(Map.of("MINI_DOCKER_HOME", folder.toString()), 0);
    }

    RunningEngine awaitAnswer() {
        Eventually.holds(() -> !process.isAlive() || Files.exists(new EngineFiles(home).socket()),
                () -> "its socket; it says " + output());
        if (!process.isAlive()) {
            throw new AssertionError("it has ended: " + output());
        }
        return this;
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end; it says " + output());
        }
        return process.exitValue();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** What there is in a folder, with its permissions. */
    static Map<String, String> files(Path folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (var all = Files.list(folder)) {
            for (Path file : all.toList()) {
                files.put(file.getFileName().toString(),
                        java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
        return files;
    }
}
