package minidocker.engine.streams;

import java.nio.file.Path;
import java.util.Map;

/** A process that takes up a run and goes on with it until it is killed. */
final class EngineToBeKilled {
    /** Small files, and so many that none is lost. */
    static final LogSettings LOG = new LogSettings("json-file", Map.of("max-size", "1m", "max-file", "500"));

    private EngineToBeKilled() {}

    /** @param arguments the folder of the {@link TestContainer} */
    public static void main(String[] arguments) throws Exception {
        TestContainer container = new TestContainer(Path.of(arguments[0]), new ContainerStreams.Settings(false, false, false), LOG);
        System.out.println(container.streams.reopen() ? "reopened" : "nothing there");
        System.out.flush();
        Thread.sleep(Long.MAX_VALUE);
    }
}
