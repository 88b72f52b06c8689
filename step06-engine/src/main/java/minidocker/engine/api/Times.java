package minidocker.engine.api;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import minidocker.engine.Refusal;

/** Times as the interface writes and reads them. */
final class Times {
    private Times() {}

    /** As Go prints them: nanoseconds without zeros at their end, and UTC. */
    static String rfc3339(Instant time) {
        if (time.getNano() == 0) {
            return time.toString();
        }
        String digits = String.format("%09d", time.getNano()).replaceAll("0+$", "");
        return time.toString().substring(0, "2006-01-02T15:04:05".length()) + "." + digits + "Z";
    }

    /**
     * A parameter: seconds since 1970, with or without a fraction, or RFC 3339. Clients turn anything else into one of them.
     *
     * @throws Refusal BAD_PARAMETER
     */
    static Optional<Instant> parse(Optional<String> text) {
        if (text.isEmpty() || text.get().isEmpty() || text.get().equals("0")) {
            return Optional.empty();
        }
        String value = text.get();
        try {
            if (value.matches("-?[0-9]{1,12}(\\.[0-9]{1,9})?")) {
                String[] parts = value.split("\\.");
                long nanoseconds = parts.length == 1 ? 0 : Long.parseLong((parts[1] + "00000000").substring(0, 9));
                return Optional.of(Instant.ofEpochSecond(Long.parseLong(parts[0]), nanoseconds));
            }
            return Optional.of(OffsetDateTime.parse(value).toInstant());
        } catch (DateTimeParseException e) {
            throw new Refusal(Refusal.Kind.BAD_PARAMETER, "\"" + value + "\" is no time: give seconds since 1970 or RFC 3339", e);
        }
    }
}
