package minidocker.images.pull;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import minidocker.cli.UserError;
import minidocker.images.Descriptor;
import minidocker.images.DiffId;
import minidocker.images.ImageConfig;
import minidocker.images.ImageDocument;
import minidocker.images.ImageReference;
import minidocker.images.Index;
import minidocker.images.Manifest;
import minidocker.images.Platform;
import minidocker.images.registry.DigestMismatch;
import minidocker.images.registry.Registry;
import minidocker.images.registry.RegistryException;
import minidocker.images.registry.RegistrySettings;
import minidocker.images.store.ContentStore;
import minidocker.images.store.LayerUnpacker;
import minidocker.images.store.Lease;
import minidocker.json.MalformedJson;

/**
 * Brings an image from its registry into the store. Everything is verified on the way; the name is given last, so that whatever
 * happens, it stands for a whole image.
 */
public final class Pull {
    /** Docker's code for an image that could not be pulled. */
    private static final int FAILED = 1;
    /** A configuration is read into memory; the largest known have some hundred kilobytes. */
    private static final long MAX_CONFIG_BYTES = 8 << 20;

    private final ContentStore store;
    private final RegistrySettings settings;
    private final PullListener listener;
    private final LayerUnpacker unpacker;

    /** Layers are verified, and unpacked when somebody needs their files. */
    public Pull(ContentStore store, RegistrySettings settings, PullListener listener) {
        this(store, settings, listener, LayerUnpacker.NONE);
    }

    /** @param unpacker gets each new layer while it comes in; several at a time */
    public Pull(ContentStore store, RegistrySettings settings, PullListener listener, LayerUnpacker unpacker) {
        this.store = store;
        this.settings = settings;
        this.unpacker = unpacker;
        this.listener = new SerialListener(listener);
    }

    /**
     * Pulls one image.
     *
     * @param wanted the platform, if the user said one; else this machine's best
     * @throws UserError with the sentence for the user
     */
    public Pulled pull(ImageReference asked, Optional<Platform> wanted) {
        ImageReference reference = asked.withDefaultTag();
        try {
            Pulled pulled = pull(Registry.open(reference.domain(), settings), reference, wanted);
            status(pulled, reference.familiar());
            return pulled;
        } catch (IOException e) {
            throw failure(e, reference);
        }
    }

    /** Pulls every tag of the repository ({@code pull -a}). */
    public List<Pulled> pullAll(ImageReference repository, Optional<Platform> wanted) {
        List<Pulled> all = new ArrayList<>();
        try {
            Registry registry = Registry.open(repository.domain(), settings);
            for (String tag : registry.tags(repository.path())) {
                all.add(pull(registry, repository.withTag(tag), wanted));
            }
        } catch (IOException e) {
            throw failure(e, repository);
        }
        if (!all.isEmpty()) {
            Pulled any = all.stream().filter(Pulled::newer).findFirst().orElse(all.get(0));
            status(any, repository.familiarName());
        }
        return all;
    }

    private void status(Pulled pulled, String name) {
        listener.event(new PullEvent.Line("Status: "
                + (pulled.newer() ? "Downloaded newer image for " : "Image is up to date for ") + name));
    }

    private Pulled pull(Registry registry, ImageReference reference, Optional<Platform> wanted) throws IOException {
        String id = reference.digest().isPresent() ? reference.digest().get().toString() : reference.tag().orElseThrow();
        Fetched fetched = fetchDocument(registry, reference);
        listener.event(new PullEvent.Started(id, reference.path()));
        try (Lease lease = store.lease()) {
            lease.add(List.of(fetched.descriptor.digest()));
            Descriptor chosen = fetched.document instanceof Index index ? select(index, wanted) : fetched.descriptor;
            lease.add(List.of(chosen.digest()));
            byte[] content = fetched.document instanceof Manifest ? fetched.content : manifest(registry, reference, chosen);
            Manifest manifest = manifest(content, chosen);
            lease.add(manifest.references().stream().map(Descriptor::digest).toList());
            boolean known = store.has(manifest.config().digest());
            boolean newer = !known || !store.resolve(nameOf(reference, fetched.descriptor))
                    .map(old -> old.digest().equals(fetched.descriptor.digest())).orElse(false);
            ImageConfig config = config(registry, reference, manifest);
            check(manifest, config, chosen, reference, wanted);
            lease.add(config.diffIds().stream().map(DiffId::digest).toList());
            newer |= new LayerDownloads(store, registry, reference.path(), listener, unpacker)
                    .run(manifest.layers(), config.diffIds(), known);
            store.put(chosen.digest(), content);
            store.put(fetched.descriptor.digest(), fetched.content);
            publish(reference, fetched.descriptor);
            listener.event(new PullEvent.Line("Digest: " + fetched.descriptor.digest()));
            return new Pulled(reference, fetched.descriptor, chosen, newer);
        }
    }

    private record Fetched(Descriptor descriptor, byte[] content, ImageDocument document) {}

