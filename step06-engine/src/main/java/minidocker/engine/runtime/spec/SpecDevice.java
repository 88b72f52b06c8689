package minidocker.engine.runtime.spec;

import java.util.LinkedHashMap;
import java.util.Map;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;

/**
 * A device file that the container has besides those that every container has.
 *
 * @param path absolute, in the container
 * @param type {@code c} or {@code u} for a character device, {@code b} for a block device, {@code p} for a FIFO
 * @param fileMode permission bits, or null for 0666
 * @param uid its owner, or null for root
 * @param gid its group, or null for root's
 */
public record SpecDevice(String path, String type, int major, int minor, Integer fileMode, Integer uid, Integer gid) {
    public SpecDevice {
        if (!type.matches("[cbup]")) {
            throw new IllegalArgumentException("a device is of type c, b, u or p, and " + path + " of type " + type);
        }
    }

    static SpecDevice of(JsonObject json) throws MalformedJson {
        return new SpecDevice(json.string("path"), json.string("type"), number(json, "major", 0), number(json, "minor", 0),
                number(json, "fileMode", null), number(json, "uid", null), number(json, "gid", null));
    }

    private static Integer number(JsonObject json, String field, Integer otherwise) throws MalformedJson {
        return json.optionalNumber(field).map(Long::intValue).orElse(otherwise);
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("path", path);
        json.put("type", type);
        if (!type.equals("p")) {
            json.put("major", major);
            json.put("minor", minor);
        }
        Absent.put(json, "fileMode", fileMode);
        Absent.put(json, "uid", uid);
        Absent.put(json, "gid", gid);
        return json;
    }
}
