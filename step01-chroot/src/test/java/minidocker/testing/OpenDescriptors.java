package minidocker.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What this JVM has open, for tests that nothing is left open. */
public final class OpenDescriptors {
    private static final String BY_THE_WAY = ".*\\.jar|/dev/u?random|.*/ffi\\w{6} \\(deleted\\)|/proc/\\d+/fd";

    private OpenDescriptors() {}

    /**
     * What each descriptor leads to: a path, or words like {@code pipe:[4711]}. What the JVM opens by itself when it first needs it
     * (archives of classes, sources of random numbers, libffi's memory for native methods) is left out: it may come at any moment,
     * and stays.
     */
    public static List<String> list() {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.map(OpenDescriptors::target).filter(Objects::nonNull)
                    .filter(target -> !target.matches(BY_THE_WAY)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Null if it was closed meanwhile. */
    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closed) {
            return null;
        }
    }
}
