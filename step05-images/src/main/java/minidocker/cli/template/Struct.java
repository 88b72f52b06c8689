package minidocker.cli.template;

import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A value of a Go struct type: a map in the order in which its fields were put, with further fields that its JSON leaves out because
 * they are empty ({@code omitempty}). A template may ask for those, too.
 */
public final class Struct extends AbstractMap<String, Object> {
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

    boolean omits(String name) {
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
