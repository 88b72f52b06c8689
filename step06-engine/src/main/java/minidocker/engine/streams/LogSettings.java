package minidocker.engine.streams;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import minidocker.engine.Refusal;

/**
 * {@code HostConfig.LogConfig}: which driver, and its options.
 *
 * @param type    json-file, local or none; empty is json-file
 * @param options max-size (bytes, with k, m, g for powers of 1000), max-file, compress; labels, labels-regex, env, env-regex, tag
 *                for {@code logs --details}; mode and max-buffer-size, which make no difference here since no log makes a
 *                container wait
 */
public record LogSettings(String type, Map<String, String> options) {
    public static final LogSettings DEFAULT = new LogSettings("json-file", Map.of());

    private static final String NOT_INITIALIZED = "failed to initialize logging driver: ";
    private static final Set<String> ANY = Set.of("mode", "max-buffer-size");
    private static final Set<String> LOCAL = Set.of("max-size", "max-file", "compress");
    private static final Set<String> JSON_FILE = Set.of("max-size", "max-file", "compress", "labels", "labels-regex", "env",
            "env-regex", "tag");
    private static final long LOCAL_MAX_SIZE = 20_000_000;
    private static final int LOCAL_MAX_FILE = 5;
    private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)?) ?([kmgtp]?)i?b?");

    /** @throws Refusal for a driver that we have not, and an option that it has not or cannot read */
    public LogSettings {
        type = type == null || type.isEmpty() ? "json-file" : type;
        options = options == null ? Map.of() : Map.copyOf(options);
        Set<String> known = switch (type) {
            case "json-file" -> JSON_FILE;
            case "local" -> LOCAL;
            case "none" -> Set.of();
            default -> throw refused("error looking up logging plugin " + type + ": plugin \"" + type + "\" not found");
        };
        for (String option : options.keySet()) {
            if (!known.contains(option) && !ANY.contains(option)) {
                throw refused("unknown log opt '" + option + "' for "
                        + (type.equals("local") ? "log driver local" : type + " log driver"));
            }
        }
        String mode = options.getOrDefault("mode", "");
        if (!Set.of("", "blocking", "non-blocking").contains(mode)) {
            throw refused("logger: logging mode not supported: " + mode);
        }
        if (options.containsKey("max-buffer-size")) {
            size("max-buffer-size", options.get("max-buffer-size"));
        }
        long maxSize = maxSize(type, options);
        int maxFile = maxFile(type, options);
        if (maxFile < 1) {
            throw refused(NOT_INITIALIZED + "max-file cannot be less than 1");
        }
        if (compress(type, options) && options.containsKey("compress") && (maxFile < 2 || maxSize < 0)) {
            throw refused(NOT_INITIALIZED + "compress cannot be true when max-file is less than 2 or max-size is not set");
        }
        pattern(options.get("labels-regex"));
        pattern(options.get("env-regex"));
    }

    /** In bytes; -1 is without a limit. */
    long maxSize() {
        return maxSize(type, options);
    }

    /** How many files there are at most, the current one included. */
    int maxFile() {
        return maxFile(type, options);
    }

    boolean compress() {
        return compress(type, options) && maxFile() > 1 && maxSize() > 0;
    }

    private static long maxSize(String type, Map<String, String> options) {
        String text = options.get("max-size");
        if (text == null || text.equals("-1")) {
            return text == null && type.equals("local") ? LOCAL_MAX_SIZE : -1;
        }
        return size("max-size", text);
    }

    private static int maxFile(String type, Map<String, String> options) {
        String text = options.get("max-file");
        try {
            return text != null ? Integer.parseInt(text) : type.equals("local") ? LOCAL_MAX_FILE : 1;
        } catch (NumberFormatException e) {
            throw refused(NOT_INITIALIZED + "invalid value for max-file: '" + text + "' is no whole number");
        }
    }

    private static boolean compress(String type, Map<String, String> options) {
        String text = options.get("compress");
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw refused(NOT_INITIALIZED + "invalid value for compress: '" + text + "' is neither true nor false");
        }
        return text != null ? text.equals("true") : type.equals("local");
    }

    private static long size(String option, String text) {
        Matcher matcher = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw refused(NOT_INITIALIZED + "invalid size: '" + text + "': " + option + " is a number with k, m or g behind it");
        }
        double unit = matcher.group(2).isEmpty() ? 1 : Math.pow(1000, "kmgtp".indexOf(matcher.group(2)) + 1);
        long bytes = (long) (Double.parseDouble(matcher.group(1)) * unit);
        if (bytes <= 0) {
            throw refused(NOT_INITIALIZED + option + " must be a positive number");
        }
        return bytes;
    }

    /**
     * What each entry of a container carries along.
     *
     * @param labels the container's
     * @param env    {@code NAME=value}
     * @param names  what a tag may speak of: ID, FullID, Name, ImageName, ImageID, ImageFullID, DaemonName
     */
    public Map<String, String> attributes(Map<String, String> labels, List<String> env, Map<String, String> names) {
        Map<String, String> attributes = new TreeMap<>();
        choose(labels, "labels", attributes);
        Map<String, String> variables = new TreeMap<>();
        env.forEach(variable -> variables.put(variable.split("=", 2)[0], variable.substring(variable.indexOf('=') + 1)));
        choose(variables, "env", attributes);
        String tag = options.getOrDefault("tag", "");
        if (!tag.isEmpty()) {
            String text = tag;
            for (Map.Entry<String, String> name : names.entrySet()) {
                text = text.replaceAll("\\{\\{ *\\." + name.getKey() + " *}}", Matcher.quoteReplacement(name.getValue()));
            }
            attributes.put("tag", text);
        }
        return attributes;
    }

    private void choose(Map<String, String> all, String option, Map<String, String> chosen) {
        List<String> names = List.of(options.getOrDefault(option, "").split(","));
        Pattern pattern = pattern(options.get(option + "-regex"));
        all.forEach((name, value) -> {
            if (names.contains(name) || pattern != null && pattern.matcher(name).find()) {
                chosen.put(name, value);
            }
        });
    }

    private static Pattern pattern(String text) {
        try {
            return text == null || text.isEmpty() ? null : Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw refused("invalid regular expression '" + text + "' among the log options");
        }
    }

    private static Refusal refused(String sentence) {
        return new Refusal(Refusal.Kind.BAD_PARAMETER, sentence);
    }
}
