package minidocker.cli.template;

import java.util.function.Function;

/** The escapes of Go's string constants (Go specification, "String literals"), and those of HTML. */
final class Escapes {
    private static final String LETTERS = "abfnrtv\\'\"";
    private static final String MEANINGS = "\u0007\b\f\n\r\t\u000b\\'\"";

    private Escapes() {}

    static String resolve(String text, Function<String, TemplateException> error) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char letter = text.charAt(++i);
            int known = LETTERS.indexOf(letter);
            int digits = letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
            if (known >= 0) {
                out.append(MEANINGS.charAt(known));
            } else if (digits > 0 && isHex(text, i + 1, digits)) {
                int codePoint = Integer.parseUnsignedInt(text.substring(i + 1, i + 1 + digits), 16);
                if (!Character.isValidCodePoint(codePoint)) {
                    throw error.apply("invalid syntax");
                }
                out.appendCodePoint(codePoint);
                i += digits;
            } else {
                throw error.apply("invalid syntax");
            }
        }
        return out.toString();
    }

    /** For text inside a page, as template.HTMLEscapeString does it. */
    static String html(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&#34;").replace("'", "&#39;")
                .replace("\0", "\ufffd");
    }

    private static boolean isHex(String text, int from, int digits) {
        if (from + digits > text.length()) {
            return false;
        }
        return text.substring(from, from + digits).chars().allMatch(c -> Character.digit(c, 16) >= 0);
    }
}
