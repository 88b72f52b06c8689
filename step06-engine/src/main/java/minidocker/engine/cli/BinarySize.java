package minidocker.engine.cli;

import java.util.Locale;

/** Numbers of bytes in powers of 1024, four significant digits at most: {@code 23.54GiB}. */
public final class BinarySize {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private BinarySize() {}

    public static String of(double bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        int whole = value >= 1000 ? 4 : value >= 100 ? 3 : value >= 10 ? 2 : 1;
        String text = String.format(Locale.ROOT, "%." + (4 - whole) + "f", value);
        return (text.indexOf('.') < 0 ? text : text.replaceFirst("\\.?0+$", "")) + UNITS[unit];
    }
}