    /** What is in the store already is asked for by HEAD only, which registries that count pulls do not count. */
    private Fetched fetchDocument(Registry registry, ImageReference reference) throws IOException {
        Optional<Descriptor> known = store.resolve(reference.digest().isPresent() ? reference.withDigest(reference.digest().get())
                : reference);
        if (known.isPresent() && store.has(known.get().digest())) {
            Optional<Descriptor> current = registry.head(reference);
            if (current.isPresent() && current.get().digest().equals(known.get().digest())) {
                byte[] content = store.read(known.get());
                return new Fetched(known.get(), content, store.document(known.get()));
            }
        }
        Registry.Fetched fetched = registry.manifest(reference);
        ImageDocument document = ImageDocument.parse(fetched.content(), fetched.descriptor().mediaType(),
                "the manifest of " + reference.familiar());
        Descriptor descriptor = new Descriptor(document.mediaType(), fetched.descriptor().digest(), fetched.content().length);
        return new Fetched(descriptor, fetched.content(), document);
    }

    private static Descriptor select(Index index, Optional<Platform> wanted) throws IOException {
        Platform platform = wanted.orElseGet(Platform::host);
        return index.select(platform).orElseThrow(() ->
                new RegistryException("no matching manifest for " + platform + " in the manifest list entries"));
    }

    private byte[] manifest(Registry registry, ImageReference reference, Descriptor chosen) throws IOException {
        return store.has(chosen.digest()) ? store.read(chosen) : registry.manifest(reference.path(), chosen).content();
    }

    private static Manifest manifest(byte[] content, Descriptor chosen) throws IOException {
        if (ImageDocument.parse(content, chosen.mediaType(), "the manifest " + chosen.digest()) instanceof Manifest manifest) {
            return manifest;
        }
        throw new MalformedJson("the manifest " + chosen.digest() + " is an index inside an index, which no engine supports");
    }

    private ImageConfig config(Registry registry, ImageReference reference, Manifest manifest) throws IOException {
        Descriptor descriptor = manifest.config();
        if (!descriptor.mediaType().isImageConfig()) {
            throw new RegistryException(reference.familiar() + " is no image that can be run but something of the type "
                    + descriptor.mediaType());
        }
        if (descriptor.size() > MAX_CONFIG_BYTES) {
            throw new RegistryException("the configuration of " + reference.familiar() + " has " + descriptor.size()
                    + " bytes, more than any image needs");
        }
        if (!store.has(descriptor.digest())) {
            try (var blob = registry.blob(reference.path(), descriptor)) {
                store.put(descriptor.digest(), blob.readAllBytes());
            }
        }
        return ImageConfig.parse(store.read(descriptor), "the configuration of " + reference.familiar());
    }

    private static void check(Manifest manifest, ImageConfig config, Descriptor chosen, ImageReference reference,
            Optional<Platform> wanted)
            throws IOException {
        if (manifest.layers().size() != config.diffIds().size()) {
            throw new RegistryException(reference.familiar() + " has " + manifest.layers().size()
                    + " layers but its configuration names "
                    + config.diffIds().size());
        }
        for (Descriptor layer : manifest.layers()) {
            if (layer.mediaType().isForeignLayer()) {
                // Docker fetches such layers on Windows only, whose images have them. A manifest that makes us ask any server for
                // anything is not worth a use that nobody has here.
                throw new RegistryException("the layer " + layer.digest() + " of " + reference.familiar()
                        + " is foreign: its maker keeps it out of registries" + (layer.urls().isEmpty() ? "" : ", at "
                        + printable(layer.urls().get(0))) + ", and such layers are of Windows images, which do not run here");
            }
            if (!layer.mediaType().isLayer()) {
                throw new RegistryException("unsupported media type " + layer.mediaType() + " for a layer of "
                        + reference.familiar());
            }
        }
        if (chosen.platform().isEmpty() && wanted.isPresent() && wanted.get().rank(config.platform()) < 0) {
            throw new RegistryException("image with reference " + reference.familiar()
                    + " was found but does not match the specified platform: wanted " + wanted.get() + ", actual: "
                            + config.platform());
        }
    }

    /** For a terminal: it comes from whoever wrote the manifest. */
    private static String printable(String url) {
        return url.codePoints().limit(200).map(c -> c > ' ' && c < 0x7f ? c : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    /** The digest's own name stays when the tag moves on: then the old image is still known by it. */
    private void publish(ImageReference reference, Descriptor target) throws IOException {
        store.tag(reference.withDigest(target.digest()), target);
        if (reference.digest().isEmpty()) {
            store.tag(reference, target);
        }
    }

    private static ImageReference nameOf(ImageReference reference, Descriptor target) {
        return reference.digest().isPresent() ? reference.withDigest(target.digest()) : reference;
    }

    private static UserError failure(IOException e, ImageReference reference) {
        // A download that another thread led comes wrapped.
        IOException cause = e.getCause() instanceof IOException inner ? inner : e;
        if (cause instanceof RegistryException registry) {
            return error(registry.about(reference), e);
        }
        if (cause instanceof DigestMismatch || cause instanceof MalformedJson || cause instanceof InterruptedIOException) {
            return error(cause.getMessage(), e);
        }
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return error("pulling " + reference.familiar() + " failed: " + reason, e);
    }

    private static UserError error(String sentence, IOException cause) {
        UserError error = new UserError(sentence, FAILED);
        error.initCause(cause);
        return error;
    }
}
