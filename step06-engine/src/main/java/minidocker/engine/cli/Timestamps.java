package minidocker.engine.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import minidocker.engine.cli.flags.GoNumbers;

/** Points in time as people write them, for the API, which wants seconds since 1970 with a fraction perhaps. */
public final class Timestamps {
    private static final long NANOS = 1_000_000_000L;

    private Timestamps() {}

    /**
     * @param text {@code 42m} (ago), {@code 1795255524.5}, {@code 2026-01-31}, {@code 2026-01-31T12:00}, with seconds, a fraction and
     *     {@code Z} or {@code +01:00}; without these it is local time; empty stays empty
     */
    public static String parse(String text) {
        if (text.isEmpty()) {
            return "";
        }
        try {
            long ago = GoNumbers.duration(text);
            return String.valueOf(Math.floorDiv(Instant.now().toEpochMilli() - ago / 1_000_000, 1000));
        } catch (IllegalArgumentException noDuration) {
            // Then it is a date, or nothing at all.
        }
        if (text.matches("[0-9]+(\\.[0-9]{1,9})?")) {
            return text;
        }
        try {
            Instant time = date(text);
            return time.getEpochSecond() + (time.getNano() == 0 ? ".000000000" : String.format(".%09d", time.getNano() % NANOS));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("failed to parse value as time or duration: \"" + text + "\"");
        }
    }

    private static Instant date(String text) {
        if (text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
            return LocalDate.parse(text).atStartOfDay(ZoneId.systemDefault()).toInstant();
        }
        if (text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}")) {
            return LocalDateTime.parse(text + ":00").atZone(ZoneId.systemDefault()).toInstant();
        }
        return text.matches(".*T.*(Z|[+-][0-9]{2}:[0-9]{2})") ? OffsetDateTime.parse(text).toInstant()
                : LocalDateTime.parse(text).atZone(ZoneId.systemDefault()).toInstant();
    }
}
