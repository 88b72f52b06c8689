package minidocker.testing.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import minidocker.images.Descriptor;
import minidocker.images.Digest;
import minidocker.images.Manifest;
import minidocker.images.MediaType;
import minidocker.images.Platform;
import minidocker.json.Json;

/**
 * An image with random content, so that no test can pass by what an earlier one left behind.
 *
 * @param blobs configuration and layers
 */
public record TestImage(Manifest manifest, Map<Digest, byte[]> blobs) {

    /** One with a gzipped layer for each size, in the dialect of OCI. */
    public static TestImage random(Platform platform, int... layerSizes) throws IOException {
        Map<Digest, byte[]> blobs = new LinkedHashMap<>();
        List<Descriptor> layers = new ArrayList<>();
        List<String> diffIds = new ArrayList<>();
        for (int size : layerSizes) {
            byte[] content = new byte[size];
            new Random().nextBytes(content);
            byte[] tar = new TestTar().file("file-" + layers.size(), content).bytes();
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
                gzip.write(tar);
            }
            Descriptor layer = Descriptor.of(MediaType.OCI_LAYER_GZIP, compressed.toByteArray());
            blobs.put(layer.digest(), compressed.toByteArray());
            layers.add(layer);
            diffIds.add(Digest.of(tar).toString());
        }
        byte[] config = Json.bytes(Map.of("architecture", platform.architecture(), "os", platform.os(), "variant",
                platform.variant(),
                "author", Long.toHexString(new Random().nextLong()), "config", Map.of("Cmd", List.of("/file-0")),
                "rootfs", Map.of("type", "layers", "diff_ids", diffIds)));
        Descriptor configuration = Descriptor.of(MediaType.OCI_CONFIG, config);
        blobs.put(configuration.digest(), config);
        return new TestImage(new Manifest(MediaType.OCI_MANIFEST, configuration, layers), blobs);
    }

    public static TestImage random(int... layerSizes) throws IOException {
        return random(Platform.host(), layerSizes);
    }

    /** One layer of these bytes, which the configuration says unpack to this. */
    public static TestImage of(byte[] layer, MediaType type, Digest diffId) {
        byte[] config = Json.bytes(Map.of("architecture", Platform.host().architecture(), "os", "linux",
                "author", Long.toHexString(new Random().nextLong()), "rootfs",
                        Map.of("type", "layers", "diff_ids", List.of(diffId.toString()))));
        Descriptor descriptor = Descriptor.of(type, layer);
        Descriptor configuration = Descriptor.of(MediaType.OCI_CONFIG, config);
        return new TestImage(new Manifest(MediaType.OCI_MANIFEST, configuration, List.of(descriptor)),
                Map.of(descriptor.digest(), layer, configuration.digest(), config));
    }

    public Descriptor descriptor() {
        return Descriptor.of(manifest.mediaType(), manifest.toBytes());
    }
}
