package minidocker.engine.core;

import java.time.Duration;

/** Durations as Go prints them, which is how Docker shows them: {@code 1m30s}, {@code 500ms}. */
final class GoDuration {
    private GoDuration() {}

    static String shown(Duration duration) {
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            return duration.isZero() ? "0s" : duration.toMillis() > 0 ? duration.toMillis() + "ms"
                    : duration.toNanos() / 1000 + "µs";
        }
        long hours = duration.toHours();
        int minutes = duration.toMinutesPart();
        String fraction = duration.toMillisPart() == 0 ? ""
                : String.format(".%03d", duration.toMillisPart()).replaceAll("0+$", "");
        return (hours > 0 ? hours + "h" : "") + (hours > 0 || minutes > 0 ? minutes + "m" : "") + duration.toSecondsPart()
                + fraction + "s";
    }
}
