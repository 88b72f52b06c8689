package minidocker.engine.runtime.spec;

import java.util.LinkedHashMap;
import java.util.Map;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;

/**
 * The root filesystem.
 *
 * @param path absolute, or relative to the bundle
 * @param readonly nothing in it can be written
 */
public record SpecRoot(String path, boolean readonly) {

    static SpecRoot of(JsonObject json) throws MalformedJson {
        return new SpecRoot(json.string("path"), json.bool("readonly"));
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("path", path);
        json.put("readonly", readonly);
        return json;
    }
}
