package minidocker.images.inventory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.images.Descriptor;
import minidocker.images.DiffId;
import minidocker.images.Digest;
import minidocker.images.ImageReference;
import minidocker.images.LayerCompression;
import minidocker.images.Manifest;
import minidocker.images.MediaType;
import minidocker.images.Platform;
import minidocker.images.store.ContentStore;
import minidocker.images.store.LayerUnpacker;
import minidocker.images.store.Lease;
import minidocker.json.Json;

/**
 * An image of one layer, made of an archive.
 *
 * @param config    the {@code config} object of its configuration
 * @param created   RFC 3339
 * @param comment   of its only step
 * @param createdBy likewise
 */
public record NewImage(Platform platform, Map<String, Object> config, Instant created, String createdBy, String comment) {

    /**
     * Stores it.
     *
     * @param archive a tar archive, compressed or not; kept as it is
     * @return the image's ID
     */
    public Digest store(InputStream archive, Optional<ImageReference> name, ContentStore store) throws IOException {
        return store(archive, name, store, LayerUnpacker.NONE);
    }

    /** @param unpacker gets the archive's content; what it cannot unpack does not become an image */
    public Digest store(InputStream archive, Optional<ImageReference> name, ContentStore store, LayerUnpacker unpacker)
            throws IOException {
        try (Lease lease = store.lease()) {
            Path file = store.newFile();
            try {
                MessageDigest hash = Digest.Algorithm.SHA256.newMessageDigest();
                try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), hash)) {
                    archive.transferTo(out);
                }
                Digest blob = Digest.of(Digest.Algorithm.SHA256, hash.digest());
                long size = Files.size(file);
                DiffId diffId = diffId(file);
                lease.add(List.of(blob, diffId.digest()));
                MediaType type;
                try (InputStream in = LayerCompression.peekable(Files.newInputStream(file))) {
                    type = LayerCompression.peek(in).layerType();
                }
                try (InputStream in = Files.newInputStream(file)) {
                    store.layers().read(in, blob, diffId, unpacker);
                }
                store.adopt(file, blob);
                byte[] configuration = Json.bytes(configuration(diffId));
                Descriptor configured = Descriptor.of(MediaType.OCI_CONFIG, configuration);
                Manifest manifest = new Manifest(MediaType.OCI_MANIFEST, configured, List.of(new Descriptor(type, blob, size)));
                lease.add(List.of(configured.digest(), Digest.of(manifest.toBytes())));
                store.put(configured.digest(), configuration);
                Descriptor target = store.put(MediaType.OCI_MANIFEST, manifest.toBytes());
                if (name.isPresent()) {
                    store.tag(name.get(), target);
                } else {
                    store.keep(target);
                }
                return configured.digest();
            } finally {
                Files.deleteIfExists(file);
            }
        }
    }

    private static DiffId diffId(Path file) throws IOException {
        MessageDigest hash = Digest.Algorithm.SHA256.newMessageDigest();
        try (InputStream in = new DigestInputStream(LayerCompression.decompress(Files.newInputStream(file)), hash)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return new DiffId(Digest.of(Digest.Algorithm.SHA256, hash.digest()));
    }

    private Map<String, Object> configuration(DiffId diffId) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("created", created.toString());
        json.put("architecture", platform.architecture());
        json.put("os", platform.os());
        if (!platform.variant().isEmpty()) {
            json.put("variant", platform.variant());
        }
        json.put("config", config);
        json.put("rootfs", Map.of("type", "layers", "diff_ids", List.of(diffId.toString())));
        Map<String, Object> step = new LinkedHashMap<>();
        step.put("created", created.toString());
        step.put("created_by", createdBy);
        step.put("comment", comment);
        json.put("history", List.of(step));
        return json;
    }
}
