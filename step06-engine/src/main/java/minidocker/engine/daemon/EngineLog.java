package minidocker.engine.daemon;

import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What the engine has to say to whoever runs it: a line each, with its time. */
final class EngineLog {
    private final PrintStream out;

    EngineLog(PrintStream out) {
        this.out = out;
    }

    void say(String sentence) {
        out.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + sentence);
    }

    /** A mistake of ours, with where it came from. */
    void mistake(Throwable failure) {
        synchronized (out) {
            say(failure.toString());
            failure.printStackTrace(out);
        }
    }
}
