package minidocker.images.inventory;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import minidocker.cli.UserError;
import minidocker.images.ImageReference;

/**
 * A pattern for names as Go's path.Match reads it: {@code *} and {@code ?} do not match a slash, {@code [a-z]} and {@code [^a-z]}
 * are sets, a backslash takes away a meaning.
 */
final class NamePattern {
    private final Pattern pattern;

    NamePattern(String text) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '*' -> regex.append("[^/]*");
                case '?' -> regex.append("[^/]");
                case '[' -> {
                    int end = text.indexOf(']', i + 2);
                    if (end < 0) {
                        throw bad(text);
                    }
                    regex.append(text.substring(i, end + 1).replace("&&", "&\\&"));
                    i = end;
                }
                case '\\' -> {
                    if (++i == text.length()) {
                        throw bad(text);
                    }
                    regex.append(Pattern.quote(text.substring(i, i + 1)));
                }
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        try {
            pattern = Pattern.compile(regex.toString());
        } catch (PatternSyntaxException e) {
            throw bad(text);
        }
    }

    private static UserError bad(String text) {
        return new UserError("invalid filter 'reference=" + text + "': syntax error in pattern", 1);
    }

    /** The whole familiar name, or without tag and digest. */
    boolean matches(ImageReference name) {
        return pattern.matcher(name.familiar()).matches() || pattern.matcher(name.familiarName()).matches();
    }
}
