package minidocker.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A view of one object of a document. Reading a field of the wrong type says which field of which document; a field that is
 * {@code null} counts as absent, as it does for every Go program that wrote or will read these documents.
 *
 * @param fields the object as it was parsed, in order, unmodifiable
 * @param what   the document's name and the path inside it, for messages
 */
public record JsonObject(Map<String, Object> fields, String what) {

    public JsonObject {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    public static JsonObject of(Map<?, ?> map, String what) {
        Map<String, Object> fields = new LinkedHashMap<>();
        map.forEach((key, value) -> fields.put((String) key, value));
        return new JsonObject(fields, what);
    }

    public boolean has(String field) {
        return fields.get(field) != null;
    }

    public String string(String field) throws MalformedJson {
        return optionalString(field).orElseThrow(() -> missing(field));
    }

    public Optional<String> optionalString(String field) throws MalformedJson {
        return Optional.ofNullable(typed(field, String.class, "a string"));
    }

    /** A whole number that fits 64 bits. */
    public long number(String field) throws MalformedJson {
        return optionalNumber(field).orElseThrow(() -> missing(field));
    }

    public Optional<Long> optionalNumber(String field) throws MalformedJson {
        Number number = typed(field, Number.class, "a number");
        if (number == null) {
            return Optional.empty();
        }
        if (!(number instanceof Integer || number instanceof Long)) {
            throw new MalformedJson(what + ": \"" + field + "\" must be a whole number, not " + number);
        }
        return Optional.of(number.longValue());
    }

    public boolean bool(String field) throws MalformedJson {
        return Boolean.TRUE.equals(typed(field, Boolean.class, "true or false"));
    }

    public JsonObject object(String field) throws MalformedJson {
        return optionalObject(field).orElseThrow(() -> missing(field));
    }

    public Optional<JsonObject> optionalObject(String field) throws MalformedJson {
        Map<?, ?> map = typed(field, Map.class, "an object");
        return map == null ? Optional.empty() : Optional.of(of(map, path(field)));
    }

    /** The objects of an array; an absent array is empty. */
    public List<JsonObject> objects(String field) throws MalformedJson {
        List<JsonObject> objects = new ArrayList<>();
        for (Object element : array(field)) {
            if (!(element instanceof Map<?, ?> map)) {
                throw new MalformedJson(path(field) + " must hold objects only");
            }
            objects.add(of(map, path(field) + "[" + objects.size() + "]"));
        }
        return List.copyOf(objects);
    }

    /** The strings of an array; an absent array is empty. */
    public List<String> strings(String field) throws MalformedJson {
        List<String> strings = new ArrayList<>();
        for (Object element : array(field)) {
            if (!(element instanceof String string)) {
                throw new MalformedJson(path(field) + " must hold strings only");
            }
            strings.add(string);
        }
        return List.copyOf(strings);
    }

    /** The whole numbers of an array; an absent array is empty. */
    public List<Long> numbers(String field) throws MalformedJson {
        List<Long> numbers = new ArrayList<>();
        for (Object element : array(field)) {
            if (!(element instanceof Integer || element instanceof Long)) {
                throw new MalformedJson(path(field) + " must hold whole numbers only");
            }
            numbers.add(((Number) element).longValue());
        }
        return List.copyOf(numbers);
    }

    /** An object whose values are all strings (annotations, labels), in order; absent is empty. */
    public Map<String, String> stringMap(String field) throws MalformedJson {
        Map<String, String> strings = new LinkedHashMap<>();
        JsonObject object = optionalObject(field).orElse(new JsonObject(Map.of(), path(field)));
        for (String key : object.fields().keySet()) {
            strings.put(key, object.optionalString(key).orElse(""));
        }
        return Collections.unmodifiableMap(strings);
    }

    /** The names of an object used as a set, like ExposedPorts: {@code {"80/tcp":{}}}; absent is empty. */
    public List<String> keys(String field) throws MalformedJson {
        return optionalObject(field).map(object -> List.copyOf(object.fields().keySet())).orElse(List.of());
    }

    private List<?> array(String field) throws MalformedJson {
        List<?> list = typed(field, List.class, "an array");
        return list == null ? List.of() : list;
    }

    private <T> T typed(String field, Class<T> type, String expected) throws MalformedJson {
        Object value = fields.get(field);
        if (value != null && !type.isInstance(value)) {
            throw new MalformedJson(what + ": \"" + field + "\" must be " + expected);
        }
        return type.cast(value);
    }

    private String path(String field) {
        return what + ": \"" + field + "\"";
    }

    private MalformedJson missing(String field) {
        return new MalformedJson(what + ": \"" + field + "\" is missing");
    }
}
