package minidocker.testing.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import minidocker.images.Main;

/** The program of this step in a process of its own, with a folder of its own for everything that it keeps. */
public record ImagesProgram(Path home) {

    /** What came of it. */
    public record Result(int code, String out, String err) {
        public List<String> lines() {
            return out.lines().toList();
        }
    }

    public Result run(String... arguments) throws Exception {
        return run(new byte[0], arguments);
    }

    public Result run(byte[] input, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-Xmx128m", "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        if (Runtime.version().feature() >= 22) {
            command.add(1, "--enable-native-access=ALL-UNNAMED");
        }
        command.add(Main.class.getName());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("MINI_DOCKER_HOME", home.toString());
        builder.environment().put("DOCKER_CONFIG", home.resolve("docker-config").toString());
        builder.environment().put("TZ", "UTC");
        Process process = builder.start();
        // A thread of its own: the common pool has one on a machine with two processors, and a program that runs for long would have it.
        CompletableFuture<byte[]> err = CompletableFuture.supplyAsync(() -> read(process), task -> new Thread(task).start());
        try (var in = process.getOutputStream()) {
            in.write(input);
        } catch (IOException closedEarly) {
            // A program that does not read its input has ended before we wrote it.
        }
        byte[] out = process.getInputStream().readAllBytes();
        return new Result(process.waitFor(), new String(out, StandardCharsets.UTF_8),
                new String(err.get(), StandardCharsets.UTF_8));
    }

    private static byte[] read(Process process) {
        try {
            return process.getErrorStream().readAllBytes();
        } catch (IOException e) {
            return new byte[0];
        }
    }

    /** As {@link #run}, and it must succeed. */
    public Result ok(String... arguments) throws Exception {
        return ok(new byte[0], arguments);
    }

    public Result ok(byte[] input, String... arguments) throws Exception {
        Result result = run(input, arguments);
        if (result.code != 0) {
            throw new AssertionError(String.join(" ", arguments) + ": " + result);
        }
        return result;
    }
}
