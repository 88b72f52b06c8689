package minidocker.images.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import minidocker.images.Descriptor;
import minidocker.images.ImageDocument;
import minidocker.images.Index;
import minidocker.images.Manifest;
import minidocker.images.MediaType;

/**
 * The same image in OCI's dialect, beside one that came in Docker's. Readers of image layouts pass over Docker's media types
 * (skopeo 1.9 does not find such an image), and the original must stay as it is, because its digest is the image's. The twin's
 * documents point to the same configuration and layers; only names of types differ.
 */
final class OciTwin {
    /** On the twin's entry in index.json: the digest of the original. */
    static final String ANNOTATION = "minidocker.converted.from";

    private static final Map<MediaType, MediaType> TYPES = Map.of(MediaType.DOCKER_MANIFEST_LIST, MediaType.OCI_INDEX,
            MediaType.DOCKER_MANIFEST, MediaType.OCI_MANIFEST, MediaType.DOCKER_CONFIG, MediaType.OCI_CONFIG,
            MediaType.DOCKER_LAYER, MediaType.OCI_LAYER, MediaType.DOCKER_LAYER_GZIP, MediaType.OCI_LAYER_GZIP,
            new MediaType("application/vnd.docker.image.rootfs.diff.tar.zstd"), MediaType.OCI_LAYER_ZSTD,
            new MediaType("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"),
            new MediaType("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"));

    private final ContentStore store;

    OciTwin(ContentStore store) {
        this.store = store;
    }

    static boolean isNeeded(Descriptor original) {
        return original.mediaType().equals(MediaType.DOCKER_MANIFEST) || original.mediaType()
                .equals(MediaType.DOCKER_MANIFEST_LIST);
    }

    /** Writes the twin's documents. Of a list, what is not here is left out. */
    Descriptor write(Descriptor original) throws IOException {
        ImageDocument document = store.document(original);
        Descriptor twin;
        if (document instanceof Manifest manifest) {
            twin = store.put(MediaType.OCI_MANIFEST, new Manifest(MediaType.OCI_MANIFEST, renamed(manifest.config()),
                    manifest.layers().stream().map(OciTwin::renamed).toList(), manifest.annotations(), manifest.others())
                            .toBytes());
        } else {
            List<Descriptor> manifests = new ArrayList<>();
            for (Descriptor child : document.references()) {
                if (store.has(child.digest())) {
                    Descriptor converted = isNeeded(child) ? write(child) : child;
                    manifests.add(child.platform().map(converted::withPlatform).orElse(converted));
                }
            }
            twin = store.put(MediaType.OCI_INDEX, new Index(MediaType.OCI_INDEX, manifests).toBytes());
        }
        return twin.withAnnotations(Map.of(ANNOTATION, original.digest().toString()));
    }

    private static Descriptor renamed(Descriptor part) {
        return new Descriptor(TYPES.getOrDefault(part.mediaType(), part.mediaType()), part.digest(), part.size(), part.platform(),
                part.annotations(), part.others());
    }
}
