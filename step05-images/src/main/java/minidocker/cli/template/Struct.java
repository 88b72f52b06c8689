package minidocker.cli.template;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A value of a Go struct type: a map in the order in which its fields were put, with further fields that its JSON leaves out because
 * they are empty ({@code omitempty}). A template may ask for those, too.
 */
public final class Struct extends AbstractMap<String, Object> {
    /** A map and a slice that were never set: to Go's fmt they are empty, {@code map[]} and {@code []}, and its JSON has null. */
    public static final Map<String, Object> NIL_MAP = Collections.unmodifiableMap(new LinkedHashMap<>());
    public static final List<Object> NIL_SLICE = Collections.unmodifiableList(new ArrayList<>());

    private final Map<String, Object> fields = new LinkedHashMap<>();
    private final Map<String, Object> omitted = new LinkedHashMap<>();

    @Override
    public Object put(String name, Object value) {
        return fields.put(name, value);
    }

    /** A field that is empty, and what it is to a template. */
    public void omit(String name, Object zero) {
        omitted.put(name, zero);
    }

    /** A field that was never set: null in JSON, and to a template {@link #NIL_MAP} or {@link #NIL_SLICE}. */
    public void putNil(String name, Object zero) {
        fields.put(name, null);
        omitted.put(name, zero);
    }

    static boolean isNil(Object value) {
        return value == null || value == NIL_MAP || value == NIL_SLICE;
    }

    /** True if a template sees another value than JSON shows. */
    boolean hasZero(String name) {
        return omitted.containsKey(name);
    }

    Object zero(String name) {
        return omitted.get(name);
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return fields.entrySet();
    }
}
