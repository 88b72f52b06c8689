package minidocker.engine.runtime.spec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.cgroups.Limits;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;
import minidocker.namespaces.IdMapping;
import minidocker.namespaces.Namespace;

/**
 * What only Linux has.
 *
 * @param namespaces that the container does not share with the host
 * @param uidMappings of its user namespace
 * @param gidMappings of its user namespace
 * @param devices besides those that every container has
 * @param cgroupsPath the name of its control group below the one that all of ours are in; null for its id
 * @param resources what it may use; devices null where there are no rules
 * @param sysctl parameters of the kernel that belong to its namespaces, see sysctl(8)
 * @param rootfsPropagation of mounts below its root: {@code private}, {@code slave}, {@code shared}, each also with {@code r};
 *     null for private
 * @param seccomp the filter of its system calls as it stands in the file, or null
 * @param maskedPaths nobody in it can read them
 * @param readonlyPaths nobody in it can write to them
 */
public record SpecLinux(List<SpecNamespace> namespaces, List<IdMapping> uidMappings, List<IdMapping> gidMappings,
        List<SpecDevice> devices, String cgroupsPath, Limits resources, Map<String, String> sysctl, String rootfsPropagation,
        Map<String, Object> seccomp, List<String> maskedPaths, List<String> readonlyPaths) {
    public static final SpecLinux EMPTY = new SpecLinux(List.of(), List.of(), List.of(), List.of(), null, Limits.NONE, Map.of(),
            null, null, List.of(), List.of());

    public SpecLinux {
        namespaces = List.copyOf(namespaces);
        uidMappings = List.copyOf(uidMappings);
        gidMappings = List.copyOf(gidMappings);
        devices = List.copyOf(devices);
        sysctl = Collections.unmodifiableMap(new LinkedHashMap<>(sysctl));
        maskedPaths = List.copyOf(maskedPaths);
        readonlyPaths = List.copyOf(readonlyPaths);
    }

    public Optional<SpecNamespace> namespace(Namespace type) {
        return namespaces.stream().filter(namespace -> namespace.type() == type).findFirst();
    }

    public SpecLinux withNamespaces(List<SpecNamespace> newNamespaces) {
        return new SpecLinux(newNamespaces, uidMappings, gidMappings, devices, cgroupsPath, resources, sysctl, rootfsPropagation,
                seccomp, maskedPaths, readonlyPaths);
    }

    public SpecLinux withDevices(List<SpecDevice> newDevices) {
        return new SpecLinux(namespaces, uidMappings, gidMappings, newDevices, cgroupsPath, resources, sysctl, rootfsPropagation,
                seccomp, maskedPaths, readonlyPaths);
    }

    public SpecLinux withCgroupsPath(String newPath) {
        return new SpecLinux(namespaces, uidMappings, gidMappings, devices, newPath, resources, sysctl, rootfsPropagation,
                seccomp, maskedPaths, readonlyPaths);
    }

    public SpecLinux with(Limits newResources) {
        return new SpecLinux(namespaces, uidMappings, gidMappings, devices, cgroupsPath, newResources, sysctl, rootfsPropagation,
                seccomp, maskedPaths, readonlyPaths);
    }

    public SpecLinux withSysctl(Map<String, String> newSysctl) {
        return new SpecLinux(namespaces, uidMappings, gidMappings, devices, cgroupsPath, resources, newSysctl, rootfsPropagation,
                seccomp, maskedPaths, readonlyPaths);
    }

    public SpecLinux withRootfsPropagation(String newPropagation) {
        return new SpecLinux(namespaces, uidMappings, gidMappings, devices, cgroupsPath, resources, sysctl, newPropagation,
                seccomp, maskedPaths, readonlyPaths);
    }

    public SpecLinux withSeccomp(Map<String, Object> newSeccomp) {
        return new SpecLinux(namespaces, uidMappings, gidMappings, devices, cgroupsPath, resources, sysctl, rootfsPropagation,
                newSeccomp, maskedPaths, readonlyPaths);
    }

    public SpecLinux withPaths(List<String> newMaskedPaths, List<String> newReadonlyPaths) {
        return new SpecLinux(namespaces, uidMappings, gidMappings, devices, cgroupsPath, resources, sysctl, rootfsPropagation,
                seccomp, newMaskedPaths, newReadonlyPaths);
    }

    static SpecLinux of(JsonObject json) throws MalformedJson {
        List<SpecNamespace> namespaces = new ArrayList<>();
        for (JsonObject namespace : json.objects("namespaces")) {
            namespaces.add(SpecNamespace.of(namespace));
        }
        List<SpecDevice> devices = new ArrayList<>();
        for (JsonObject device : json.objects("devices")) {
            devices.add(SpecDevice.of(device));
        }
        Optional<JsonObject> resources = json.optionalObject("resources");
        return new SpecLinux(namespaces, mappings(json, "uidMappings"), mappings(json, "gidMappings"), devices,
                json.optionalString("cgroupsPath").orElse(null),
                resources.isEmpty() ? Limits.NONE : Resources.of(resources.get()), json.stringMap("sysctl"),
                json.optionalString("rootfsPropagation").filter(text -> !text.isEmpty()).orElse(null),
                json.optionalObject("seccomp").map(JsonObject::fields).orElse(null), json.strings("maskedPaths"),
                json.strings("readonlyPaths"));
    }

    private static List<IdMapping> mappings(JsonObject json, String field) throws MalformedJson {
        List<IdMapping> mappings = new ArrayList<>();
        for (JsonObject mapping : json.objects(field)) {
            mappings.add(new IdMapping(mapping.number("containerID"), mapping.number("hostID"), mapping.number("size")));
        }
        return mappings;
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        Absent.put(json, "namespaces", namespaces.stream().map(SpecNamespace::json).toList());
        Absent.put(json, "uidMappings", uidMappings.stream().map(SpecLinux::json).toList());
        Absent.put(json, "gidMappings", gidMappings.stream().map(SpecLinux::json).toList());
        Absent.put(json, "devices", devices.stream().map(SpecDevice::json).toList());
        Absent.put(json, "cgroupsPath", cgroupsPath);
        Absent.put(json, "resources", Resources.json(resources));
        Absent.put(json, "rootfsPropagation", rootfsPropagation);
        Absent.put(json, "seccomp", seccomp);
        Absent.put(json, "sysctl", sysctl);
        Absent.put(json, "maskedPaths", maskedPaths);
        Absent.put(json, "readonlyPaths", readonlyPaths);
        return json;
    }

    private static Map<String, Object> json(IdMapping mapping) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("containerID", mapping.inside());
        json.put("hostID", mapping.outside());
        json.put("size", mapping.count());
        return json;
    }
}
