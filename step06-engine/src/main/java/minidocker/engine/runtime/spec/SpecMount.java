package minidocker.engine.runtime.spec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;

/**
 * Something that is mounted in the container.
 *
 * @param destination absolute, in the container
 * @param type of the filesystem; {@code bind} for files of the host's
 * @param source of a bind mount the host's path, absolute or relative to the bundle; else what the filesystem wants; or null
 * @param options as of mount(8): {@code ro}, {@code nosuid}, {@code rbind}, {@code rslave}, {@code size=64m}
 */
public record SpecMount(String destination, String type, String source, List<String> options) {
    public SpecMount {
        options = List.copyOf(options);
    }

    /** A bind mount is one by its options or by its type. */
    public boolean isBind() {
        return "bind".equals(type) || options.contains("bind") || options.contains("rbind");
    }

    static SpecMount of(JsonObject json) throws MalformedJson {
        return new SpecMount(json.string("destination"), json.optionalString("type").orElse(null),
                json.optionalString("source").orElse(null), json.strings("options"));
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("destination", destination);
        Absent.put(json, "type", type);
        Absent.put(json, "source", source);
        Absent.put(json, "options", options);
        return json;
    }
}
