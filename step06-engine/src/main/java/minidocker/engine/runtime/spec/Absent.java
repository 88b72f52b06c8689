package minidocker.engine.runtime.spec;

import java.util.Collection;
import java.util.Map;

/** What is not said is left out of the file: null, an empty list, an empty object. */
final class Absent {
    private Absent() {}

    static void put(Map<String, Object> json, String field, Object value) {
        boolean empty = value == null || value instanceof Collection<?> list && list.isEmpty()
                || value instanceof Map<?, ?> map && map.isEmpty();
        if (!empty) {
            json.put(field, value);
        }
    }
}
