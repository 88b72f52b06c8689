package minidocker.images.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import minidocker.images.Descriptor;
import minidocker.images.Digest;
import minidocker.images.ImageConfig;
import minidocker.images.ImageDocument;
import minidocker.images.Manifest;

/**
 * Mark and sweep: what the names lead to stays, and what is leased; the rest goes. Runs with the store's lock held, so no name
 * and no lease can appear in between. Each file is removed by itself: stopped anywhere, it has done a part of its work and no
 * harm.
 */
public final class GarbageCollection {
    /** After a week nobody comes back for the rest of a download. */
    private static final Duration KEEP_PARTIALS = Duration.ofDays(7);
    /** A file that is being written is younger; one that a crash left gets older. */
    private static final Duration KEEP_TEMPORARIES = Duration.ofHours(1);

    private final StoreLayout layout;
    private final LayoutIndex index;
    private final Layers layers;
    private final Set<Digest> marked = new HashSet<>();

    /** What was removed, and how many bytes it had. */
    public record Result(List<Digest> removed, long bytes) {}

    GarbageCollection(StoreLayout layout, LayoutIndex index, Layers layers) {
        this.layout = layout;
        this.index = index;
        this.layers = layers;
    }

    Result run() throws IOException {
        for (Descriptor root : index.read().manifests()) {
            mark(root);
        }
        marked.addAll(Lease.held(layout));
        List<Digest> removed = new ArrayList<>();
        long bytes = 0;
        for (Digest.Algorithm algorithm : Digest.Algorithm.values()) {
            Path folder = layout.blobs().resolve(algorithm.prefix());
            for (Path file : list(folder)) {
                String name = file.getFileName().toString();
                if (name.endsWith(".tmp")) {
                    removeIfOlder(file, KEEP_TEMPORARIES);
                } else if (!marked.contains(new Digest(algorithm, name))) {
                    bytes += Files.size(file);
                    Files.delete(file);
                    removed.add(new Digest(algorithm, name));
                }
            }
        }
        bytes += layers.sweep(marked);
        for (Path partial : list(layout.ingest())) {
            removeIfOlder(partial, KEEP_PARTIALS);
        }
        return new Result(List.copyOf(removed), bytes);
    }

    private void mark(Descriptor descriptor) throws IOException {
        boolean document = descriptor.mediaType().isIndex() || descriptor.mediaType().isManifest();
        if (!marked.add(descriptor.digest()) || !document || !Files.exists(layout.blob(descriptor.digest()))) {
            return;
        }
        byte[] content = Files.readAllBytes(layout.blob(descriptor.digest()));
        ImageDocument parsed = ImageDocument.parse(content, descriptor.mediaType(), layout.blob(descriptor.digest()).toString());
        if (parsed instanceof Manifest manifest && manifest.config().mediaType().isImageConfig()) {
            markLayers(manifest.config());
        }
        for (Descriptor child : parsed.references()) {
            mark(child);
        }
    }

    /** Unpacked layers are shared: one stays as long as any image's configuration names it. */
    private void markLayers(Descriptor config) throws IOException {
        Path file = layout.blob(config.digest());
        if (Files.exists(file)) {
            ImageConfig.parse(Files.readAllBytes(file), file.toString()).diffIds().forEach(diffId -> marked.add(diffId.digest()));
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            files.forEach(all::add);
        }
        return all;
    }

    static void removeIfOlder(Path file, Duration age) throws IOException {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(Instant.now().minus(age))) {
            Files.deleteIfExists(file);
        }
    }
}
