package minidocker.engine.streams;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Base64;
import minidocker.json.Json;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;

/**
 * The lines of a json-file log, read one after the other. Lines in the order in which we and Docker write them go a short way,
 * which is several times faster; all others that are JSON go the long one.
 */
final class JsonEntryParser {
    private static final byte[] LOG = "{\"log\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] STREAM = "\",\"stream\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TIME = "\",\"time\":\"".getBytes(StandardCharsets.US_ASCII);

    /** Lines that were logged together have the same time, and to read one is more work than all the rest of the line. */
    private volatile TimeText last = new TimeText(new byte[0], Instant.EPOCH);

    private record TimeText(byte[] text, Instant time) {}

    /** Null for what is no entry: a reader leaves it out. */
    LogEntry parse(byte[] line) {
        try {
            LogEntry entry = parseShort(line);
            return entry != null ? entry : parseLong(line);
        } catch (MalformedJson | DateTimeParseException | IllegalArgumentException torn) {
            return null;
        }
    }

    private LogEntry parseShort(byte[] line) {
        if (!startsWith(line, 0, LOG)) {
            return null;
        }
        GrowingBytes text = new GrowingBytes(line.length);
        int at = unescape(line, LOG.length, text);
        if (at < 0 || !startsWith(line, at, STREAM)) {
            return null;
        }
        int stream = at + STREAM.length;
        int streamEnd = stream + "stdout".length();
        if (!startsWith(line, streamEnd, TIME) || line[line.length - 1] != '}' || line[line.length - 2] != '"') {
            return null;
        }
        StandardStream output = stream(new String(line, stream, 6, StandardCharsets.US_ASCII));
        return new LogEntry(output, time(line, streamEnd + TIME.length, line.length - 2), text.toArray());
    }

    private Instant time(byte[] line, int from, int to) {
        TimeText time = last;
        if (!Arrays.equals(line, from, to, time.text(), 0, time.text().length)) {
            time = new TimeText(Arrays.copyOfRange(line, from, to),
                    Instant.parse(new String(line, from, to - from, StandardCharsets.US_ASCII)));
            last = time;
        }
        return time.time();
    }

    private static boolean startsWith(byte[] line, int at, byte[] wanted) {
        if (at + wanted.length + 2 > line.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (line[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    /** @return the place of the closing quote, or -1 if there is something that the long way knows better */
    private static int unescape(byte[] line, int from, GrowingBytes text) {
        int plain = from;
        for (int at = from; at < line.length; at++) {
            if (line[at] == '"') {
                text.put(line, plain, at);
                return at;
            }
            if (line[at] == '\\') {
                text.put(line, plain, at);
                at++;
                if (at == line.length) {
                    return -1;
                }
                switch (line[at]) {
                    case 'n' -> text.put('\n');
                    case 'r' -> text.put('\r');
                    case '"', '\\', '/' -> text.put(line[at]);
                    case 'u' -> {
                        int value = at + 4 < line.length ? hex(line, at + 1) : -1;
                        if (value < 0 || value >= 0x80) {
                            return -1;
                        }
                        text.put(value);
                        at += 4;
                    }
                    default -> {
                        return -1;
                    }
                }
                plain = at + 1;
            }
        }
        return -1;
    }

    private static int hex(byte[] line, int at) {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(line[at + i], 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private static LogEntry parseLong(byte[] line) throws MalformedJson {
        JsonObject object = Json.parseObject(line, "a line of the log");
        String raw = object.optionalString("raw").orElse(null);
        byte[] text = raw != null ? Base64.getDecoder().decode(raw)
                : object.optionalString("log").orElse("").getBytes(StandardCharsets.UTF_8);
        return new LogEntry(stream(object.string("stream")), Instant.parse(object.string("time")), text);
    }

    private static StandardStream stream(String name) {
        return switch (name) {
            case "stdout" -> StandardStream.STDOUT;
            case "stderr" -> StandardStream.STDERR;
            default -> throw new IllegalArgumentException(name);
        };
    }
}
