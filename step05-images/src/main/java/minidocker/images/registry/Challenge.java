package minidocker.images.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One demand of a {@code WWW-Authenticate} header (RFC 7235, section 2.1):
 * {@code Bearer realm="https://...",service="...",scope="..."}.
 *
 * @param scheme     in lower case
 * @param parameters their names in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {

    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    /** All challenges of all header lines; what cannot be read is left out. */
    static List<Challenge> parse(List<String> headers) {
        List<Challenge> challenges = new ArrayList<>();
        for (String header : headers) {
            new Reader(header).readInto(challenges);
        }
        return challenges;
    }

    /** One header line may hold several challenges, separated by the same commas as their parameters. */
    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        void readInto(List<Challenge> challenges) {
            Challenge current = null;
            while (true) {
                skip(" \t,");
                String word = token();
                if (word.isEmpty()) {
                    return;
                }
                int afterWord = at;
                skip(" \t");
                if (current != null && peek() == '=') {
                    at++;
                    skip(" \t");
                    current.parameters.put(word.toLowerCase(Locale.ROOT), peek() == '"' ? quoted() : token());
                } else {
                    at = afterWord;
                    current = new Challenge(word.toLowerCase(Locale.ROOT), new TreeMap<>());
                    challenges.add(current);
                }
            }
        }

        private String token() {
            int start = at;
            while (at < text.length() && " \t,=\"".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(start, at);
        }

        private String quoted() {
            StringBuilder value = new StringBuilder();
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                value.append(text.charAt(at));
            }
            at = Math.min(at + 1, text.length());
            return value.toString();
        }

        private char peek() {
            return at < text.length() ? text.charAt(at) : 0;
        }

        private void skip(String characters) {
            while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }
    }
}
