package minidocker.testing.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
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
            byte[] tar = tar("file-" + layers.size(), content);
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
                gzip.write(tar);
            }
            Descriptor layer = Descriptor.of(MediaType.OCI_LAYER_GZIP, compressed.toByteArray());
            blobs.put(layer.digest(), compressed.toByteArray());
            layers.add(layer);
            diffIds.add(Digest.of(tar).toString());
        }
        byte[] config = Json.bytes(Map.of("architecture", platform.architecture(), "os", platform.os(), "variant", platform.variant(),
                "author", Long.toHexString(new Random().nextLong()), "config", Map.of("Cmd", List.of("/file-0")),
                "rootfs", Map.of("type", "layers", "diff_ids", diffIds)));
        Descriptor configuration = Descriptor.of(MediaType.OCI_CONFIG, config);
        blobs.put(configuration.digest(), config);
        return new TestImage(new Manifest(MediaType.OCI_MANIFEST, configuration, layers), blobs);
    }

    public static TestImage random(int... layerSizes) throws IOException {
        return random(Platform.host(), layerSizes);
    }

    public Descriptor descriptor() {
        return Descriptor.of(manifest.mediaType(), manifest.toBytes());
    }

    /** A POSIX tar archive (ustar) with one file. */
    private static byte[] tar(String name, byte[] content) {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000755\0");
        put(header, 108, "0000000\0");
        put(header, 116, "0000000\0");
        put(header, 124, String.format("%011o\0", content.length));
        put(header, 136, "00000000000\0");
        put(header, 148, "        ");
        put(header, 156, "0");
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format("%06o\0 ", sum));
        byte[] archive = Arrays.copyOf(header, 512 + (content.length + 511) / 512 * 512 + 1024);
        System.arraycopy(content, 0, archive, 512, content.length);
        return archive;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
