package minidocker.images.store;

import java.nio.file.Path;
import minidocker.images.DiffId;
import minidocker.images.Digest;

/**
 * Where things lie in the store's folder.
 *
 * <pre>
 * oci-layout                 {"imageLayoutVersion":"1.0.0"}
 * index.json                 one descriptor a reference
 * blobs/sha256/HEX           manifests, indexes, configurations, layers
 * ingest/sha256-HEX.part     the beginning of a blob, whose download goes on some time
 * layers/sha256/HEX/archive  of a layer by its diff ID: the blob that was found to unpack to it, and the archive's bytes
 * layers/sha256/HEX/fs       its files, once they were unpacked
 * layers/sha256/HEX/fs-mapped  the same, unpacked by root of a user namespace: an ordinary user's engine, which can give files to
 *                            other users, as the user alone cannot
 * layers/sha256/.new-RANDOM   a layer that is being unpacked, locked by who does it
 * leases/RANDOM              digests that a running pull needs though nothing refers to them yet
 * lock                       held while index.json changes and while garbage is collected
 * </pre>
 *
 * The first three are the OCI image layout (image-layout.md); its readers do not mind the others.
 */
record StoreLayout(Path root) {

    Path marker() {
        return root.resolve("oci-layout");
    }

    Path index() {
        return root.resolve("index.json");
    }

    Path blobs() {
        return root.resolve("blobs");
    }

    Path blob(Digest digest) {
        return blobs().resolve(digest.algorithm().prefix()).resolve(digest.hex());
    }

    Path ingest() {
        return root.resolve("ingest");
    }

    Path partial(Digest digest) {
        return ingest().resolve(digest.algorithm().prefix() + "-" + digest.hex() + ".part");
    }

    Path layers() {
        return root.resolve("layers");
    }

    Path layer(DiffId diffId) {
        return layers().resolve(diffId.digest().algorithm().prefix()).resolve(diffId.digest().hex());
    }

    Path leases() {
        return root.resolve("leases");
    }

    Path lock() {
        return root.resolve("lock");
    }
}
