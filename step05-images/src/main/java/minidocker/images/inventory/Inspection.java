package minidocker.images.inventory;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import minidocker.cli.template.Struct;
import minidocker.images.ContainerDefaults;
import minidocker.images.ImageReference;
import minidocker.json.JsonObject;

/** An image as {@code docker image inspect} and the Engine API's {@code ImageInspect} (v1.44) show it. */
public final class Inspection {
    private static final String NO_TIME = "0001-01-01T00:00:00Z";

    private Inspection() {}

    public static Map<String, Object> of(Image image) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Id", image.id().toString());
        json.put("RepoTags", image.tags().stream().map(ImageReference::familiar).toList());
        json.put("RepoDigests", image.digests().stream().map(ImageReference::familiar).toList());
        json.put("Parent", "");
        json.put("Comment", image.config().history().isEmpty() ? ""
                : image.config().history().get(image.config().history().size() - 1).comment());
        json.put("Created", image.config().created().isEmpty() ? NO_TIME : image.config().created());
        json.put("DockerVersion", image.config().fields().getOrDefault("docker_version", ""));
        json.put("Author", image.config().author());
        json.put("Config", config(image.config().defaults()));
        json.put("Architecture", image.config().platform().architecture());
        if (!image.config().platform().variant().isEmpty()) {
            json.put("Variant", image.config().platform().variant());
        }
        json.put("Os", image.config().platform().os());
        json.put("Size", image.size());
        Map<String, Object> driver = new LinkedHashMap<>();
        driver.put("Data", null);
        driver.put("Name", "overlay2");
        json.put("GraphDriver", driver);
        Map<String, Object> layers = new LinkedHashMap<>();
        layers.put("Type", "layers");
        layers.put("Layers", image.config().diffIds().stream().map(Object::toString).toList());
        json.put("RootFS", layers);
        json.put("Metadata", Map.of("LastTagTime", NO_TIME));
        json.put("Descriptor", image.target().toJson());
        return json;
    }

    /** Go writes a list or a map that was never set as null, and the keys of a map in their order. */
    private static Map<String, Object> config(ContainerDefaults defaults) {
        Struct json = new Struct();
        json.put("Hostname", "");
        json.put("Domainname", "");
        json.put("User", defaults.user());
        for (String flag : List.of("AttachStdin", "AttachStdout", "AttachStderr")) {
            json.put(flag, false);
        }
        putOrOmit(json, "ExposedPorts", set(defaults.exposedPorts()), defaults.exposedPorts().isEmpty(),
                Struct.NIL_MAP);
        for (String flag : List.of("Tty", "OpenStdin", "StdinOnce")) {
            json.put(flag, false);
        }
        putOrNil(json, "Env", defaults.env(), defaults.env().isEmpty(), Struct.NIL_SLICE);
        putOrNil(json, "Cmd", defaults.cmd(), defaults.cmd().isEmpty(), Struct.NIL_SLICE);
        putOrOmit(json, "Healthcheck", defaults.healthcheck().map(JsonObject::fields).orElse(null),
                defaults.healthcheck().isEmpty(), null);
        json.put("Image", "");
        putOrNil(json, "Volumes", set(defaults.volumes()), defaults.volumes().isEmpty(), Struct.NIL_MAP);
        json.put("WorkingDir", defaults.workingDir());
        putOrNil(json, "Entrypoint", defaults.entrypoint(), defaults.entrypoint().isEmpty(), Struct.NIL_SLICE);
        putOrNil(json, "OnBuild", defaults.onBuild(), defaults.onBuild().isEmpty(), Struct.NIL_SLICE);
        putOrNil(json, "Labels", new TreeMap<>(defaults.labels()), defaults.labels().isEmpty(), Struct.NIL_MAP);
        putOrOmit(json, "StopSignal", defaults.stopSignal(), defaults.stopSignal().isEmpty(), "");
        putOrOmit(json, "Shell", defaults.shell(), defaults.shell().isEmpty(), Struct.NIL_SLICE);
        return json;
    }

    private static void putOrOmit(Struct json, String name, Object value, boolean isEmpty, Object zero) {
        if (isEmpty) {
            json.omit(name, zero);
        } else {
            json.put(name, value);
        }
    }

    private static void putOrNil(Struct json, String name, Object value, boolean isEmpty, Object nil) {
        if (isEmpty) {
            json.putNil(name, nil);
        } else {
            json.put(name, value);
        }
    }

    private static Map<String, Object> set(List<String> names) {
        Map<String, Object> set = new TreeMap<>();
        names.forEach(name -> set.put(name, Map.of()));
        return set;
    }
}
