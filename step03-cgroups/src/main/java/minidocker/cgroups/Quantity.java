package minidocker.cgroups;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers of bytes as {@code docker stats} shows them: memory in binary units, traffic in decimal ones. */
final class Quantity {
    private static final String[] BINARY = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final String[] DECIMAL = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    private Quantity() {}

    /** {@code 12.34MiB}: four digits. */
    static String binary(long bytes) {
        return shown(bytes, 1024, 4, BINARY);
    }

    /** {@code 12.3MB}: three digits. */
    static String decimal(long bytes) {
        return shown(bytes, 1000, 3, DECIMAL);
    }

    private static String shown(long bytes, int base, int digits, String[] units) {
        int unit = 0;
        BigDecimal rest = BigDecimal.valueOf(bytes);
        while (rest.compareTo(BigDecimal.valueOf(base)) >= 0 && unit < units.length - 1) {
            rest = rest.divide(BigDecimal.valueOf(base));
            unit++;
        }
        BigDecimal rounded = rest.round(new MathContext(digits, RoundingMode.HALF_EVEN));
        return (rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString()) + units[unit];
    }
}
