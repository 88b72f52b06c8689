package minidocker.engine.cli.flags;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;

/** Numbers, spans of time and sizes, read as Go reads them, with Go's words for what cannot be read. */
public final class GoNumbers {
    private static final long NANOS = 1_000_000_000L;

    private GoNumbers() {}

    static boolean bool(String text) {
        return switch (text) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            default -> throw invalid("ParseBool", text, "invalid syntax");
        };
    }

    /** Decimal, or with 0x, 0o, 0b or 0 before it. */
    public static long integer(String text) {
        return integer(text, "ParseInt", Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** An unsigned number of 16 bits. */
    public static int unsigned16(String text) {
        return (int) integer(text, "ParseUint", 0, 65535);
    }

    private static long integer(String text, String function, long least, long most) {
        String lower = text.toLowerCase(Locale.ROOT);
        boolean negative = lower.startsWith("-");
        String digits = negative || lower.startsWith("+") ? lower.substring(1) : lower;
        int base = digits.startsWith("0x") ? 16 : digits.startsWith("0b") ? 2 : digits.startsWith("0o") ? 8
                : digits.length() > 1 && digits.startsWith("0") ? 8 : 10;
        if (base == 16 || base == 2 || digits.startsWith("0o")) {
            digits = digits.substring(2);
        }
        if (digits.isEmpty() || digits.startsWith("-") || digits.startsWith("+") || negative && least == 0) {
            throw invalid(function, text, "invalid syntax");
        }
        BigInteger value;
        try {
            value = new BigInteger(negative ? "-" + digits : digits, base);
        } catch (NumberFormatException e) {
            throw invalid(function, text, "invalid syntax");
        }
        if (value.compareTo(BigInteger.valueOf(least)) < 0 || value.compareTo(BigInteger.valueOf(most)) > 0) {
            throw invalid(function, text, "value out of range");
        }
        return value.longValue();
    }

    private static IllegalArgumentException invalid(String function, String text, String why) {
        return new IllegalArgumentException("strconv." + function + ": parsing \"" + text + "\": " + why);
    }

    /** {@code 1h15m30.5s}, in nanoseconds. */
    public static long duration(String text) {
        String rest = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        if (rest.equals("0")) {
            return 0;
        }
        BigDecimal total = BigDecimal.ZERO;
        if (rest.isEmpty()) {
            throw new IllegalArgumentException("time: invalid duration \"" + text + "\"");
        }
        while (!rest.isEmpty()) {
            int digits = 0;
            while (digits < rest.length() && (Character.isDigit(rest.charAt(digits)) || rest.charAt(digits) == '.')) {
                digits++;
            }
            int end = digits;
            while (end < rest.length() && rest.charAt(end) != '.' && !Character.isDigit(rest.charAt(end))) {
                end++;
            }
            String number = rest.substring(0, digits);
            if (number.isEmpty() || number.equals(".") || number.indexOf('.') != number.lastIndexOf('.')) {
                throw new IllegalArgumentException("time: invalid duration \"" + text + "\"");
            }
            total = total.add(new BigDecimal(number).multiply(BigDecimal.valueOf(unit(rest.substring(digits, end), text))));
            rest = rest.substring(end);
        }
        if (total.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException("time: invalid duration \"" + text + "\"");
        }
        return text.startsWith("-") ? -total.longValue() : total.longValue();
    }

    private static long unit(String unit, String whole) {
        return switch (unit) {
            case "ns" -> 1;
            case "us", "µs", "μs" -> 1000;
            case "ms" -> NANOS / 1000;
            case "s" -> NANOS;
            case "m" -> 60 * NANOS;
            case "h" -> 3600 * NANOS;
            case "" -> throw new IllegalArgumentException("time: missing unit in duration \"" + whole + "\"");
            default -> throw new IllegalArgumentException("time: unknown unit \"" + unit + "\" in duration \"" + whole + "\"");
        };
    }

    /** {@code 512m}, {@code 1.5g}, {@code 64kb}: powers of 1024. */
    public static long bytes(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        int digits = 0;
        while (digits < lower.length() && (Character.isDigit(lower.charAt(digits)) || lower.charAt(digits) == '.')) {
            digits++;
        }
        String unit = lower.substring(digits).strip();
        int power = unit.isEmpty() || unit.equals("b") ? 0 : 1 + "kmgtp".indexOf(unit.charAt(0));
        boolean known = unit.length() < 2 || unit.substring(1).equals("b") || unit.substring(1).equals("ib");
        if (digits == 0) {
            throw new IllegalArgumentException("invalid size: '" + text + "'");
        }
        if (power == 0 && !unit.isEmpty() && !unit.equals("b") || !known) {
            throw new IllegalArgumentException("invalid suffix: '" + unit + "'");
        }
        try {
            return new BigDecimal(lower.substring(0, digits)).multiply(BigDecimal.valueOf(1L << 10 * power)).longValue();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("invalid size: '" + text + "'");
        }
    }

    /** As {@link #bytes}, and -1 for "no limit". */
    public static long bytesOrNone(String text) {
        return text.equals("-1") ? -1 : bytes(text);
    }

    /** {@code 1.5} CPUs are 1500000000 billionths. */
    public static long nanoCpus(String text) {
        BigDecimal value;
        try {
            value = new BigDecimal(text).multiply(BigDecimal.valueOf(NANOS));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("failed to parse " + text + " as a rational number");
        }
        if (value.stripTrailingZeros().scale() > 0) {
            throw new IllegalArgumentException("value is too precise");
        }
        return value.longValue();
    }
}
