package minidocker.engine.runtime.spec;

import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;
import minidocker.namespaces.Capability;

/**
 * The five sets of capabilities(7).
 *
 * @param bounding what an execve(2) can give at most
 * @param effective what counts now
 * @param permitted what may be made effective
 * @param inheritable what a program with file capabilities of the same kind is given
 * @param ambient what any program is given, also one that is executed by another user than root
 */
public record CapabilitySets(Set<Capability> bounding, Set<Capability> effective, Set<Capability> permitted,
        Set<Capability> inheritable, Set<Capability> ambient) {
    public CapabilitySets {
        bounding = ordered(bounding);
        effective = ordered(effective);
        permitted = ordered(permitted);
        inheritable = ordered(inheritable);
        ambient = ordered(ambient);
    }

    /** As Docker gives them: bounding, effective and permitted; nothing is inheritable or ambient. */
    public static CapabilitySets docker(Set<Capability> all) {
        return new CapabilitySets(all, all, all, Set.of(), Set.of());
    }

    private static Set<Capability> ordered(Set<Capability> set) {
        return set.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(set));
    }

    static CapabilitySets of(JsonObject json) throws MalformedJson {
        return new CapabilitySets(set(json, "bounding"), set(json, "effective"), set(json, "permitted"), set(json, "inheritable"),
                set(json, "ambient"));
    }

    private static Set<Capability> set(JsonObject json, String field) throws MalformedJson {
        Set<Capability> set = EnumSet.noneOf(Capability.class);
        for (String name : json.strings(field)) {
            try {
                set.add(Capability.valueOf(name));
            } catch (IllegalArgumentException unknown) {
                throw new MalformedJson(json.what() + ": there is no capability " + name);
            }
        }
        return set;
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        put(json, "bounding", bounding);
        put(json, "effective", effective);
        put(json, "permitted", permitted);
        put(json, "inheritable", inheritable);
        put(json, "ambient", ambient);
        return json;
    }

    private static void put(Map<String, Object> json, String field, Set<Capability> set) {
        List<String> names = set.stream().map(Enum::name).toList();
        Absent.put(json, field, names);
    }
}
