package minidocker.images.inventory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.images.Descriptor;
import minidocker.images.DiffId;
import minidocker.images.Digest;
import minidocker.images.ImageConfig;
import minidocker.images.ImageDocument;
import minidocker.images.ImageReference;
import minidocker.images.Index;
import minidocker.images.InvalidReference;
import minidocker.images.LayerCompression;
import minidocker.images.Manifest;
import minidocker.images.MediaType;
import minidocker.images.inventory.SpooledArchive.SpooledFile;
import minidocker.images.store.ContentStore;
import minidocker.images.store.LayerUnpacker;
import minidocker.images.store.Lease;
import minidocker.json.Json;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;

/**
 * {@code load}: images from an archive, be it an OCI image layout or Docker's older format (docker-archive, which podman and
 * skopeo write too). Everything is verified as if it had come from a registry.
 */
public final class ArchiveLoader {
    private static final int MAX_DOCUMENT_BYTES = 8 << 20;

    private final ContentStore store;
    private final List<Loaded> loaded = new ArrayList<>();

    /**
     * @param name     empty for an image that came without
     * @param replaced the image that had this name until now, if it is another one; it is kept without
     */
    public record Loaded(Optional<ImageReference> name, Digest id, Optional<Digest> replaced) {
        /** In Docker's words. */
        @Override
        public String toString() {
            return name.map(n -> replaced.map(old -> "The image " + n.familiar() + " already exists, renaming the old one with ID "
                    + old + " to empty string\n").orElse("") + "Loaded image: " + n.familiar()).orElse("Loaded image ID: " + id);
        }
    }

    public ArchiveLoader(ContentStore store) {
        this.store = store;
    }

    /** @param in a tar archive, which may be compressed */
    public List<Loaded> load(InputStream in) throws IOException {
        try (SpooledArchive archive = SpooledArchive.read(in, store); Lease lease = store.lease()) {
            Optional<SpooledFile> index = archive.file("index.json");
            Optional<SpooledFile> manifests = archive.file("manifest.json");
            if (index.isPresent() && archive.file("oci-layout").isPresent()) {
                loadLayout(archive, lease, document(index.get(), "index.json"), names(manifests));
            } else if (manifests.isPresent()) {
                for (JsonObject image : dockerImages(manifests.get())) {
                    loadDocker(archive, lease, image);
                }
            } else {
                throw new IOException("this is no archive of images: it has neither manifest.json nor index.json and oci-layout");
            }
        }
        return loaded;
    }

    private static byte[] document(SpooledFile file, String what) throws IOException {
        if (file.size() > MAX_DOCUMENT_BYTES) {
            throw new IOException(what + " in this archive has " + file.size() + " bytes, more than any has");
        }
        return Files.readAllBytes(file.path());
    }

    private static List<JsonObject> dockerImages(SpooledFile file) throws IOException {
        if (!(Json.parse(document(file, "manifest.json")) instanceof List<?> list)) {
            throw new MalformedJson("manifest.json in this archive must be a list of images");
        }
        List<JsonObject> images = new ArrayList<>();
        for (Object one : list) {
            if (!(one instanceof Map<?, ?> map)) {
                throw new MalformedJson("manifest.json in this archive must be a list of images");
            }
            images.add(JsonObject.of(map, "manifest.json"));
        }
        return images;
    }

    /** What manifest.json calls the images of a layout that does not say itself; by the configuration's digest. */
    private static Map<Digest, List<String>> names(Optional<SpooledFile> manifests) throws IOException {
        Map<Digest, List<String>> names = new HashMap<>();
        if (manifests.isPresent()) {
            for (JsonObject image : dockerImages(manifests.get())) {
                String config = image.string("Config");
                try {
                    names.put(Digest.parse("sha256:" + config.substring(config.lastIndexOf('/') + 1)
                            .replaceFirst("\\.json$", "")),
                            image.strings("RepoTags"));
                } catch (InvalidReference otherNaming) {
                    // The layout's own names must do.
                }
            }
        }
        return names;
    }

