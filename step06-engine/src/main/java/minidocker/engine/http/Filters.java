package minidocker.engine.http;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.json.Json;
import minidocker.json.MalformedJson;

/**
 * What a list is to be filtered by: names and the values of each. Values of one name are alternatives, names are conditions.
 *
 * @param values by name, in order
 */
public record Filters(Map<String, List<String>> values) {
    public static final Filters NONE = new Filters(Map.of());

    /** Both of Docker's forms: {@code {"label":["a"]}} and, older, {@code {"label":{"a":true}}}; empty is none. */
    public static Filters parse(String json) {
        if (json.isEmpty()) {
            return NONE;
        }
        Object tree;
        try {
            tree = Json.parse(json);
        } catch (MalformedJson malformed) {
            throw invalid(json);
        }
        if (!(tree instanceof Map<?, ?> map)) {
            throw invalid(json);
        }
        Map<String, List<String>> values = new LinkedHashMap<>();
        map.forEach((name, of) -> values.put((String) name, strings(of, json)));
        return new Filters(values);
    }

    private static List<String> strings(Object of, String json) {
        Collection<?> given = of instanceof Map<?, ?> set ? set.keySet() : of instanceof List<?> list ? list : null;
        if (given == null) {
            throw invalid(json);
        }
        List<String> strings = new ArrayList<>();
        for (Object value : given) {
            if (!(value instanceof String string)) {
                throw invalid(json);
            }
            strings.add(string);
        }
        return List.copyOf(strings);
    }

    private static Refusal invalid(String json) {
        return new Refusal(Kind.BAD_PARAMETER, "invalid filter: " + json + " is no JSON object of arrays of strings");
    }

    /** Refuses names that nobody would look at, in Docker's words. */
    public Filters only(Set<String> known) {
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                throw new Refusal(Kind.BAD_PARAMETER, "invalid filter '" + name + "'");
            }
        }
        return this;
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** Empty if the name is absent. */
    public List<String> get(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** A yes or no: {@code dangling=true}. Empty if absent, 400 if it is neither or both. */
    public Optional<Boolean> bool(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        boolean yes = get(name).stream().anyMatch(value -> Set.of("1", "true").contains(value));
        boolean no = get(name).stream().anyMatch(value -> Set.of("0", "false").contains(value));
        if (yes == no) {
            throw new Refusal(Kind.BAD_PARAMETER, "invalid filter '" + name + "=" + get(name) + "'");
        }
        return Optional.of(yes);
    }
}
