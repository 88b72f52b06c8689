package minidocker.engine.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How Docker, and Go below it, write things. */
public final class GoText {
    private static final int SHORT_ID = 12;

    private GoText() {}

    /** Twelve hex digits, without the algorithm before them. */
    public static String shortId(String id) {
        String hex = id.substring(id.indexOf(':') + 1);
        return hex.substring(0, Math.min(SHORT_ID, hex.length()));
    }

    /** At most so many characters, the last one an ellipsis if something is missing. */
    public static String ellipsis(String text, int width) {
        if (text.codePointCount(0, text.length()) <= width) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, width - 1)) + "…";
    }

    /** A string constant of Go's, as strconv.Quote makes it. */
    public static String quote(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            int known = "\u0007\b\f\n\r\t\u000b\\\"".indexOf(c);
            if (known >= 0) {
                out.append('\\').append("abfnrtv\\\"".charAt(known));
            } else if (c < ' ' || c == 0x7f) {
                out.append(String.format("\\x%02x", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.append('"').toString();
    }

    /** {@code 2026-01-31 12:00:00 +0000 UTC}, in local time. */
    public static String time(Instant time) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xx zzz", Locale.ROOT).format(time.atZone(ZoneId.systemDefault()));
    }
}
