package minidocker.engine.streams;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Map;
import minidocker.json.Json;

/**
 * Docker's json-file: an object a line.
 *
 * <pre>{"log":"hello\n","stream":"stdout","attrs":{"tag":"web"},"time":"2024-05-01T10:00:00.123456789Z"}</pre>
 *
 * Text that is not UTF-8 cannot stand in JSON. Docker writes a replacement character for what it cannot say and so loses it; here
 * a field {@code raw} keeps the bytes as they were, in base64, beside what Docker writes.
 */
final class JsonFormat implements LogFormat {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

    private final byte[] attributes;
    private final JsonEntryParser parser = new JsonEntryParser();
    private Instant lastTime;
    private byte[] lastTimeText;

    JsonFormat(Map<String, String> attributes) {
        this.attributes = attributes.isEmpty() ? new byte[0] : Json.bytes(Map.of("attrs", attributes));
    }

    // tag::json-log-entry[]
    @Override
    public void encode(GrowingBytes out, StandardStream stream, Instant time, byte[] text, int from, int to, boolean newline) {
        out.put("{\"log\":\"");
        boolean isText = putEscaped(out, text, from, to);
        out.put(newline ? "\\n\",\"stream\":\"" : "\",\"stream\":\"");
        out.put(stream.toString());
        out.put('"');
        if (attributes.length > 0) {
            out.put(',');
            out.put(attributes, 1, attributes.length - 1);
        }
        if (!isText) {
            out.put(",\"raw\":\"");
            out.put(Base64.getEncoder().encode(copy(text, from, to, newline)));
            out.put('"');
        }
        out.put(",\"time\":\"");
        out.put(timeText(time));
        out.put("\"}\n");
    }
    // end::json-log-entry[]

    private static byte[] copy(byte[] text, int from, int to, boolean newline) {
        byte[] copy = new byte[to - from + (newline ? 1 : 0)];
        System.arraycopy(text, from, copy, 0, to - from);
        if (newline) {
            copy[to - from] = '\n';
        }
        return copy;
    }

    /** As Go's time.RFC3339Nano: no zeros at the end. */
    private byte[] timeText(Instant time) {
        if (!time.equals(lastTime)) {
            String fraction = String.valueOf(1_000_000_000L + time.getNano()).substring(1);
            int end = 9;
            while (end > 0 && fraction.charAt(end - 1) == '0') {
                end--;
            }
            String text = SECONDS.format(time) + (end > 0 ? "." + fraction.substring(0, end) : "") + "Z";
            lastTimeText = text.getBytes(StandardCharsets.US_ASCII);
            lastTime = time;
        }
        return lastTimeText;
    }

    /** @return false if a replacement character stands for something that was no UTF-8 */
    private static boolean putEscaped(GrowingBytes out, byte[] text, int from, int to) {
        boolean isText = true;
        int plain = from;
        int at = from;
        while (at < to) {
            int value = text[at] & 0xff;
            int size = value < 0x80 ? 1 : Utf8.sequence(text, at, to);
            boolean separator = size == 3 && value == 0xe2 && text[at + 1] == (byte) 0x80 && (text[at + 2] & 0xfe) == 0xa8;
            if (size > 1 && !separator || size == 1 && value >= 0x20 && "\"\\<>&".indexOf(value) < 0) {
                at += size;
                continue;
            }
            out.put(text, plain, at);
            if (size == 0) {
                isText = false;
                out.put("\\ufffd");
                size = 1;
            } else if (separator) {
                out.put("\\u202");
                out.put(HEX[text[at + 2] & 0xf]);
            } else {
                putEscape(out, value);
            }
            at += size;
            plain = at;
        }
        out.put(text, plain, to);
        return isText;
    }

    private static void putEscape(GrowingBytes out, int value) {
        out.put('\\');
        switch (value) {
            case '"', '\\' -> out.put(value);
            case '\n' -> out.put('n');
            case '\r' -> out.put('r');
            default -> {
                out.put("u00");
                out.put(HEX[value >> 4]);
                out.put(HEX[value & 0xf]);
            }
        }
    }

    @Override
    public LogEntry decode(FileWindow window) throws IOException {
        while (true) {
            long newline = window.find((byte) '\n', window.position());
            byte[] line = newline < 0 ? null : window.range(window.position(), newline);
            if (line == null) {
                return null;
            }
            window.position(newline + 1);
            LogEntry entry = parser.parse(line);
            if (entry != null) {
                return entry;
            }
        }
    }

    @Override
    public Tail last(FileWindow window, int count) throws IOException {
        long at = window.end();
        int newlines = 0;
        while (at > 0 && newlines <= count) {
            at--;
            newlines += window.byteAt(at) == '\n' ? 1 : 0;
        }
        // The last newline ends an entry, and the one before the first wanted entry is not ours.
        return newlines > count ? new Tail(at + 1, count) : new Tail(0, newlines);
    }

    @Override
    public long wholeLength(FileWindow window) throws IOException {
        long at = window.end();
        while (at > 0 && window.byteAt(at - 1) != '\n') {
            at--;
        }
        return at;
    }
}
