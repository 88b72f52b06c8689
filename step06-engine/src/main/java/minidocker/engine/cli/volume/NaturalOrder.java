package minidocker.engine.cli.volume;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How people count: {@code v2} comes before {@code v10}. */
final class NaturalOrder {
    static final Comparator<String> COMPARATOR = NaturalOrder::compare;

    private static final Pattern PART = Pattern.compile("[0-9]+|[^0-9]+");

    private NaturalOrder() {}

    private static int compare(String a, String b) {
        Matcher left = PART.matcher(a);
        Matcher right = PART.matcher(b);
        while (left.find()) {
            if (!right.find()) {
                return 1;
            }
            int order = part(left.group(), right.group());
            if (order != 0) {
                return order;
            }
        }
        return right.find() ? -1 : 0;
    }

    private static int part(String a, String b) {
        boolean numbers = Character.isDigit(a.charAt(0)) && Character.isDigit(b.charAt(0));
        int order = numbers ? new BigInteger(a).compareTo(new BigInteger(b)) : 0;
        // Of equal numbers the one with fewer zeros in front comes first.
        return order != 0 ? order : numbers ? Integer.compare(a.length(), b.length()) : a.compareTo(b);
    }
}
