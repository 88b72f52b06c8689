package minidocker.images.inventory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import minidocker.images.Descriptor;
import minidocker.images.Digest;
import minidocker.images.ImageReference;
import minidocker.images.Index;
import minidocker.images.MediaType;
import minidocker.images.store.ContentStore;
import minidocker.json.Json;
import minidocker.tar.TarEntry;
import minidocker.tar.TarEntry.Kind;
import minidocker.tar.TarWriter;

/**
 * {@code save}: images as one tar archive that is two things at once, as Docker writes it since version 25. It is an OCI image
 * layout ({@code oci-layout}, {@code index.json}, {@code blobs}), and its {@code manifest.json} says the same in the words of
 * Docker's older format. The same images give the same bytes: all times are 1970.
 */
public final class ImageArchive {
    private static final int BUFFER = 1 << 16;

    private final ContentStore store;
    /** By image, the names under which it goes along. */
    private final Map<Image, Set<ImageReference>> images = new LinkedHashMap<>();

    public ImageArchive(ContentStore store) {
        this.store = store;
    }

    /** @param name by which it was asked for; empty if by its ID, and then it goes without a name */
    public void add(Image image, Optional<ImageReference> name) {
        Set<ImageReference> names = images.computeIfAbsent(image, key -> new LinkedHashSet<>());
        name.ifPresent(names::add);
    }

    public void write(OutputStream out) throws IOException {
        TarWriter tar = new TarWriter(out);
        folder(tar, "blobs/");
        folder(tar, "blobs/sha256/");
        Map<Digest, Boolean> blobs = new LinkedHashMap<>();
        for (Image image : images.keySet()) {
            collect(image.target(), blobs);
        }
        for (Digest digest : blobs.keySet().stream().sorted().toList()) {
            blob(tar, digest);
        }
        file(tar, "index.json", index());
        file(tar, "manifest.json", Json.bytes(manifestJson()));
        file(tar, "oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8));
        tar.close();
    }

    private void collect(Descriptor descriptor, Map<Digest, Boolean> blobs) throws IOException {
        // An index lists platforms that were never pulled.
        if (!store.has(descriptor.digest()) || blobs.putIfAbsent(descriptor.digest(), true) != null) {
            return;
        }
        if (descriptor.mediaType().isIndex() || descriptor.mediaType().isManifest()) {
            for (Descriptor child : store.document(descriptor).references()) {
                collect(child, blobs);
            }
        }
    }

    private byte[] index() {
        List<Descriptor> entries = new ArrayList<>();
        images.forEach((image, names) -> {
            if (names.isEmpty()) {
                entries.add(image.target());
            }
            for (ImageReference name : names) {
                Map<String, String> annotations = new LinkedHashMap<>(image.target().annotations());
                annotations.put(Descriptor.IMAGE_NAME, name.toString());
                name.tag().ifPresent(tag -> annotations.put(Descriptor.REF_NAME, tag));
                entries.add(image.target().withAnnotations(annotations));
            }
        });
        return new Index(MediaType.OCI_INDEX, entries).toBytes();
    }

    private List<Object> manifestJson() {
        List<Object> all = new ArrayList<>();
        images.forEach((image, names) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("Config", path(image.id()));
            List<String> tags = names.stream().filter(name -> name.digest().isEmpty()).map(ImageReference::familiar).toList();
            one.put("RepoTags", tags.isEmpty() ? null : tags);
            one.put("Layers", image.manifest().layers().stream().map(layer -> path(layer.digest())).toList());
            all.add(one);
        });
        return all;
    }

    private static String path(Digest digest) {
        return "blobs/" + digest.algorithm().prefix() + "/" + digest.hex();
    }

    private void blob(TarWriter tar, Digest digest) throws IOException {
        try (InputStream in = Files.newInputStream(store.path(digest))) {
            tar.begin(entry(path(digest), Kind.REGULAR, Files.size(store.path(digest))));
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                tar.write(buffer, 0, n);
            }
        }
    }

    private static TarEntry entry(String name, Kind kind, long size) {
        return TarEntry.of(name, kind, kind == Kind.FOLDER ? 0755 : 0644, 0, 0, size, Instant.EPOCH, "");
    }

    private static void folder(TarWriter tar, String name) throws IOException {
        tar.begin(entry(name, Kind.FOLDER, 0));
    }

    private static void file(TarWriter tar, String name, byte[] content) throws IOException {
        tar.begin(entry(name, Kind.REGULAR, content.length));
        tar.write(content, 0, content.length);
    }
}
