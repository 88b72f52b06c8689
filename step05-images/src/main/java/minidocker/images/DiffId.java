package minidocker.images;

/**
 * The digest of a layer's <em>uncompressed</em> tar archive (OCI image specification, config.md, "Layer DiffID"). The layer's
 * descriptor has the digest of the compressed one. Both look the same and naming the one where the other belongs is a classic
 * mistake, hence a type of its own.
 */
public record DiffId(Digest digest) {

    public static DiffId parse(String text) {
        return new DiffId(Digest.parse(text));
    }

    @Override
    public String toString() {
        return digest.toString();
    }
}
