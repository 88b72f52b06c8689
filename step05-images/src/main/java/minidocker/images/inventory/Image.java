package minidocker.images.inventory;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import minidocker.images.Descriptor;
import minidocker.images.Digest;
import minidocker.images.ImageConfig;
import minidocker.images.ImageReference;
import minidocker.images.Manifest;

/**
 * An image that is here.
 *
 * @param names      with a tag or a digest each, sorted
 * @param target     what the names stand for: the manifest, or an index that lists it
 * @param descriptor of the manifest
 * @param layerBytes of each layer's archive, uncompressed as far as that is known
 */
public record Image(List<ImageReference> names, Descriptor target, Descriptor descriptor, Manifest manifest, ImageConfig config,
                    List<Long> layerBytes) {

    /** The digest of the configuration. */
    public Digest id() {
        return manifest.config().digest();
    }

    public List<ImageReference> tags() {
        return names.stream().filter(name -> name.digest().isEmpty()).toList();
    }

    public List<ImageReference> digests() {
        return names.stream().filter(name -> name.digest().isPresent()).toList();
    }

    /** No tag leads to it. */
    public boolean isDangling() {
        return tags().isEmpty();
    }

    /** Bytes of all layers together. */
    public long size() {
        return layerBytes.stream().mapToLong(Long::longValue).sum();
    }

    /** Empty if the image does not tell, or not in RFC 3339. */
    public Optional<Instant> created() {
        return instant(config.created());
    }

    static Optional<Instant> instant(String rfc3339) {
        try {
            return rfc3339.isEmpty() ? Optional.empty()
                    : Optional.of(java.time.OffsetDateTime.parse(rfc3339).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /**
     * The names of the layers with all that lies below them, lowest first (OCI image specification, config.md, "Layer ChainID").
     * Docker calls layers so when it deletes them.
     */
    public List<Digest> chainIds() {
        List<Digest> chain = new ArrayList<>();
        for (var diffId : config.diffIds()) {
            Digest below = chain.isEmpty() ? null : chain.get(chain.size() - 1);
            chain.add(below == null ? diffId.digest()
                    : Digest.of((below + " " + diffId).getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        }
        return chain;
    }
}
