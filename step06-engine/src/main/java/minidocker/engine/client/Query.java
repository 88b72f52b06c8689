package minidocker.engine.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.json.Json;

/** The part of a request's address behind the question mark. */
public final class Query {
    private final StringBuilder text = new StringBuilder();

    public static Query of(String name, Object value) {
        return new Query().add(name, value);
    }

    public Query add(String name, Object value) {
        text.append(text.length() == 0 ? '?' : '&').append(name).append('=').append(encode(String.valueOf(value)));
        return this;
    }

    /** Adds nothing for an empty text or false: what is not said has its default. */
    public Query addIfSet(String name, Object value) {
        return value == null || value.equals("") || value.equals(false) ? this : add(name, value.equals(true) ? "1" : value);
    }

    /** {@code --filter} options, each {@code name=value}, as the API has them: {@code {"name":{"value":true}}}. */
    public Query filters(Map<String, List<String>> filters) {
        if (filters.isEmpty()) {
            return this;
        }
        Map<String, Map<String, Boolean>> all = new LinkedHashMap<>();
        filters.forEach((name, values) -> {
            Map<String, Boolean> set = new LinkedHashMap<>();
            values.forEach(value -> set.put(value, true));
            all.put(name, set);
        });
        return add("filters", Json.compact(all));
    }

    /** A segment of a path, or a value of a query, percent-encoded (RFC 3986 section 2.1). */
    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** A name with slashes in the middle of a path, as images have it. */
    public static String path(String name) {
        return encode(name).replace("%2F", "/").replace("%3A", ":").replace("%40", "@");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
