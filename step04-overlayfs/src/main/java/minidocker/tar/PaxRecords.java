package minidocker.tar;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import minidocker.syscall.CString;

/**
 * The records of a PAX header: {@code "LENGTH KEY=VALUE\n"} one after the other, LENGTH in decimal digits and with itself. A
 * value is bytes. A later record of the same key wins.
 */
final class PaxRecords {
    private static final String XATTR = "SCHILY.xattr.";

    private final SortedMap<String, byte[]> values = new TreeMap<>();

    static PaxRecords parse(byte[] bytes) throws TarException {
        PaxRecords records = new PaxRecords();
        int at = 0;
        while (at < bytes.length && bytes[at] != 0) {
            int blank = indexOf(bytes, ' ', at, Math.min(bytes.length, at + 20));
            int length = blank < 0 ? -1 : decimal(bytes, at, blank);
            int end = at + length;
            int equals = length < 0 || end > bytes.length || end <= blank ? -1 : indexOf(bytes, '=', blank + 1, end);
            if (equals < 0 || bytes[end - 1] != '\n') {
                throw new TarException("the archive is broken: a PAX header holds something that is no record");
            }
            String key = CString.decode(bytes, blank + 1, equals - blank - 1);
            records.add(key, Arrays.copyOfRange(bytes, equals + 1, end - 1));
            at = end;
        }
        return records;
    }

    /**
     * The extents of GNU's first format for sparse files, 0.0, are records of one key each: they are put into one list, as format
     * 0.1 has it.
     */
    private void add(String key, byte[] value) {
        if (key.equals("GNU.sparse.offset") || key.equals("GNU.sparse.numbytes")) {
            byte[] before = values.getOrDefault("GNU.sparse.map", new byte[0]);
            ByteArrayOutputStream list = new ByteArrayOutputStream();
            list.writeBytes(before);
            if (before.length > 0) {
                list.write(',');
            }
            list.writeBytes(value);
            values.put("GNU.sparse.map", list.toByteArray());
        } else {
            values.put(key, value);
        }
    }

    private static int indexOf(byte[] bytes, char wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static int decimal(byte[] bytes, int from, int to) {
        try {
            return Integer.parseInt(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
        } catch (NumberFormatException noNumber) {
            return -1;
        }
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /** Null if there is none. */
    String text(String key) {
        byte[] value = values.get(key);
        return value == null ? null : CString.decode(value);
    }

    long number(String key, long otherwise) throws TarException {
        String text = text(key);
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException noNumber) {
            throw new TarException("the archive is broken: the PAX record " + key + " is \"" + Header.printable(text)
                    + "\", which is no number");
        }
    }

    /** Seconds since 1970 with any number of decimals; nanoseconds are what files have. */
    Instant time(String key, Instant otherwise) throws TarException {
        String text = text(key);
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        try {
            if (text.length() > 40 || !text.matches("-?[0-9]+(\\.[0-9]*)?")) {
                throw new NumberFormatException();
            }
            BigDecimal[] parts = new BigDecimal(text).setScale(9, java.math.RoundingMode.FLOOR)
                    .divideAndRemainder(BigDecimal.ONE);
            return Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].movePointRight(9).longValueExact());
        } catch (ArithmeticException | NumberFormatException | java.time.DateTimeException noTime) {
            throw new TarException("the archive is broken: the PAX record " + key + " is \"" + Header.printable(text)
                    + "\", which is no time");
        }
    }

    SortedMap<String, byte[]> attributes() {
        SortedMap<String, byte[]> attributes = new TreeMap<>();
        values.forEach((key, value) -> {
            if (key.startsWith(XATTR)) {
                attributes.put(key.substring(XATTR.length()).replace("%3D", "=").replace("%25", "%"), value);
            }
        });
        return attributes;
    }

    /** A key cannot have an equals sign in it: GNU tar writes it as %3D. */
    void putAttribute(String name, byte[] value) {
        values.put(XATTR + name.replace("%", "%25").replace("=", "%3D"), value);
    }

    void put(String key, byte[] value) {
        values.put(key, value);
    }

    void put(String key, String value) {
        values.put(key, CString.encode(value));
    }

    byte[] toBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        values.forEach((key, value) -> {
            byte[] name = CString.encode(key);
            int rest = name.length + value.length + 3;
            int length = rest + Integer.toString(rest).length();
            length = rest + Integer.toString(length).length();
            out.writeBytes((length + " ").getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(name);
            out.write('=');
            out.writeBytes(value);
            out.write('\n');
        });
        return out.toByteArray();
    }
}
