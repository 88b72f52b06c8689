package minidocker.engine.streams;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import minidocker.engine.Refusal;

/** The driver {@code none}. */
final class NoLog extends LogDriver {
    NoLog() {
        super(Map.of());
    }

    @Override
    public String name() {
        return "none";
    }

    @Override
    public Path path() {
        return null;
    }

    @Override
    public LogReader read(LogQuery query) {
        throw new Refusal(Refusal.Kind.FAILED, "configured logging driver does not support reading");
    }

    @Override
    public void delete() {}

    @Override
    public void close() {}

    @Override
    void begin() {}

    @Override
    void end(boolean restarts) {}

    @Override
    long prepare() {
        return 0;
    }

    @Override
    void cut(long length) {}

    @Override
    int append(StandardStream stream, Instant time, byte[] text, int from, int to, boolean last) {
        return to - from;
    }
}
