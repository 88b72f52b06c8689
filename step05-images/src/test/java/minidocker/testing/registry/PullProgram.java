package minidocker.testing.registry;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.images.ImageReference;
import minidocker.images.pull.PlainPrinter;
import minidocker.images.pull.Pull;
import minidocker.images.registry.RegistrySettings;
import minidocker.images.store.ContentStore;

/** A pull in a process of its own, for tests that kill it or let two run at once: arguments are the store and the image. */
public final class PullProgram {
    private PullProgram() {}

    public static void main(String[] args) throws Exception {
        new Pull(ContentStore.open(Path.of(args[0])), RegistrySettings.of(Map.of("HOME", args[0])), new PlainPrinter(System.out))
                .pull(ImageReference.parse(args[1]), Optional.empty());
    }

    public static Process start(Path store, String image) throws Exception {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-Xmx128m", "-cp", classPath, PullProgram.class.getName(), store.toString(), image))
                .redirectErrorStream(true).start();
    }
}
