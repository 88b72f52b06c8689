package minidocker.images.inventory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import minidocker.cli.UserError;
import minidocker.images.Descriptor;
import minidocker.images.DiffId;
import minidocker.images.Digest;
import minidocker.images.ImageConfig;
import minidocker.images.ImageDocument;
import minidocker.images.ImageReference;
import minidocker.images.Index;
import minidocker.images.InvalidReference;
import minidocker.images.Manifest;
import minidocker.images.Platform;
import minidocker.images.store.ContentStore;
import minidocker.images.store.Layers;
import minidocker.images.store.StoredReference;
import minidocker.json.MalformedJson;

/** What images there are, and which one a user means. */
public final class Inventory {
    private static final Pattern ID_PREFIX = Pattern.compile("(sha256:)?[0-9a-f]{1,64}");
    private static final int FAILED = 1;

    private final ContentStore store;

    public Inventory(ContentStore store) {
        this.store = store;
    }

    public ContentStore store() {
        return store;
    }

    /** All images, the youngest first. */
    public List<Image> all() throws IOException {
        Map<Digest, List<ImageReference>> names = new LinkedHashMap<>();
        Map<Digest, Descriptor> targets = new LinkedHashMap<>();
        for (StoredReference reference : store.references()) {
            targets.putIfAbsent(reference.target().digest(), reference.target());
            names.computeIfAbsent(reference.target().digest(), digest -> new ArrayList<>()).add(reference.name());
        }
        for (Descriptor nameless : store.nameless()) {
            targets.putIfAbsent(nameless.digest(), nameless);
        }
        // One image can have come twice, in an index and alone: it is one all the same.
        Map<Digest, Image> byId = new LinkedHashMap<>();
        for (Descriptor target : targets.values()) {
            Optional<Image> image = read(target, names.getOrDefault(target.digest(), List.of()));
            image.ifPresent(found -> byId.merge(found.id(), found, Inventory::joined));
        }
        List<Image> all = new ArrayList<>(byId.values());
        all.sort(Comparator.comparing((Image image) -> image.created().orElse(java.time.Instant.EPOCH)).reversed()
                .thenComparing(image -> image.id()));
        return all;
    }

    private static Image joined(Image a, Image b) {
        List<ImageReference> names = new ArrayList<>(a.names());
        names.addAll(b.names());
        names.sort(Comparator.comparing(ImageReference::toString));
        return new Image(List.copyOf(names), a.target(), a.descriptor(), a.manifest(), a.config(), a.layerBytes());
    }

    /** Empty if the target is something else than an image, a signature for instance, or incomplete. */
    private Optional<Image> read(Descriptor target, List<ImageReference> names) throws IOException {
        Optional<Descriptor> chosen = manifest(target);
        if (chosen.isEmpty()) {
            return Optional.empty();
        }
        try {
            Manifest manifest = (Manifest) store.document(chosen.get());
            if (!manifest.config().mediaType().isImageConfig()) {
                return Optional.empty();
            }
            ImageConfig config = ImageConfig.parse(store.read(manifest.config()), "the configuration of " + manifest.config()
                    .digest());
            List<Long> bytes = new ArrayList<>();
            for (int i = 0; i < manifest.layers().size(); i++) {
                long compressed = manifest.layers().get(i).size();
                DiffId diffId = i < config.diffIds().size() ? config.diffIds().get(i) : null;
                bytes.add(diffId == null ? compressed : store.layers().archive(diffId).map(Layers.Archive::bytes)
                        .orElse(compressed));
            }
            List<ImageReference> sorted = names.stream().sorted(Comparator.comparing(ImageReference::toString)).toList();
            return Optional.of(new Image(sorted, target, chosen.get(), manifest, config, List.copyOf(bytes)));
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    /** Of an index, what suits this machine best among that which is here. */
    private Optional<Descriptor> manifest(Descriptor target) throws IOException {
        if (!store.isComplete(target)) {
            return Optional.empty();
        }
        ImageDocument document = store.document(target);
        if (!(document instanceof Index index)) {
            return Optional.of(target);
        }
        List<Descriptor> here = new ArrayList<>();
        for (Descriptor manifest : index.manifests()) {
            if (!manifest.isAttestation() && !manifest.mediaType().isIndex() && store.isComplete(manifest)) {
                here.add(manifest);
            }
        }
        return new Index(index.mediaType(), here).select(Platform.host()).or(() -> here.stream().findFirst());
    }

    /**
     * The image that the user means: by a name, or by the beginning of its ID.
     *
     * @throws UserError in Docker's words
     */
    public Image find(String text) throws IOException {
        return lookup(text).orElseThrow(() -> new UserError("No such image: " + shown(text), FAILED));
    }

    /** As {@link #find}, for who can do without. */
    public Optional<Image> lookup(String text) throws IOException {
        List<Image> all = all();
        Optional<ImageReference> name = name(text);
        if (name.isPresent()) {
            ImageReference wanted = name.get();
            ImageReference stored = wanted.digest().isPresent() ? wanted.withDigest(wanted.digest().get()) : wanted;
            Optional<Image> named = all.stream().filter(image -> image.names().contains(stored)).findFirst();
            if (named.isPresent()) {
                return named;
            }
        }
        if (!ID_PREFIX.matcher(text).matches()) {
            return Optional.empty();
        }
        String prefix = text.startsWith("sha256:") ? text : "sha256:" + text;
        Map<Digest, Image> found = new HashMap<>();
        all.stream().filter(image -> image.id().toString().startsWith(prefix)).forEach(image -> found.put(image.id(), image));
        if (found.size() > 1) {
            throw new UserError("multiple IDs found with provided prefix: " + text, FAILED);
        }
        return found.values().stream().findFirst();
    }

    /**
     * As {@link #lookup}, for who wants what is in the image: of its names it may have that one alone. Where a name is given,
     * nothing is read but this image, however many there are.
     */
    public Optional<Image> content(String text) throws IOException {
        Optional<ImageReference> name = name(text);
        if (name.isPresent()) {
            ImageReference wanted = name.get();
            ImageReference stored = wanted.digest().isPresent() ? wanted.withDigest(wanted.digest().get()) : wanted;
            for (StoredReference reference : store.references()) {
                if (reference.name().equals(stored)) {
                    Optional<Image> image = read(reference.target(), List.of(stored));
                    if (image.isPresent()) {
                        return image;
                    }
                }
            }
        }
        return lookup(text);
    }

    /** The name in the text, with the tag that is implied; empty if it can only be an ID. */
    static Optional<ImageReference> name(String text) {
        try {
            return Optional.of(ImageReference.parse(text).withDefaultTag());
        } catch (InvalidReference e) {
            if (ID_PREFIX.matcher(text).matches()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static String shown(String text) {
        return name(text).map(ImageReference::familiar).orElse(text);
    }

    /** Keeps the image no longer for its own sake; names that it has stay. */
    void release(Image image) throws IOException {
        for (Descriptor nameless : store.nameless()) {
            if (read(nameless, List.of()).map(Image::id).equals(Optional.of(image.id()))) {
                store.release(nameless.digest());
            }
        }
    }

    /** Gives an image another name. */
    public void tag(Image image, ImageReference name) throws IOException {
        if (name.digest().isPresent()) {
            throw new UserError("refusing to create a tag with a digest reference", FAILED);
        }
        store.tag(name.withDefaultTag(), image.target());
    }
}
