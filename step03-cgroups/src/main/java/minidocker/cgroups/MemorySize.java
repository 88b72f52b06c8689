package minidocker.cgroups;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of memory, in bytes. As text it is a number and Docker's unit: {@code b}, {@code k}, {@code m}, {@code g}, {@code t},
 * {@code p}, each 1024 times the one before; {@code 64m}, {@code 64mb} and {@code 64MiB} are the same.
 */
public record MemorySize(long bytes) implements Comparable<MemorySize> {
    private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?) ?(?:([kKmMgGtTpP])?[iI]?[bB]?)");
    private static final String UNITS = "bkmgtp";

    public MemorySize {
        if (bytes < 0) {
            throw new IllegalArgumentException("an amount of memory cannot be negative, as " + bytes + " is");
        }
    }

    public static MemorySize ofMebibytes(long mebibytes) {
        return new MemorySize(Math.multiplyExact(mebibytes, 1L << 20));
    }

    /** {@code 64m}, {@code 1.5g}, {@code 6291456}; a part of a byte is dropped. */
    public static MemorySize parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("invalid size: '" + text
                    + "': write a number and a unit b, k, m or g, such as 64m");
        }
        int power = matcher.group(2) == null ? 0 : UNITS.indexOf(matcher.group(2).toLowerCase(Locale.ROOT));
        BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(1L << (10 * power)));
        if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException("invalid size: '" + text + "' is more than any machine can have");
        }
        return new MemorySize(bytes.setScale(0, RoundingMode.DOWN).longValue());
    }

    /** The largest unit that leaves no fraction: {@code 64m}, {@code 1536m}, {@code 1000b}; {@link #parse} takes it back. */
    @Override
    public String toString() {
        int power = 0;
        long rest = bytes;
        while (rest != 0 && rest % 1024 == 0 && power < UNITS.length() - 1) {
            rest /= 1024;
            power++;
        }
        return rest + UNITS.substring(power, power + 1);
    }

    /**
     * Four significant digits at most and a binary unit, as {@code docker stats} shows memory: {@code 12.34MiB}, {@code 1GiB}.
     */
    public String shown() {
        return Quantity.binary(bytes);
    }

    @Override
    public int compareTo(MemorySize other) {
        return Long.compare(bytes, other.bytes);
    }
}
