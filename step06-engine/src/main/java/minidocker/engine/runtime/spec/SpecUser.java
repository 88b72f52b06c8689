package minidocker.engine.runtime.spec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;

/**
 * Who a process is, by numbers of the container's.
 *
 * @param umask or null for 022
 * @param additionalGids further groups it is in
 */
public record SpecUser(int uid, int gid, Integer umask, List<Integer> additionalGids) {
    public static final SpecUser ROOT = new SpecUser(0, 0, null, List.of());

    public SpecUser {
        additionalGids = List.copyOf(additionalGids);
    }

    static SpecUser of(JsonObject json) throws MalformedJson {
        List<Integer> groups = json.numbers("additionalGids").stream().map(Long::intValue).toList();
        return new SpecUser((int) json.number("uid"), (int) json.number("gid"),
                json.optionalNumber("umask").map(Long::intValue).orElse(null), groups);
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("uid", Integer.toUnsignedLong(uid));
        json.put("gid", Integer.toUnsignedLong(gid));
        Absent.put(json, "umask", umask);
        Absent.put(json, "additionalGids", additionalGids.stream().map(Integer::toUnsignedLong).toList());
        return json;
    }
}
