package minidocker.engine.cli.container;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.cli.Inherited;
import minidocker.cli.UserError;
import minidocker.engine.cli.FileTrouble;

/** {@code NAME=value} on the command line and in files of them. */
final class Pairs {
    private Pairs() {}

    /** A text without an equals sign has the empty value. */
    static Map<String, String> of(List<String> texts) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            pairs.put(equals < 0 ? text : text.substring(0, equals), equals < 0 ? "" : text.substring(equals + 1));
        }
        return pairs;
    }

    /** A variable that is only named has the value that it has here, if it has one. */
    static String variable(String text) {
        if (text.isEmpty() || text.startsWith("=")) {
            throw new IllegalArgumentException("invalid environment variable: " + text);
        }
        if (text.indexOf('=') >= 0) {
            return text;
        }
        String here = Inherited.environment().get(text);
        return here == null ? text : text + "=" + here;
    }

    /** Those of the files first, so that the command line has the last word. Those that have no value anywhere are left out. */
    static List<String> variables(List<String> files, List<String> given) throws IOException {
        List<String> all = new ArrayList<>();
        for (String file : files) {
            for (String line : lines(file)) {
                String name = line.indexOf('=') < 0 ? line : line.substring(0, line.indexOf('='));
                check(name, file, "environment variable");
                String variable = line.indexOf('=') < 0 ? variable(line) : line;
                if (variable.indexOf('=') >= 0) {
                    all.add(variable);
                }
            }
        }
        all.addAll(given);
        return all;
    }

    static Map<String, String> labels(List<String> files, List<String> given) throws IOException {
        List<String> all = new ArrayList<>();
        for (String file : files) {
            for (String line : lines(file)) {
                check(line.indexOf('=') < 0 ? line : line.substring(0, line.indexOf('=')), file, "label");
                all.add(line);
            }
        }
        all.addAll(given);
        return of(all);
    }

    private static void check(String name, String file, String what) {
        if (name.isEmpty()) {
            throw new UserError("no variable name on line '=' of " + file + ": a line is NAME=value");
        }
        if (name.indexOf(' ') >= 0 || name.indexOf('\t') >= 0) {
            throw new UserError("invalid " + what + " in " + file + ": variable '" + name + "' contains whitespaces");
        }
    }

    /** Without those that are empty or begin with {@code #}; white space before the text does not count. */
    private static List<String> lines(String file) throws IOException {
        List<String> lines = new ArrayList<>();
        try {
            // All at once: it may be a pipe, <(command), which has no size.
            String text = StandardCharsets.UTF_8.newDecoder()
                    .decode(java.nio.ByteBuffer.wrap(Files.newInputStream(Path.of(file)).readAllBytes())).toString();
            for (String line : text.replaceFirst("^\ufeff", "").split("\r?\n")) {
                String stripped = line.stripLeading();
                if (!stripped.isEmpty() && !stripped.startsWith("#")) {
                    lines.add(stripped);
                }
            }
            return lines;
        } catch (CharacterCodingException e) {
            throw new UserError("invalid env file (" + file + "): it holds bytes that are not UTF-8");
        } catch (IOException e) {
            throw new UserError(FileTrouble.sentence(e));
        }
    }
}
