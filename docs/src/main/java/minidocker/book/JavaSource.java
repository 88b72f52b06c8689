package minidocker.book;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Java file as text, read closely enough to find calls and their arguments: parentheses and strings count, everything else is
 * taken as it stands.
 *
 * @param path relative to the project's folder
 */
record JavaSource(Path path, String text) {
    /** What stands in one is an example, not a use. */
    private static final Pattern JAVADOC = Pattern.compile("/\\*\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    /** Strings with nothing but plus signs between them. */
    private static final Pattern LITERALS = Pattern.compile("\\s*" + LITERAL + "(\\s*\\+\\s*" + LITERAL + ")*\\s*");

    /** All files below the sources of the steps, in their order. */
    static List<JavaSource> ofSteps(Path project) {
        List<JavaSource> sources = new ArrayList<>();
        try (var steps = Files.newDirectoryStream(project, "step*")) {
            List<Path> sorted = new ArrayList<>();
            steps.forEach(step -> sorted.add(step.resolve("src/main/java")));
            sorted.removeIf(folder -> !Files.isDirectory(folder));
            sorted.sort(null);
            for (Path folder : sorted) {
                try (var files = Files.walk(folder)) {
                    for (Path file : files.filter(name -> name.toString().endsWith(".java")).sorted().toList()) {
                        sources.add(new JavaSource(project.relativize(file), Files.readString(file)));
                    }
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return sources;
    }

    /** {@code Mounts}. */
    String className() {
        return path.getFileName().toString().replace(".java", "");
    }

    /** 1 to 5: the number in the module's name. */
    int step() {
        return Integer.parseInt(path.getName(0).toString().substring(4, 6));
    }

    /** The arguments of each {@code .name(...)} and {@code name(...)}, as text. */
    List<List<String>> arguments(String name) {
        List<List<String>> all = new ArrayList<>();
        String code = JAVADOC.matcher(text).replaceAll("");
        Matcher call = Pattern.compile("(?<![A-Za-z0-9_])" + Pattern.quote(name) + "\\(").matcher(code);
        while (call.find()) {
            all.add(split(code, call.end()));
        }
        return all;
    }

    /** What stands between the parenthesis before {@code from} and its partner, split at the commas of that level. */
    static List<String> split(String text, int from) {
        List<String> parts = new ArrayList<>();
        int depth = 1;
        int start = from;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\'') {
                i = endOfQuoted(text, i, c);
            } else if (c == '(' || c == '{' || c == '[') {
                depth++;
            } else if (c == ')' || c == '}' || c == ']') {
                depth--;
                if (depth == 0) {
                    parts.add(text.substring(start, i).strip());
                    return parts;
                }
            } else if (c == ',' && depth == 1) {
                parts.add(text.substring(start, i).strip());
                start = i + 1;
            }
        }
        return parts;
    }

    private static int endOfQuoted(String text, int start, char quote) {
        int i = start + 1;
        while (text.charAt(i) != quote) {
            i += text.charAt(i) == '\\' ? 2 : 1;
        }
        return i;
    }

    /** The values that an expression may have: one, or those of a conditional expression; none if it is put together otherwise. */
    List<String> constants(String expression) {
        String one = constant(expression);
        if (one != null) {
            return List.of(one);
        }
        Matcher declared = Pattern.compile("String " + Pattern.quote(expression) + " =([^;]*);").matcher(text);
        String choice = !expression.matches("[A-Za-z_]+") ? expression : declared.find() ? declared.group(1) : "";
        List<String> all = new ArrayList<>();
        if (choice.contains("?") && !choice.contains("+")) {
            LITERAL.matcher(choice).results().forEach(literal -> all.add(constant(literal.group())));
        }
        return all;
    }

    /** The value of an expression of string literals, or of a constant of this file; null for anything else. */
    String constant(String expression) {
        if (LITERALS.matcher(expression).matches()) {
            StringBuilder value = new StringBuilder();
            Matcher literal = LITERAL.matcher(expression);
            while (literal.find()) {
                value.append(literal.group(1).replace("\\\"", "\"").replace("\\\\", "\\"));
            }
            return value.toString();
        }
        if (expression.matches("[A-Za-z_]+")) {
            Matcher declared = Pattern.compile("String " + expression + " =([^;]*);").matcher(text);
            return declared.find() && !declared.group(1).strip().matches("[A-Za-z_]+") ? constant(declared.group(1)) : null;
        }
        return null;
    }
}