    private void loadLayout(SpooledArchive archive, Lease lease, byte[] content, Map<Digest,
            List<String>> names) throws IOException {
        if (!(ImageDocument.parse(content, MediaType.OCI_INDEX, "index.json") instanceof Index index)) {
            throw new MalformedJson("index.json in this archive lists no manifests");
        }
        for (Descriptor target : index.manifests()) {
            List<Manifest> manifests = new ArrayList<>();
            take(archive, lease, target, manifests);
            if (manifests.isEmpty()) {
                throw new IOException("the image " + target.digest() + " in this archive is incomplete");
            }
            Digest id = manifests.get(0).config().digest();
            Optional<ImageReference> own = target.annotation(Descriptor.IMAGE_NAME)
                    .or(() -> target.annotation(Descriptor.REF_NAME)
                            .filter(name -> name.indexOf('/') > 0 || name.indexOf(':') > 0))
                    .flatMap(ArchiveLoader::reference);
            List<ImageReference> all = own.map(List::of).orElseGet(() -> names.getOrDefault(id, List.of()).stream()
                    .flatMap(name -> reference(name).stream()).toList());
            publish(target.withAnnotations(Map.of()), id, all);
        }
    }

    private static Optional<ImageReference> reference(String name) {
        try {
            return Optional.of(ImageReference.parse(name).withDefaultTag());
        } catch (InvalidReference e) {
            return Optional.empty();
        }
    }

    /** Takes the document and what it leads to. Of an index, platforms that are not in the archive are left out. */
    private boolean take(SpooledArchive archive, Lease lease, Descriptor descriptor,
            List<Manifest> manifests) throws IOException {
        Optional<byte[]> content = content(archive, lease, descriptor);
        if (content.isEmpty()) {
            return false;
        }
        ImageDocument document = ImageDocument.parse(content.get(), descriptor.mediaType(), descriptor.digest().toString());
        if (document instanceof Manifest manifest) {
            if (!manifest.config().mediaType().isImageConfig()) {
                return true;
            }
            Optional<byte[]> config = content(archive, lease, manifest.config());
            if (config.isEmpty()) {
                return false;
            }
            ImageConfig parsed = ImageConfig.parse(config.get(), "the configuration " + manifest.config().digest());
            if (parsed.diffIds().size() != manifest.layers().size()) {
                throw new IOException("the image " + descriptor.digest() + " has " + manifest.layers().size()
                        + " layers but its configuration names " + parsed.diffIds().size());
            }
            for (int i = 0; i < manifest.layers().size(); i++) {
                layer(archive, lease, manifest.layers().get(i), parsed.diffIds().get(i));
            }
            store.put(manifest.config().digest(), config.get());
            manifests.add(manifest);
        } else {
            for (Descriptor child : document.references()) {
                if (!child.mediaType().isIndex()) {
                    take(archive, lease, child, manifests);
                }
            }
        }
        store.put(descriptor.digest(), content.get());
        return true;
    }

    /** From the archive, or from the store: an archive may leave out what the other side has. */
    private Optional<byte[]> content(SpooledArchive archive, Lease lease, Descriptor descriptor) throws IOException {
        lease.add(List.of(descriptor.digest()));
        Optional<SpooledFile> file = archive.file(descriptor.digest());
        if (file.isEmpty()) {
            return store.has(descriptor.digest()) ? Optional.of(store.read(descriptor)) : Optional.empty();
        }
        if (file.get().size() != descriptor.size()) {
            throw new IOException(descriptor.digest() + " has " + file.get().size() + " bytes where the archive says "
                    + descriptor.size());
        }
        return Optional.of(store.has(descriptor.digest()) ? store.read(descriptor)
                : document(file.get(), descriptor.digest().toString()));
    }

