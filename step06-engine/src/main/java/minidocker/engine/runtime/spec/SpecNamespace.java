package minidocker.engine.runtime.spec;

import java.util.LinkedHashMap;
import java.util.Map;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;
import minidocker.namespaces.Namespace;

/**
 * A namespace that the container does not share with the host.
 *
 * @param path of one that is there, such as {@code /proc/PID/ns/net}; null for a new one
 */
public record SpecNamespace(Namespace type, String path) {

    /** A new one. */
    public SpecNamespace(Namespace type) {
        this(type, null);
    }

    static SpecNamespace of(JsonObject json) throws MalformedJson {
        String name = json.string("type");
        for (Namespace type : Namespace.values()) {
            if (name(type).equals(name)) {
                return new SpecNamespace(type, json.optionalString("path").filter(path -> !path.isEmpty()).orElse(null));
            }
        }
        throw new MalformedJson(json.what() + ": there is no namespace " + name);
    }

    /** As the specification has it: two are written in full where the kernel abbreviates. */
    private static String name(Namespace type) {
        return switch (type) {
            case MOUNT -> "mount";
            case NETWORK -> "network";
            default -> type.file();
        };
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", name(type));
        Absent.put(json, "path", path);
        return json;
    }
}
