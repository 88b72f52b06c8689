package minidocker.engine.runtime;

import java.nio.file.Files;
import java.nio.file.Path;

/** A process that starts containers and waits to be killed: its arguments are the runtime's folder and those of bundles. */
public final class Starter {
    private Starter() {}

    public static void main(String[] arguments) throws Exception {
        Runtime runtime = new Runtime(Path.of(arguments[0]));
        for (int i = 1; i < arguments.length; i++) {
            Bundle bundle = Bundle.read(Path.of(arguments[i]));
            ContainerProcess container = runtime.create(TestContainers.id(bundle), bundle, new Streams.Pipes(-1, -1, -1));
            if (!Files.exists(bundle.folder().resolve("only-created"))) {
                container.start();
            }
            System.out.println(container.identity().pid() + " " + container.identity().startTime());
        }
        System.out.println("all are there");
        Thread.sleep(Long.MAX_VALUE);
    }
}