    private void layer(SpooledArchive archive, Lease lease, Descriptor layer, DiffId diffId) throws IOException {
        lease.add(List.of(layer.digest(), diffId.digest()));
        Optional<SpooledFile> file = archive.file(layer.digest());
        if (file.isEmpty()) {
            if (store.has(layer.digest())) {
                verify(store.path(layer.digest()), layer.digest(), diffId);
                return;
            }
            throw new IOException("the layer " + layer.digest() + " is not in this archive");
        }
        if (file.get().size() != layer.size()) {
            throw new IOException("the layer " + layer.digest() + " has " + file.get().size() + " bytes where the archive says "
                    + layer.size());
        }
        adopt(file.get(), diffId);
    }

    private void adopt(SpooledFile file, DiffId diffId) throws IOException {
        if (store.has(file.digest())) {
            verify(store.path(file.digest()), file.digest(), diffId);
            return;
        }
        verify(file.path(), file.digest(), diffId);
        store.adopt(file.path(), file.digest());
    }

    private void verify(Path blob, Digest digest, DiffId diffId) throws IOException {
        if (store.layers().archive(diffId).map(known -> known.blob().equals(digest)).orElse(false)) {
            return;
        }
        try (InputStream in = Files.newInputStream(blob)) {
            store.layers().read(in, digest, diffId, LayerUnpacker.NONE);
        }
    }

    private void loadDocker(SpooledArchive archive, Lease lease, JsonObject image) throws IOException {
        SpooledFile configFile = file(archive, image.string("Config"));
        byte[] config = document(configFile, "the configuration " + image.string("Config"));
        ImageConfig parsed = ImageConfig.parse(config, "the configuration " + SpooledArchive.printable(image.string("Config")));
        List<String> names = image.strings("Layers");
        if (names.size() != parsed.diffIds().size()) {
            throw new IOException("manifest.json in this archive names " + names.size()
                    + " layers, and the image's configuration "
                    + parsed.diffIds().size());
        }
        List<Descriptor> layers = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            SpooledFile file = file(archive, names.get(i));
            lease.add(List.of(file.digest(), parsed.diffIds().get(i).digest()));
            MediaType type = store.has(file.digest()) ? type(store.path(file.digest())) : type(file.path());
            adopt(file, parsed.diffIds().get(i));
            layers.add(new Descriptor(type, file.digest(), file.size()));
        }
        lease.add(List.of(configFile.digest()));
        store.put(configFile.digest(), config);
        Manifest manifest = new Manifest(MediaType.OCI_MANIFEST,
                new Descriptor(MediaType.OCI_CONFIG, configFile.digest(), config.length), layers);
        lease.add(List.of(Digest.of(manifest.toBytes())));
        Descriptor target = store.put(MediaType.OCI_MANIFEST, manifest.toBytes());
        publish(target, configFile.digest(), image.strings("RepoTags").stream().flatMap(name -> reference(name).stream())
                .toList());
    }

    private static MediaType type(Path file) throws IOException {
        try (InputStream in = LayerCompression.peekable(Files.newInputStream(file))) {
            return LayerCompression.peek(in).layerType();
        }
    }

    private static SpooledFile file(SpooledArchive archive, String name) throws IOException {
        return archive.file(name).orElseThrow(() ->
                new IOException("manifest.json names " + SpooledArchive.printable(name) + ", which is not in this archive"));
    }

    private void publish(Descriptor target, Digest id, List<ImageReference> names) throws IOException {
        if (names.isEmpty()) {
            store.keep(target);
            loaded.add(new Loaded(Optional.empty(), id, Optional.empty()));
        }
        for (ImageReference name : names) {
            Optional<Digest> before = new Inventory(store).lookup(name.toString()).map(Image::id).filter(old -> !old.equals(id));
            store.tag(name, target);
            loaded.add(new Loaded(Optional.of(name), id, before));
        }
    }
}
