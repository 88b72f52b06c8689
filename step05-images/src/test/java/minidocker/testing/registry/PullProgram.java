package minidocker.testing.registry;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.cli.UserError;
import minidocker.images.ImageReference;
import minidocker.images.container.OverlayUnpacker;
import minidocker.images.pull.PlainPrinter;
import minidocker.images.pull.Pull;
import minidocker.images.registry.RegistrySettings;
import minidocker.images.store.ContentStore;

/**
 * A pull in a process of its own, for tests that kill it, let two run at once, or give it a small disk: arguments are the store
 * and the image.
 */
public final class PullProgram {
    private PullProgram() {}

    public static void main(String[] args) throws Exception {
        try {
            new Pull(ContentStore.open(Path.of(args[0])), RegistrySettings.of(Map.of("HOME", args[0])),
                    new PlainPrinter(System.out), new OverlayUnpacker(omission -> { }))
                    .pull(ImageReference.parse(args[1]), Optional.empty());
        } catch (UserError e) {
            System.out.println("refused: " + e.getMessage());
            System.exit(1);
        }
    }

    public static List<String> command(Path store, String image) {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m"));
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", classPath, PullProgram.class.getName(), store.toString(), image));
        return command;
    }

    public static Process start(Path store, String image) throws Exception {
        return new ProcessBuilder(command(store, image)).redirectErrorStream(true).start();
    }
}
