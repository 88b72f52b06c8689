package minidocker.engine.runtime.spec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.json.Json;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;

/**
 * A container's {@code config.json}.
 *
 * @param process that it runs
 * @param root its files
 * @param hostname in its UTS namespace, or null for the host's
 * @param domainname in its UTS namespace, or null
 * @param mounts in the order in which they are made
 * @param annotations for whoever made the bundle
 * @param linux what only Linux has
 */
public record Spec(SpecProcess process, SpecRoot root, String hostname, String domainname, List<SpecMount> mounts,
        Map<String, String> annotations, SpecLinux linux) {
    /** Of the specification. */
    public static final String VERSION = "1.1.0";

    public Spec {
        mounts = List.copyOf(mounts);
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }

    public Spec with(SpecProcess newProcess) {
        return new Spec(newProcess, root, hostname, domainname, mounts, annotations, linux);
    }

    public Spec with(SpecRoot newRoot) {
        return new Spec(process, newRoot, hostname, domainname, mounts, annotations, linux);
    }

    public Spec with(SpecLinux newLinux) {
        return new Spec(process, root, hostname, domainname, mounts, annotations, newLinux);
    }

    public Spec withHostname(String newHostname, String newDomainname) {
        return new Spec(process, root, newHostname, newDomainname, mounts, annotations, linux);
    }

    public Spec withMounts(List<SpecMount> newMounts) {
        return new Spec(process, root, hostname, domainname, newMounts, annotations, linux);
    }

    public Spec withAnnotations(Map<String, String> newAnnotations) {
        return new Spec(process, root, hostname, domainname, mounts, newAnnotations, linux);
    }

    /** @throws MalformedJson with one sentence that names the field */
    public static Spec parse(byte[] json) throws MalformedJson {
        try {
            return parse(Json.parseObject(json, "config.json"));
        } catch (IllegalArgumentException impossible) {
            throw new MalformedJson("config.json: " + impossible.getMessage());
        }
    }

    private static Spec parse(JsonObject config) throws MalformedJson {
        String version = config.string("ociVersion");
        if (!version.matches("1\\.\\d+\\.\\d+(-.*)?")) {
            throw new MalformedJson("config.json is of version " + version + " of the specification, and 1.x is spoken here");
        }
        if (config.optionalObject("hooks").stream().anyMatch(hooks -> !hooks.fields().isEmpty())) {
            throw new MalformedJson("config.json asks for hooks, which are programs of the host's: none are run here");
        }
        Optional<JsonObject> linux = config.optionalObject("linux");
        List<SpecMount> mounts = new ArrayList<>();
        for (JsonObject mount : config.objects("mounts")) {
            mounts.add(SpecMount.of(mount));
        }
        return new Spec(SpecProcess.of(config.object("process")), SpecRoot.of(config.object("root")),
                config.optionalString("hostname").orElse(null), config.optionalString("domainname").orElse(null), mounts,
                config.stringMap("annotations"), linux.isPresent() ? SpecLinux.of(linux.get()) : SpecLinux.EMPTY);
    }

    /** The tree of {@code config.json}, in the specification's order. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("ociVersion", VERSION);
        json.put("process", process.json());
        json.put("root", root.json());
        Absent.put(json, "hostname", hostname);
        Absent.put(json, "domainname", domainname);
        json.put("mounts", mounts.stream().map(SpecMount::json).toList());
        Absent.put(json, "annotations", annotations);
        json.put("linux", linux.json());
        return json;
    }

    /** The file's text, a field a line. */
    public String print() {
        return Json.pretty(json(), "    ") + "\n";
    }
}
