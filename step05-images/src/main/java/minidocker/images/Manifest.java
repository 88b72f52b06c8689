package minidocker.images;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;

/**
 * One image for one platform: its configuration and its layers, lowest first (OCI image specification, manifest.md).
 *
 * @param mediaType {@link MediaType#OCI_MANIFEST} or {@link MediaType#DOCKER_MANIFEST}
 * @param others    further fields as they came ({@code subject}, {@code artifactType})
 */
public record Manifest(MediaType mediaType, Descriptor config, List<Descriptor> layers, Map<String, String> annotations,
                       Map<String, Object> others) implements ImageDocument {

    public Manifest {
        layers = List.copyOf(layers);
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
        others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
    }

    public Manifest(MediaType mediaType, Descriptor config, List<Descriptor> layers) {
        this(mediaType, config, layers, Map.of(), Map.of());
    }

    static Manifest read(JsonObject json, MediaType mediaType) throws MalformedJson {
        List<Descriptor> layers = new ArrayList<>();
        for (JsonObject layer : json.objects("layers")) {
            layers.add(Descriptor.read(layer));
        }
        Map<String, Object> others = new LinkedHashMap<>(json.fields());
        others.keySet().removeAll(List.of("schemaVersion", "mediaType", "config", "layers", "annotations"));
        return new Manifest(mediaType, Descriptor.read(json.object("config")), layers, json.stringMap("annotations"), others);
    }

    /** Configuration first, then the layers. */
    @Override
    public List<Descriptor> references() {
        List<Descriptor> all = new ArrayList<>();
        all.add(config);
        all.addAll(layers);
        return all;
    }

    /** Bytes of all layers as they are transferred. */
    public long layersSize() {
        return layers.stream().mapToLong(Descriptor::size).sum();
    }

    @Override
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schemaVersion", 2);
        json.put("mediaType", mediaType.name());
        json.put("config", config.toJson());
        json.put("layers", layers.stream().map(Descriptor::toJson).toList());
        json.putAll(others);
        if (!annotations.isEmpty()) {
            json.put("annotations", annotations);
        }
        return json;
    }
}
