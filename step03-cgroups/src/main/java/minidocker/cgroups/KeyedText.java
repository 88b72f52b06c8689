package minidocker.cgroups;

import java.util.HashMap;
import java.util.Map;

/** Keys and values as the kernel writes them in a group's files. Keys come and go with kernels: what is missing is 0. */
record KeyedText(Map<String, String> values) {
    /** {@code nr_periods 12}, a line for each; null is no line at all. */
    static KeyedText lines(String text) {
        Map<String, String> values = new HashMap<>();
        if (text != null) {
            for (String line : text.split("\n")) {
                int space = line.indexOf(' ');
                if (space > 0) {
                    values.put(line.substring(0, space), line.substring(space + 1).strip());
                }
            }
        }
        return new KeyedText(values);
    }

    /** {@code 254:0 rbytes=4096 wbytes=0}: the pairs of one line; words that are no pair are left out. */
    static KeyedText pairs(String line) {
        Map<String, String> values = new HashMap<>();
        for (String word : line.strip().split("\\s+")) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                values.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return new KeyedText(values);
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    long number(String key) {
        return has(key) ? count(values.get(key)) : 0;
    }

    double decimal(String key) {
        return has(key) ? Double.parseDouble(values.get(key)) : 0;
    }

    /**
     * A single number: {@code max}, and what v1 writes instead of it, are {@link MemoryLimits#UNLIMITED}; what is more than a
     * long is the largest long.
     */
    static long count(String text) {
        String digits = text.strip();
        // v1's "no limit" is the largest long, rounded down to a page: of 4, 16 or 64 KiB.
        final long unlimited = Long.MAX_VALUE - 0xffff;
        if (digits.equals("max") || digits.equals("-1")) {
            return MemoryLimits.UNLIMITED;
        }
        long value = digits.length() > 18 ? new java.math.BigInteger(digits).min(java.math.BigInteger.valueOf(Long.MAX_VALUE))
                .longValue()
                : Long.parseLong(digits);
        return value >= unlimited ? MemoryLimits.UNLIMITED : value;
    }
}
