package minidocker.cli.template;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One thing in a listing: its columns by name. Unlike a Map, which has what it has, a Row knows all its fields, so that a
 * misspelt one is an error.
 *
 * @param type   what messages call it, {@code *formatter.ContainerContext}
 * @param fields values, or {@link Supplier}s of them for those that are costly and not always asked for
 */
public record Row(String type, Map<String, Object> fields) {

    /** A field that takes arguments, {@code {{.Label "owner"}}}. It is no part of the row as JSON. */
    public interface Method {
        Object call(List<Object> arguments);
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    Object get(String name) {
        Object value = fields.get(name);
        return value instanceof Supplier<?> supplier ? supplier.get() : value;
    }
}
