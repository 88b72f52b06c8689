package minidocker.images;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import minidocker.json.Json;
import minidocker.json.MalformedJson;

/**
 * A Dockerfile instruction on an image's configuration, {@code CMD ["sh"]}: {@code import --change} and {@code commit --change}.
 */
public final class ConfigChange {
    private ConfigChange() {}

    /**
     * @param config the {@code config} object of an image's configuration, which is changed
     * @throws IllegalArgumentException with a sentence, if the instruction cannot be understood
     */
    public static void apply(String instruction, Map<String, Object> config) {
        String text = instruction.strip();
        int space = text.replace('\t', ' ').indexOf(' ');
        String name = (space < 0 ? text : text.substring(0, space)).toUpperCase(Locale.ROOT);
        String rest = space < 0 ? "" : text.substring(space + 1).strip();
        if (rest.isEmpty()) {
            throw new IllegalArgumentException("\"" + text
                    + "\" is no change to an image: write an instruction and its value, for example "
                    + "'CMD [\"sh\"]'");
        }
        switch (name) {
            case "CMD" -> config.put("Cmd", command(rest));
            case "ENTRYPOINT" -> config.put("Entrypoint", command(rest));
            case "USER" -> config.put("User", rest);
            case "WORKDIR" -> config.put("WorkingDir", rest.startsWith("/") ? rest
                    : (config.getOrDefault("WorkingDir", "") + "/" + rest).replaceFirst("^/*", "/"));
            case "STOPSIGNAL" -> config.put("StopSignal", rest);
            case "ONBUILD" -> strings(config, "OnBuild").add(rest);
            case "EXPOSE" -> words(rest)
                    .forEach(port -> object(config, "ExposedPorts").put(port.contains("/") ? port : port + "/tcp", Map.of()));
            case "VOLUME" -> (rest.startsWith("[") ? json(rest) : words(rest))
                    .forEach(path -> object(config, "Volumes").put(path, Map.of()));
            case "ENV" -> pairs(rest).forEach((key, value) -> {
                List<Object> env = strings(config, "Env");
                env.removeIf(old -> String.valueOf(old).startsWith(key + "="));
                env.add(key + "=" + value);
            });
            case "LABEL" -> object(config, "Labels").putAll(pairs(rest));
            default -> throw new IllegalArgumentException(name
                    + " is not a valid change command: there are CMD, ENTRYPOINT, ENV, EXPOSE, "
                    + "LABEL, ONBUILD, STOPSIGNAL, USER, VOLUME and WORKDIR");
        }
    }

    /** A JSON list is the command itself, anything else is for a shell. */
    private static List<String> command(String text) {
        return text.startsWith("[") ? json(text) : List.of("/bin/sh", "-c", text);
    }

    private static List<String> json(String text) {
        try {
            if (Json.parse(text) instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
                return list.stream().map(String.class::cast).toList();
            }
        } catch (MalformedJson e) {
            // The same sentence as for a list of something else.
        }
        throw new IllegalArgumentException(text + " is no list of strings in JSON: write [\"one\", \"two\"]");
    }

    private static List<Object> strings(Map<String, Object> config, String field) {
        List<Object> list = new ArrayList<>(config.get(field) instanceof List<?> old ? old : List.of());
        config.put(field, list);
        return list;
    }

    private static Map<String, Object> object(Map<String, Object> config, String field) {
        Map<String, Object> object = new LinkedHashMap<>();
        if (config.get(field) instanceof Map<?, ?> old) {
            old.forEach((key, value) -> object.put((String) key, value));
        }
        config.put(field, object);
        return object;
    }

    /** {@code A=1 B="two words"}, or the old form {@code A all the rest}. */
    private static Map<String, String> pairs(String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        List<String> words = words(text);
        if (words.get(0).indexOf('=') < 0) {
            int space = text.indexOf(' ');
            if (space < 0) {
                throw new IllegalArgumentException("\"" + text + "\" has no value: write NAME=VALUE");
            }
            pairs.put(words.get(0), text.substring(space + 1).strip());
            return pairs;
        }
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException("\"" + word + "\" is not of the form NAME=VALUE");
            }
            pairs.put(word.substring(0, equals), word.substring(equals + 1));
        }
        return pairs;
    }

    /** Words as a shell splits them: quotes hold together, a backslash takes away a meaning. */
    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        boolean open = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
                word.append(text.charAt(++i));
                open = true;
            } else if (quote != 0 ? c == quote : c == '"' || c == '\'') {
                quote = quote == 0 ? c : 0;
                open = true;
            } else if (quote == 0 && Character.isWhitespace(c)) {
                if (open) {
                    words.add(word.toString());
                    word.setLength(0);
                }
                open = false;
            } else {
                word.append(c);
                open = true;
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException("\"" + text + "\" has an opening " + quote + " without a closing one");
        }
        if (open) {
            words.add(word.toString());
        }
        return words;
    }
}
