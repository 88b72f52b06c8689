package minidocker.images;

/**
 * The grammar of image names, as the distribution specification and Docker's reference package define it:
 *
 * <pre>
 * reference := name [ ":" tag ] [ "@" digest ]
 * name      := [ domain "/" ] component ( "/" component )*
 * domain    := ( label ( "." label )* | "[" IPv6 "]" ) [ ":" port ]
 * label     := letters, digits and inner hyphens
 * component := alnum+ ( ( "." | "_" | "__" | "-"+ ) alnum+ )*       lower case only
 * tag       := [A-Za-z0-9_] [A-Za-z0-9_.-]{0,127}
 * </pre>
 *
 * Read by hand and not by a regular expression: Java's would recurse once a component and end the stack on a hostile name.
 */
final class ReferenceGrammar {
    private ReferenceGrammar() {}

    /** A reference taken apart as it is written; what is not there is null. */
    record Parts(String name, String tag, String digest) {
        /** Splits at the marks alone; whether each part is a valid one is not asked. */
        static Parts split(String text) {
            String rest = text;
            String digest = null;
            int at = rest.indexOf('@');
            if (at >= 0) {
                digest = rest.substring(at + 1);
                rest = rest.substring(0, at);
            }
            int colon = rest.lastIndexOf(':');
            // A colon before the last slash belongs to the port.
            if (colon > rest.lastIndexOf('/')) {
                return new Parts(rest.substring(0, colon), rest.substring(colon + 1), digest);
            }
            return new Parts(rest, null, digest);
        }
    }

    static boolean isDomain(String text) {
        int port = text.startsWith("[") ? text.indexOf("]:") + 1 : text.indexOf(':');
        String host = port > 0 ? text.substring(0, port) : text;
        return (port <= 0 || isAll(text.substring(port + 1), ReferenceGrammar::isDigit)) && (isIpv6(host) || isHostName(host));
    }

    private static boolean isIpv6(String host) {
        return host.startsWith("[") && host.endsWith("]")
                && isAll(host.substring(1, host.length() - 1), c -> isDigit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
                        || c == ':');
    }

    private static boolean isHostName(String host) {
        for (String label : host.split("\\.", -1)) {
            if (!isAll(label, c -> isLower(c) || isUpper(c) || isDigit(c) || c == '-') || label.startsWith("-")
                    || label.endsWith("-")) {
                return false;
            }
        }
        return true;
    }

    /** One or more components joined by slashes. */
    static boolean isPath(String text) {
        for (String component : text.split("/", -1)) {
            if (!isComponent(component)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isComponent(String text) {
        int i = 0;
        while (true) {
            int start = i;
            while (i < text.length() && isAlnum(text.charAt(i))) {
                i++;
            }
            if (i == start) {
                return false;
            }
            if (i == text.length()) {
                return true;
            }
            int mark = i;
            while (i < text.length() && !isAlnum(text.charAt(i))) {
                i++;
            }
            String separator = text.substring(mark, i);
            if (!separator.equals(".") && !separator.equals("_") && !separator.equals("__") && !isAll(separator, c -> c == '-')) {
                return false;
            }
        }
    }

    static boolean isTag(String text) {
        return text.length() <= 128 && isAll(text, c -> isTagStart(c) || c == '.' || c == '-') && isTagStart(text.charAt(0));
    }

    /** 64 hex digits: taken for an image ID everywhere, so no name may look like one. */
    static boolean isImageId(String text) {
        return text.length() == 64 && isAll(text, c -> isDigit(c) || c >= 'a' && c <= 'f');
    }

    private interface CharTest {
        boolean test(char c);
    }

    private static boolean isAll(String text, CharTest test) {
        for (int i = 0; i < text.length(); i++) {
            if (!test.test(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isTagStart(char c) {
        return isLower(c) || isUpper(c) || isDigit(c) || c == '_';
    }

    private static boolean isAlnum(char c) {
        return isLower(c) || isDigit(c);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLower(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isUpper(char c) {
        return c >= 'A' && c <= 'Z';
    }
}
