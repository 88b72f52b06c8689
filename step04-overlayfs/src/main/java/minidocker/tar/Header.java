package minidocker.tar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import minidocker.syscall.CString;

/**
 * A block of 512 bytes, see "ustar Interchange Format" of pax. A field is at a fixed place; numbers are octal digits, or, as GNU
 * does where these do not suffice, binary.
 */
final class Header {
    static final int BLOCK = 512;

    /** Offset and length. */
    enum Field {
        NAME(0, 100), MODE(100, 8), UID(108, 8), GID(116, 8), SIZE(124, 12), MTIME(136, 12), CHECKSUM(148, 8), TYPE(156, 1),
        LINK(157, 100), MAGIC(257, 8), MAJOR(329, 8), MINOR(337, 8),
        PREFIX(345, 155),
        /** Of GNU's old sparse files: whether a block with more extents follows, and the size with the holes. */
        SPARSE_MORE(482, 1), SPARSE_SIZE(483, 12);

        private final int offset;
        private final int length;

        Field(int offset, int length) {
            this.offset = offset;
            this.length = length;
        }

        int length() {
            return length;
        }
    }

    private final byte[] block;

    Header(byte[] block) {
        this.block = block;
    }

    boolean isZero() {
        return Arrays.equals(block, new byte[BLOCK]);
    }

    char type() {
        return (char) block[156];
    }

    boolean isUstar() {
        return string(Field.MAGIC).startsWith("ustar");
    }

    /** GNU tar's own format has other fields where ustar has its prefix. */
    boolean isGnu() {
        return Arrays.equals(Arrays.copyOfRange(block, 257, 265), "ustar  \0".getBytes(StandardCharsets.US_ASCII));
    }

    /** The sum of all bytes, with blanks in place of the sum. Some old programs added signed bytes. */
    boolean checksumIsRight() {
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < BLOCK; i++) {
            byte value = i >= 148 && i < 156 ? (byte) ' ' : block[i];
            unsigned += value & 0xff;
            signed += value;
        }
        try {
            long said = number(Field.CHECKSUM);
            return said == unsigned || said == signed;
        } catch (TarException noNumber) {
            return false;
        }
    }

    String string(Field field) {
        int end = field.offset;
        while (end < field.offset + field.length && block[end] != 0) {
            end++;
        }
        return CString.decode(block, field.offset, end - field.offset);
    }

    long number(Field field) throws TarException {
        return number(block, field.offset, field.length);
    }

    static long number(byte[] bytes, int offset, int length) throws TarException {
        if ((bytes[offset] & 0x80) != 0) {
            return binary(bytes, offset, length);
        }
        String digits = new String(bytes, offset, length, StandardCharsets.ISO_8859_1).replace('\0', ' ').strip();
        try {
            return digits.isEmpty() ? 0 : Long.parseUnsignedLong(digits, 8);
        } catch (NumberFormatException noNumber) {
            throw new TarException("the archive is broken: a header has \"" + printable(digits) + "\" where a number should be");
        }
    }

    /** Two's complement, big end first; the first bit only says that it is such a number. */
    private static long binary(byte[] bytes, int offset, int length) throws TarException {
        boolean negative = (bytes[offset] & 0x40) != 0;
        long value = negative ? -1 : 0;
        for (int i = 0; i < length; i++) {
            int next = i == 0 ? (negative ? bytes[offset] | 0x80 : bytes[offset] & 0x7f) & 0xff : bytes[offset + i] & 0xff;
            boolean fits = value >> 55 == (negative ? -1 : 0);
            if (!fits) {
                throw new TarException("the archive is broken: a number in a header is larger than any file");
            }
            value = value << 8 | next;
        }
        return value;
    }

    static String printable(String text) {
        return text.codePoints().limit(100).map(c -> c < ' ' || c > '~' ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    byte[] block() {
        return block;
    }

    void put(Field field, byte[] value) {
        System.arraycopy(value, 0, block, field.offset, Math.min(value.length, field.length));
    }

    static boolean fits(Field field, long value) {
        return value >= 0 && value < 1L << 3 * (field.length - 1);
    }

    /** Octal digits and a zero byte; 0 if it does not fit, and then a PAX record says it. */
    void put(Field field, long value) {
        String digits = Long.toOctalString(fits(field, value) ? value : 0);
        put(field, ("0".repeat(field.length - 1 - digits.length()) + digits).getBytes(StandardCharsets.US_ASCII));
    }

    void finish() {
        put(Field.MAGIC, "ustar\00000".getBytes(StandardCharsets.US_ASCII));
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte value : block) {
            sum += value & 0xff;
        }
        put(Field.CHECKSUM, String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII));
    }
}
