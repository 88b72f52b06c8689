package minidocker.engine.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import minidocker.cli.Home;
import minidocker.cli.UserError;

/** The main program of an engine that a client has started, see {@link EngineStart}. */
public final class BackgroundEngine {
    /** Seconds after which an engine that was started on demand leaves, instead of {@link EngineOptions#PATIENCE}. */
    static final String PATIENCE_VARIABLE = "MINI_DOCKER_ENGINE_IDLE";

    private BackgroundEngine() {}

    /** @param arguments the folders of the home: data, run */
    public static void main(String[] arguments) {
        int code = 1;
        try {
            code = run(new Home(Path.of(arguments[0]), Path.of(arguments[1])), EngineOptions.standard(Optional.of(patience())));
        } catch (UserError e) {
            new EngineLog(System.err).say(e.getMessage());
        } catch (IOException | InterruptedException | RuntimeException e) {
            new EngineLog(System.err).mistake(e);
        }
        Runtime.getRuntime().halt(code);
    }

    private static Duration patience() {
        String given = System.getenv().getOrDefault(PATIENCE_VARIABLE, "");
        return given.matches("[1-9][0-9]{0,8}") ? Duration.ofSeconds(Long.parseLong(given)) : EngineOptions.PATIENCE;
    }

    /** Until it leaves by itself, or a signal ends it: then the end is as orderly as that, and the exit code 0. */
    static int run(Home home, EngineOptions options) throws IOException, InterruptedException {
        EngineLog log = new EngineLog(System.err);
        EngineProcess engine = EngineProcess.start(home, options, log);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                engine.close();
            } catch (IOException | RuntimeException e) {
                log.mistake(e);
            }
            Runtime.getRuntime().halt(0);
        }, "end"));
        engine.awaitBoredom();
        engine.close();
        return 0;
    }
}
