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
 * One document's pointer to another: what it is, its digest and its size in bytes (OCI image specification, descriptor.md).
 *
 * @param platform only in an index: the machines the manifest is for
 * @param others   further fields as they came ({@code urls}, {@code artifactType}, {@code data}), so that nothing is lost
 */
public record Descriptor(MediaType mediaType, Digest digest, long size, Optional<Platform> platform,
                         Map<String, String> annotations, Map<String, Object> others) {
    /** The name of an image inside a layout: {@code skopeo inspect oci:DIR:NAME} looks for it. */
    public static final String REF_NAME = "org.opencontainers.image.ref.name";
    /** The full name of an image, as containerd writes it. */
    public static final String IMAGE_NAME = "io.containerd.image.name";

    public Descriptor {
        if (size < 0) {
            throw new InvalidReference("the size of " + digest + " is negative: " + size);
        }
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
        others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
    }

    public Descriptor(MediaType mediaType, Digest digest, long size) {
        this(mediaType, digest, size, Optional.empty(), Map.of(), Map.of());
    }

    /** The descriptor of these bytes. */
    public static Descriptor of(MediaType mediaType, byte[] content) {
        return new Descriptor(mediaType, Digest.of(content), content.length);
    }

    static Descriptor read(JsonObject json) throws MalformedJson {
        Map<String, Object> others = new LinkedHashMap<>(json.fields());
        others.keySet().removeAll(List.of("mediaType", "digest", "size", "annotations", "platform"));
        long size = json.number("size");
        if (size < 0) {
            throw new MalformedJson(json.what() + ": \"size\" is negative");
        }
        return new Descriptor(new MediaType(json.string("mediaType")), digest(json, "digest"), size, platform(json),
                json.stringMap("annotations"), others);
    }

    private static Optional<Platform> platform(JsonObject json) throws MalformedJson {
        Optional<JsonObject> platform = json.optionalObject("platform");
        if (platform.isEmpty()) {
            return Optional.empty();
        }
        JsonObject p = platform.get();
        return Optional.of(new Platform(p.optionalString("os").orElse(""), p.optionalString("architecture").orElse(""),
                p.optionalString("variant").orElse("")));
    }

    static Digest digest(JsonObject json, String field) throws MalformedJson {
        return digest(json.string(field), json.what());
    }

    static Digest digest(String text, String what) throws MalformedJson {
        try {
            return Digest.parse(text);
        } catch (InvalidReference e) {
            throw new MalformedJson(what + ": " + e.getMessage());
        }
    }

    public Optional<String> annotation(String key) {
        return Optional.ofNullable(annotations.get(key));
    }

    public Descriptor withAnnotations(Map<String, String> replaced) {
        return new Descriptor(mediaType, digest, size, platform, replaced, others);
    }

    public Descriptor withPlatform(Platform replaced) {
        return new Descriptor(mediaType, digest, size, Optional.of(replaced), annotations, others);
    }

    /** An attestation that BuildKit stores beside the images in an index. Its platform is unknown/unknown and it never runs. */
    public boolean isAttestation() {
        return annotation("vnd.docker.reference.type").isPresent();
    }

    /** Where the bytes of a foreign layer can be had. */
    public List<String> urls() {
        List<String> urls = new ArrayList<>();
        if (others.get("urls") instanceof List<?> list) {
            list.forEach(url -> urls.add(String.valueOf(url)));
        }
        return List.copyOf(urls);
    }

    /** The tree that {@link minidocker.json.Json} writes. */
    public Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("mediaType", mediaType.name());
        json.put("digest", digest.toString());
        json.put("size", size);
        json.putAll(others);
        if (!annotations.isEmpty()) {
            json.put("annotations", annotations);
        }
        platform.ifPresent(p -> {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("architecture", p.architecture());
            tree.put("os", p.os());
            if (!p.variant().isEmpty()) {
                tree.put("variant", p.variant());
            }
            json.put("platform", tree);
        });
        return json;
    }
}
