package minidocker.cli.template;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import minidocker.json.Json;

/** Go's fmt.Sprintf for the values that templates have: verbs v s q d x X o b c f e g t T, flags, width and precision. */
final class Printf {
    private final String format;
    private final List<Object> arguments;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private int used;

    private Printf(String format, List<Object> arguments) {
        this.format = format;
        this.arguments = arguments;
    }

    /** What stands between the percent sign and the verb; -1 where nothing does. */
    private record Layout(boolean minus, boolean plus, boolean zero, boolean space, boolean sharp, int width, int precision) {}

    static String format(String format, List<Object> arguments) {
        return new Printf(format, arguments).run();
    }

    private String run() {
        while (at < format.length()) {
            char c = format.charAt(at++);
            if (c != '%') {
                out.append(c);
            } else {
                verb();
            }
        }
        if (used < arguments.size()) {
            out.append("%!(EXTRA ");
            String separator = "";
            for (Object extra : arguments.subList(used, arguments.size())) {
                out.append(separator).append(Values.type(extra)).append('=').append(Values.print(extra));
                separator = ", ";
            }
            out.append(')');
        }
        return out.toString();
    }

    private void verb() {
        int flagsEnd = at;
        while (flagsEnd < format.length() && "-+0 #".indexOf(format.charAt(flagsEnd)) >= 0) {
            flagsEnd++;
        }
        String flags = format.substring(at, flagsEnd);
        at = flagsEnd;
        int width = number();
        int precision = -1;
        if (at < format.length() && format.charAt(at) == '.') {
            at++;
            precision = Math.max(0, number());
        }
        if (at >= format.length()) {
            out.append("%!(NOVERB)");
            return;
        }
        int verb = format.codePointAt(at);
        at += Character.charCount(verb);
        if (verb == '%') {
            out.append('%');
        } else if (used >= arguments.size()) {
            out.append("%!").appendCodePoint(verb).append("(MISSING)");
        } else {
            Layout layout = new Layout(flags.indexOf('-') >= 0, flags.indexOf('+') >= 0, flags.indexOf('0') >= 0,
                    flags.indexOf(' ') >= 0,
                    flags.indexOf('#') >= 0, width, precision);
            out.append(pad(value(verb, arguments.get(used++), layout), layout));
        }
    }

    /** Digits, or a star that takes an argument. A width that would fill the memory is a mistake; Go's limit is a million too. */
    private int number() {
        if (at < format.length() && format.charAt(at) == '*') {
            at++;
            Object argument = used < arguments.size() ? arguments.get(used++) : null;
            return argument instanceof Number number ? (int) Math.max(0, Math.min(1_000_000, number.longValue())) : -1;
        }
        int value = -1;
        while (at < format.length() && format.charAt(at) >= '0' && format.charAt(at) <= '9') {
            value = Math.min(1_000_000, Math.max(0, value) * 10 + format.charAt(at++) - '0');
        }
        return value;
    }

    private static String value(int verb, Object value, Layout layout) {
        if (verb == 'v' || verb == 'T') {
            return verb == 'T' ? Values.type(value) : Values.print(value);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(element -> value(verb, element, layout))
                    .collect(java.util.stream.Collectors.joining(" ", "[", "]"));
        }
        if (value instanceof String text) {
            switch (verb) {
                case 's':
                    return cut(text, layout.precision);
                case 'q':
                    return Json.compact(cut(text, layout.precision));
                case 'x', 'X':
                    HexFormat hex = verb == 'x' ? HexFormat.of() : HexFormat.of().withUpperCase();
                    return hex.formatHex(text.getBytes(StandardCharsets.UTF_8));
                default:
                    return wrong(verb, value);
            }
        }
        if (value instanceof Boolean && verb == 't') {
            return value.toString();
        }
        if (value instanceof Double || value instanceof Float) {
            return real(verb, ((Number) value).doubleValue(), layout);
        }
        return value instanceof Number number ? whole(verb, number.longValue(), layout) : wrong(verb, value);
    }

    private static String whole(int verb, long value, Layout layout) {
        String digits;
        switch (verb) {
            case 'd' -> digits = Long.toString(value);
            case 'x' -> digits = prefixed(value, 16, layout.sharp ? "0x" : "");
            case 'X' -> digits = prefixed(value, 16, layout.sharp ? "0x" : "").toUpperCase(Locale.ROOT);
            case 'o' -> digits = prefixed(value, 8, layout.sharp ? "0" : "");
            case 'b' -> digits = prefixed(value, 2, "");
            case 'c' -> {
                return Character.isValidCodePoint((int) value) ? Character.toString((int) value) : "\ufffd";
            }
            case 'U' -> {
                return String.format("U+%04X", value);
            }
            default -> {
                return wrong(verb, value);
            }
        }
        return signed(digits, layout);
    }

    private static String prefixed(long value, int radix, String prefix) {
        return (value < 0 ? "-" : "") + prefix + Long.toString(value, radix).replace("-", "");
    }

    private static String real(int verb, double value, Layout layout) {
        int precision = layout.precision < 0 ? 6 : layout.precision;
        return switch (verb) {
            case 'f', 'F' -> signed(String.format(Locale.ROOT, "%." + precision + "f", value), layout);
            case 'e' -> signed(String.format(Locale.ROOT, "%." + precision + "e", value), layout);
            case 'g' -> signed(layout.precision < 0 ? Values.shortest(value)
                    : Values.shortest(new java.math.BigDecimal(value).round(new java.math.MathContext(Math.max(1, precision)))
                            .doubleValue()), layout);
            default -> wrong(verb, value);
        };
    }

    private static String signed(String digits, Layout layout) {
        return digits.startsWith("-") ? digits : layout.plus ? "+" + digits : layout.space ? " " + digits : digits;
    }

    private static String cut(String text, int precision) {
        return precision < 0 || text.codePointCount(0, text.length()) <= precision ? text
                : text.substring(0, text.offsetByCodePoints(0, precision));
    }

    private static String wrong(int verb, Object value) {
        return "%!" + Character.toString(verb) + "(" + Values.type(value) + (value == null ? "" : "=" + Values.print(value))
                + ")";
    }

    private static String pad(String text, Layout layout) {
        int missing = layout.width - text.codePointCount(0, text.length());
        if (missing <= 0) {
            return text;
        }
        if (layout.minus) {
            return text + " ".repeat(missing);
        }
        if (!layout.zero) {
            return " ".repeat(missing) + text;
        }
        int sign = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        return text.substring(0, sign) + "0".repeat(missing) + text.substring(sign);
    }
}
