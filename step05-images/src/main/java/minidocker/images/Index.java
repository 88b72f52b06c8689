package minidocker.images;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;

/**
 * The same image for several platforms (OCI image specification, image-index.md; Docker's manifest list). The file
 * {@code index.json} of an image layout has the same form.
 *
 * @param mediaType {@link MediaType#OCI_INDEX} or {@link MediaType#DOCKER_MANIFEST_LIST}
 */
public record Index(MediaType mediaType, List<Descriptor> manifests, Map<String, String> annotations,
                    Map<String, Object> others) implements ImageDocument {

    public Index {
        manifests = List.copyOf(manifests);
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
        others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
    }

    public Index(MediaType mediaType, List<Descriptor> manifests) {
        this(mediaType, manifests, Map.of(), Map.of());
    }

    static Index read(JsonObject json, MediaType mediaType) throws MalformedJson {
        List<Descriptor> manifests = new ArrayList<>();
        for (JsonObject manifest : json.objects("manifests")) {
            manifests.add(Descriptor.read(manifest));
        }
        Map<String, Object> others = new LinkedHashMap<>(json.fields());
        others.keySet().removeAll(List.of("schemaVersion", "mediaType", "manifests", "annotations"));
        return new Index(mediaType, manifests, json.stringMap("annotations"), others);
    }

    @Override
    public List<Descriptor> references() {
        return manifests;
    }

    /** The manifest that runs best on this platform; among equals the first, as the specification demands. */
    public Optional<Descriptor> select(Platform platform) {
        Descriptor best = null;
        int bestRank = Integer.MAX_VALUE;
        for (Descriptor manifest : manifests) {
            int rank = manifest.isAttestation() ? -1 : manifest.platform().map(platform::rank).orElse(-1);
            if (rank >= 0 && rank < bestRank) {
                best = manifest;
                bestRank = rank;
            }
        }
        return Optional.ofNullable(best);
    }

    @Override
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schemaVersion", 2);
        json.put("mediaType", mediaType.name());
        json.put("manifests", manifests.stream().map(Descriptor::toJson).toList());
        json.putAll(others);
        if (!annotations.isEmpty()) {
            json.put("annotations", annotations);
        }
        return json;
    }
}
