package minidocker.images;

import java.util.Set;

/**
 * What some bytes are (OCI image specification, media-types.md; Docker's "Image Manifest Version 2, Schema 2"). Types we do not
 * know are kept as they are: an image may carry a signature or a helm chart.
 */
public record MediaType(String name) {
    public static final MediaType OCI_INDEX = new MediaType("application/vnd.oci.image.index.v1+json");
    public static final MediaType OCI_MANIFEST = new MediaType("application/vnd.oci.image.manifest.v1+json");
    public static final MediaType OCI_CONFIG = new MediaType("application/vnd.oci.image.config.v1+json");
    public static final MediaType OCI_LAYER = new MediaType("application/vnd.oci.image.layer.v1.tar");
    public static final MediaType OCI_LAYER_GZIP = new MediaType("application/vnd.oci.image.layer.v1.tar+gzip");
    public static final MediaType OCI_LAYER_ZSTD = new MediaType("application/vnd.oci.image.layer.v1.tar+zstd");

    public static final MediaType DOCKER_MANIFEST_LIST = new MediaType("application/vnd.docker.distribution.manifest.list.v2+json");
    public static final MediaType DOCKER_MANIFEST = new MediaType("application/vnd.docker.distribution.manifest.v2+json");
    public static final MediaType DOCKER_CONFIG = new MediaType("application/vnd.docker.container.image.v1+json");
    public static final MediaType DOCKER_LAYER_GZIP = new MediaType("application/vnd.docker.image.rootfs.diff.tar.gzip");
    public static final MediaType DOCKER_LAYER = new MediaType("application/vnd.docker.image.rootfs.diff.tar");

    private static final Set<String> SCHEMA_1 = Set.of(
            "application/vnd.docker.distribution.manifest.v1+json", "application/vnd.docker.distribution.manifest.v1+prettyjws");

    /** How a layer's archive is compressed. */
    public enum Compression { NONE, GZIP, ZSTD }

    /** From a Content-Type header: parameters are dropped. */
    public static MediaType ofHeader(String contentType) {
        int semicolon = contentType.indexOf(';');
        return new MediaType((semicolon < 0 ? contentType : contentType.substring(0, semicolon)).trim());
    }

    public boolean isIndex() {
        return equals(OCI_INDEX) || equals(DOCKER_MANIFEST_LIST);
    }

    public boolean isManifest() {
        return equals(OCI_MANIFEST) || equals(DOCKER_MANIFEST);
    }

    /** Docker's first manifest format, gone from every engine. */
    public boolean isSchema1() {
        return SCHEMA_1.contains(name);
    }

    public boolean isImageConfig() {
        return equals(OCI_CONFIG) || equals(DOCKER_CONFIG);
    }

    /** Layers that may not be pushed to a registry and come with URLs of their own (Windows base images). */
    public boolean isForeignLayer() {
        return name.startsWith("application/vnd.docker.image.rootfs.foreign.diff.tar")
                || name.startsWith("application/vnd.oci.image.layer.nondistributable.v1.tar");
    }

    public boolean isLayer() {
        return isForeignLayer() || name.startsWith("application/vnd.oci.image.layer.v1.tar")
                || name.startsWith("application/vnd.docker.image.rootfs.diff.tar");
    }

    public Compression compression() {
        if (name.endsWith("+gzip") || name.endsWith(".gzip")) {
            return Compression.GZIP;
        }
        return name.endsWith("+zstd") || name.endsWith(".zstd") ? Compression.ZSTD : Compression.NONE;
    }

    @Override
    public String toString() {
        return name;
    }
}
