package minidocker.cli.template;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import minidocker.json.Json;

/** The functions of text/template and those that Docker adds. */
final class Functions {
    /** By name; {@code and} and {@code or} are known to the executor. */
    static final Map<String, Function> ALL = all();
    /** For headings: Docker's own let their first argument through, whatever else they are given. */
    static final Map<String, Function> FOR_HEADER = forHeader();

    /** @param least arguments, @param most arguments */
    record Function(int least, int most, Body body) {}

    interface Body {
        Object apply(List<Object> arguments);
    }

    /** A function refuses its arguments. */
    static final class CallFailed extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int argument;

        CallFailed(String message) {
            this(message, -1);
        }

        CallFailed(String message, int argument) {
            super(message);
            this.argument = argument;
        }

        /** Which argument is of a wrong type, counted from 0; -1 if it is the call as a whole that fails. */
        int argument() {
            return argument;
        }
    }

    private Functions() {}

    private static Map<String, Function> all() {
        Map<String, Function> all = new HashMap<>();
        int any = Integer.MAX_VALUE;
        all.put("and", new Function(1, any, arguments -> null));
        all.put("or", new Function(1, any, arguments -> null));
        all.put("not", new Function(1, 1, a -> !Values.isTrue(a.get(0))));
        all.put("len", new Function(1, 1, a -> length(a.get(0))));
        all.put("index", new Function(1, any, Functions::index));
        all.put("slice", new Function(1, 3, Functions::slice));
        all.put("eq",
                new Function(2, any, a -> a.subList(1, a.size()).stream().anyMatch(other -> Comparison.equal(a.get(0), other))));
        all.put("ne", new Function(2, 2, a -> !Comparison.equal(a.get(0), a.get(1))));
        all.put("lt", new Function(2, 2, a -> Comparison.order(a.get(0), a.get(1)) < 0));
        all.put("le", new Function(2, 2, a -> Comparison.order(a.get(0), a.get(1)) <= 0));
        all.put("gt", new Function(2, 2, a -> Comparison.order(a.get(0), a.get(1)) > 0));
        all.put("ge", new Function(2, 2, a -> Comparison.order(a.get(0), a.get(1)) >= 0));
        all.put("print", new Function(0, any, Functions::print));
        all.put("println", new Function(0, any, a -> String.join(" ", a.stream().map(Values::print).toList()) + "\n"));
        all.put("printf", new Function(1, any, a -> Printf.format(text(a, 0), a.subList(1, a.size()))));
        all.put("html", new Function(1, any, a -> Escapes.html(print(a))));
        all.put("urlquery", new Function(1, any, a -> URLEncoder.encode(print(a), StandardCharsets.UTF_8)));
        all.put("json", new Function(1, 1, a -> json(a.get(0))));
        all.put("lower", new Function(1, 1, a -> text(a, 0).toLowerCase(Locale.ROOT)));
        all.put("upper", new Function(1, 1, a -> text(a, 0).toUpperCase(Locale.ROOT)));
        all.put("title", new Function(1, 1, a -> title(text(a, 0))));
        all.put("split", new Function(2, 2, a -> split(text(a, 0), text(a, 1))));
        all.put("join", new Function(2, 2, a -> String.join(text(a, 1), list(a, 0).stream().map(Values::print).toList())));
        all.put("pad", new Function(3, 3, a -> pad(text(a, 0), number(a, 1), number(a, 2))));
        all.put("truncate", new Function(2, 2, a -> truncate(text(a, 0), number(a, 1))));
        return Collections.unmodifiableMap(all);
    }

    private static Map<String, Function> forHeader() {
        Map<String, Function> header = new HashMap<>(ALL);
        for (String name : List.of("json", "lower", "upper", "title", "split", "join", "pad", "truncate")) {
            header.put(name, new Function(1, 3, a -> a.get(0)));
        }
        return Collections.unmodifiableMap(header);
    }

    /** A row writes itself, by Go's encoder as it is; for anything else Docker tells that to leave {@code <} alone. */
    private static String json(Object value) {
        return value instanceof Row row
                ? Json.compact(Values.plain(row)).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
                : Json.compact(Struct.isNil(value) ? null : value);
    }

    private static String text(List<Object> arguments, int i) {
        if (arguments.get(i) instanceof String text) {
            return text;
        }
        throw wrongType("string", arguments, i);
    }

    private static int number(List<Object> arguments, int i) {
        if (arguments.get(i) instanceof Number number && number.longValue() == number.doubleValue()) {
            return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number.longValue()));
        }
        throw wrongType("int", arguments, i);
    }

    private static List<?> list(List<Object> arguments, int i) {
        if (arguments.get(i) instanceof List<?> list) {
            return list;
        }
        throw wrongType("[]string", arguments, i);
    }

    private static CallFailed wrongType(String expected, List<Object> arguments, int i) {
        Object actual = arguments.get(i);
        return new CallFailed(actual == null ? "invalid value; expected " + expected
                : "wrong type for value; expected " + expected + "; got " + Values.type(actual), i);
    }

    /** In bytes for text, as everything about Go's strings. */
    private static long length(Object value) {
        if (value instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8).length;
        }
        if (value instanceof List<?> list) {
            return list.size();
        }
        if (value instanceof Map<?, ?> map) {
            return map.size();
        }
        throw new CallFailed(value == null ? "len of nil pointer" : "len of type " + Values.type(value));
    }

    private static Object index(List<Object> arguments) {
        Object value = arguments.get(0);
        for (Object key : arguments.subList(1, arguments.size())) {
            if (value instanceof Map<?, ?> map) {
                if (!(key instanceof String)) {
                    throw new CallFailed("value has type " + Values.type(key) + "; should be string");
                }
                value = map.containsKey(key) ? map.get(key) : missing(map);
            } else if (value instanceof List<?> list) {
                value = list.get(position(key, list.size() - 1));
            } else {
                throw new CallFailed(value == null ? "index of untyped nil" : "can't index item of type " + Values.type(value));
            }
        }
        return value;
    }

    /** Labels and the like are maps of text in Go, where a key that is not there gives an empty text. */
    private static Object missing(Map<?, ?> map) {
        return map.values().stream().allMatch(value -> value instanceof String) ? "" : null;
    }

    private static int position(Object key, int last) {
        if (!(key instanceof Number number)) {
            throw new CallFailed("cannot index slice/array with type " + Values.type(key));
        }
        if (number.longValue() < 0 || number.longValue() > last) {
            throw new CallFailed("index out of range: " + number);
        }
        return number.intValue();
    }

    private static Object slice(List<Object> arguments) {
        Object value = arguments.get(0);
        byte[] bytes = value instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : null;
        if (bytes == null && !(value instanceof List)) {
            throw new CallFailed("can't slice item of type " + Values.type(value));
        }
        int size = bytes != null ? bytes.length : ((List<?>) value).size();
        int from = arguments.size() > 1 ? position(arguments.get(1), size) : 0;
        int to = arguments.size() > 2 ? position(arguments.get(2), size) : size;
        if (from > to) {
            throw new CallFailed("invalid slice index: " + from + " > " + to);
        }
        return bytes != null ? new String(Arrays.copyOfRange(bytes, from, to), StandardCharsets.UTF_8) : ((List<?>) value)
                .subList(from, to);
    }

    /** fmt.Sprint: a space between two neighbours of which neither is text. */
    private static String print(List<Object> arguments) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < arguments.size(); i++) {
            if (i > 0 && !(arguments.get(i) instanceof String) && !(arguments.get(i - 1) instanceof String)) {
                out.append(' ');
            }
            out.append(Values.print(arguments.get(i)));
        }
        return out.toString();
    }

    private static String title(String text) {
        StringBuilder out = new StringBuilder(text);
        for (int i = 0; i < text.length(); i++) {
            char before = i == 0 ? ' ' : text.charAt(i - 1);
            if (!Character.isLetterOrDigit(before) && before != '_' && before != '\'') {
                out.setCharAt(i, Character.toTitleCase(text.charAt(i)));
            }
        }
        return out.toString();
    }

    private static List<Object> split(String text, String separator) {
        if (separator.isEmpty()) {
            return new ArrayList<>(text.codePoints().mapToObj(Character::toString).toList());
        }
        return new ArrayList<>(List.of(text.split(Pattern.quote(separator), -1)));
    }

    private static String pad(String text, int before, int after) {
        return text.isEmpty() ? text : " ".repeat(Math.max(0, before)) + text + " ".repeat(Math.max(0, after));
    }

    /** Whole characters: Docker cuts bytes, and half an umlaut helps nobody. */
    private static String truncate(String text, int length) {
        int limit = Math.max(0, length);
        return text.codePointCount(0, text.length()) <= limit ? text : text.substring(0, text.offsetByCodePoints(0, limit));
    }
}
