package minidocker.cli.template;

import java.math.BigDecimal;

/** eq, lt and their kind. Numbers compare by value: in JSON's data nobody can tell an int from a float. */
final class Comparison {
    private Comparison() {}

    static boolean equal(Object a, Object b) {
        if (a instanceof Number x && b instanceof Number y) {
            return decimal(x).compareTo(decimal(y)) == 0;
        }
        if (a == null || b == null) {
            return a == b;
        }
        basic(a);
        basic(b);
        if (!a.getClass().equals(b.getClass())) {
            throw new Functions.CallFailed("incompatible types for comparison");
        }
        return a.equals(b);
    }

    static int order(Object a, Object b) {
        if (a instanceof Number x && b instanceof Number y) {
            return decimal(x).compareTo(decimal(y));
        }
        if (a instanceof String x && b instanceof String y) {
            return x.compareTo(y);
        }
        if (a instanceof Number || a instanceof String) {
            throw new Functions.CallFailed("incompatible types for comparison");
        }
        throw new Functions.CallFailed("invalid type for comparison");
    }

    private static void basic(Object value) {
        if (!(value instanceof String || value instanceof Boolean || value instanceof Number)) {
            throw new Functions.CallFailed("non-comparable type " + Values.print(value) + ": " + Values.type(value));
        }
    }

    private static BigDecimal decimal(Number number) {
        return new BigDecimal(number.toString());
    }
}
