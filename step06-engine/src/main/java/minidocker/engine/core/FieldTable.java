package minidocker.engine.core;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.engine.Refusal;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;

/**
 * The fields of one of the interface's objects, in the order in which Docker prints them: their types, and what stands for one
 * that a client left out. What a client says goes in, the whole object as {@code inspect} shows it comes out. Unknown fields are
 * ignored, since clients of a later version send some.
 */
final class FieldTable {
    /** What a field holds. */
    enum Type {
        STRING, NUMBER, NUMBERS, BOOL, STRINGS, OBJECTS, OBJECT, STRING_MAP
    }

    private record Field(Type type, Object absent, boolean shownIfAbsent) {}

    private final String what;
    private final Map<String, Field> fields = new LinkedHashMap<>();

    /** @param what the object's name for messages: {@code HostConfig} */
    FieldTable(String what) {
        this.what = what;
    }

    /** A field that is always shown, with this value if nobody said anything; null is one. */
    FieldTable field(String name, Type type, Object absent) {
        fields.put(name, new Field(type, absent, true));
        return this;
    }

    /** A field that is shown only if it was said. */
    FieldTable optional(String name, Type type) {
        fields.put(name, new Field(type, null, false));
        return this;
    }

    /** @throws Refusal BAD_PARAMETER, if a field has the wrong type */
    JsonObject read(JsonObject given) {
        Map<String, Object> whole = new LinkedHashMap<>();
        fields.forEach((name, field) -> {
            Object value = given.has(name) ? checked(given, name, field.type()) : field.absent();
            if (value != null || field.shownIfAbsent()) {
                whole.put(name, value);
            }
        });
        return new JsonObject(Collections.unmodifiableMap(whole), what);
    }

    private static Object checked(JsonObject given, String name, Type type) {
        try {
            return switch (type) {
                case STRING -> given.string(name);
                case NUMBER -> given.number(name);
                case NUMBERS -> numbers(given, name);
                case BOOL -> given.bool(name);
                case STRINGS -> given.strings(name);
                case OBJECTS -> given.objects(name).stream().map(JsonObject::fields).toList();
                case OBJECT -> given.object(name).fields();
                case STRING_MAP -> given.stringMap(name);
            };
        } catch (MalformedJson e) {
            throw new Refusal(Refusal.Kind.BAD_PARAMETER, e.getMessage(), e);
        }
    }

    private static List<?> numbers(JsonObject given, String name) throws MalformedJson {
        if (given.fields().get(name) instanceof List<?> list && list.stream().allMatch(Number.class::isInstance)) {
            return list;
        }
        throw new MalformedJson(given.what() + ": \"" + name + "\" must be a list of numbers");
    }

    /** As {@link JsonObject}, for objects that a table has read, whose types are right. */
    static String string(JsonObject read, String name) {
        return read.fields().get(name) instanceof String string ? string : "";
    }

    static long number(JsonObject read, String name) {
        return read.fields().get(name) instanceof Number number ? number.longValue() : 0;
    }

    static boolean bool(JsonObject read, String name) {
        return Boolean.TRUE.equals(read.fields().get(name));
    }

    static List<String> strings(JsonObject read, String name) {
        return read.fields().get(name) instanceof List<?> list ? list.stream().map(String::valueOf).toList() : List.of();
    }

    static List<JsonObject> objects(JsonObject read, String name) {
        return read.fields().get(name) instanceof List<?> list
                ? list.stream().map(one -> JsonObject.of((Map<?, ?>) one, read.what() + "." + name)).toList() : List.of();
    }

    static Map<String, String> map(JsonObject read, String name) {
        Map<String, String> map = new LinkedHashMap<>();
        if (read.fields().get(name) instanceof Map<?, ?> found) {
            found.forEach((key, value) -> map.put((String) key, value == null ? "" : String.valueOf(value)));
        }
        return Collections.unmodifiableMap(map);
    }
}
