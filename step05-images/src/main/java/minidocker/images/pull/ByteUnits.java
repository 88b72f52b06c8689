package minidocker.images.pull;

import java.util.Locale;

/** Numbers of bytes as Docker prints them: powers of 1000, four significant digits at most, {@code 1.234MB}. */
public final class ByteUnits {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    private ByteUnits() {}

    public static String human(long bytes) {
        return human(bytes, 4);
    }

    /** @param digits significant ones: 4 for progress, 3 for the column SIZE */
    public static String human(long bytes, int digits) {
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return significant(value, digits) + UNITS[unit];
    }

    /** C's {@code %.4g} for values from 0 to 1000: no zeros at the end. */
    private static String significant(double value, int digits) {
        int whole = value >= 100 ? 3 : value >= 10 ? 2 : 1;
        String text = String.format(Locale.ROOT, "%." + Math.max(0, digits - whole) + "f", value);
        return text.indexOf('.') < 0 ? text : text.replaceFirst("\\.?0+$", "");
    }
}
