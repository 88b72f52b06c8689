package minidocker.cli.template;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What Go's fmt and text/template make of a value. */
final class Values {
    private Values() {}

    /** Not the zero value, and not empty. */
    static boolean isTrue(Object value) {
        return value instanceof Boolean flag ? flag
                : value instanceof String text ? !text.isEmpty()
                : value instanceof Number number ? number.doubleValue() != 0
                : value instanceof Map<?, ?> map ? !map.isEmpty()
                : value instanceof List<?> list ? !list.isEmpty()
                : value != null;
    }

    /** As {@code %v} prints it. */
    static String print(Object value) {
        StringBuilder out = new StringBuilder();
        print(value, out);
        return out.toString();
    }

    private static void print(Object value, StringBuilder out) {
        if (value instanceof Map<?, ?> map) {
            out.append("map[");
            String separator = "";
            for (Map.Entry<String, Object> entry : sorted(map).entrySet()) {
                out.append(separator).append(entry.getKey()).append(':');
                print(entry.getValue(), out);
                separator = " ";
            }
            out.append(']');
        } else if (value instanceof List<?> list) {
            out.append('[');
            String separator = "";
            for (Object element : list) {
                out.append(separator);
                print(element, out);
                separator = " ";
            }
            out.append(']');
        } else if (value instanceof Row row) {
            print(plain(row), out);
        } else if (value instanceof Double || value instanceof Float) {
            out.append(shortest(((Number) value).doubleValue()));
        } else {
            out.append(value == null ? "<nil>" : value.toString());
        }
    }

    static Map<String, Object> plain(Row row) {
        Map<String, Object> fields = new TreeMap<>();
        row.fields().forEach((name, value) -> {
            if (!(value instanceof Row.Method)) {
                fields.put(name, row.get(name));
            }
        });
        return fields;
    }

    /** Go prints and ranges over maps in the order of their keys. */
    static Map<String, Object> sorted(Map<?, ?> map) {
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((key, value) -> sorted.put(String.valueOf(key), value));
        return sorted;
    }

    /** {@code %v} of a float64: the shortest text that reads back the same, with an exponent below 1e-4 and from 1e+06 on. */
    static String shortest(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
        }
        double size = Math.abs(value);
        java.math.BigDecimal decimal = new java.math.BigDecimal(Double.toString(value)).stripTrailingZeros();
        if (size != 0 && (size >= 1e6 || size < 1e-4)) {
            String digits = decimal.unscaledValue().abs().toString();
            int exponent = decimal.precision() - decimal.scale() - 1;
            return (value < 0 ? "-" : "") + digits.charAt(0) + (digits.length() > 1 ? "." + digits.substring(1) : "")
                    + String.format("e%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent));
        }
        return decimal.toPlainString();
    }

    /** A type's name, as Go's messages have it. */
    static String type(Object value) {
        return value == null ? "nil" : value instanceof String ? "string" : value instanceof Boolean ? "bool"
                : value instanceof Double || value instanceof Float ? "float64" : value instanceof Number ? "int"
                : value instanceof Map ? "map[string]interface {}" : value instanceof List ? "[]interface {}"
                : value instanceof Row row ? row.type() : value.getClass().getSimpleName();
    }
}
