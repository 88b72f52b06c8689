package minidocker.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * What a test needs of the machine it runs on. Where it is missing the test is skipped with a reason; only a reason that begins
 * with {@code kernel: } or {@code hardware: } is accepted in CI.
 */
public final class Needs {
    private Needs() {}

    public static void root() {
        assumeTrue(isRoot(), "needs root: run ./verify as root");
    }

    public static void ordinaryUser() {
        assumeTrue(!isRoot(), "needs an ordinary user");
    }

    public static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** @param reason what is missing; see above for those that CI accepts */
    public static void that(boolean isThere, String reason) {
        assumeTrue(isThere, reason);
    }

    /** @return the path of the command */
    public static Path command(String name, String debianPackage) {
        for (String folder : System.getenv("PATH").split(":")) {
            Path candidate = Path.of(folder, name);
            if (Files.isExecutable(candidate)) {
                return candidate;
            }
        }
        assumeTrue(false, "needs the command " + name + ", from the Debian package " + debianPackage);
        throw new AssertionError();
    }

    /** Runs a command to its end, at most a minute, and returns what it printed on both streams. */
    public static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectInput(new java.io.File("/dev/null"))
                .start();
        String text = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + " did not end");
        }
        return text;
    }
}
