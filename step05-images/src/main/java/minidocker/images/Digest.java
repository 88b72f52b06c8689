package minidocker.images;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The name of some bytes by their hash, {@code sha256:64 lower-case hex digits} (OCI image specification, descriptor.md). Whoever
 * has the digest can check the bytes, wherever they come from.
 */
public record Digest(Algorithm algorithm, String hex) implements Comparable<Digest> {

    /** The registered algorithms. Both are in every JDK. */
    public enum Algorithm {
        SHA256("sha256", "SHA-256", 64),
        SHA512("sha512", "SHA-512", 128);

        private final String prefix;
        private final String javaName;
        private final int digits;

        Algorithm(String prefix, String javaName, int digits) {
            this.prefix = prefix;
            this.javaName = javaName;
            this.digits = digits;
        }

        public String prefix() {
            return prefix;
        }

        public MessageDigest newMessageDigest() {
            try {
                return MessageDigest.getInstance(javaName);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("this JDK has no " + javaName, e);
            }
        }
    }

    public Digest {
        if (hex.length() != algorithm.digits) {
            throw new InvalidReference("invalid checksum digest length: a " + algorithm.prefix + " digest has " + algorithm.digits
                    + " hex digits, not " + hex.length());
        }
        if (!hex.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
            throw new InvalidReference("invalid checksum digest format: \"" + hex + "\" is not lower-case hexadecimal");
        }
    }

    /** @throws InvalidReference if it is not {@code algorithm:hex} with one of the known algorithms */
    public static Digest parse(String text) {
        int colon = text.indexOf(':');
        if (colon <= 0 || colon == text.length() - 1) {
            throw new InvalidReference("invalid checksum digest format: \"" + text + "\" is not of the form sha256:HEX");
        }
        String prefix = text.substring(0, colon);
        for (Algorithm algorithm : Algorithm.values()) {
            if (algorithm.prefix.equals(prefix)) {
                return new Digest(algorithm, text.substring(colon + 1));
            }
        }
        throw new InvalidReference("unsupported digest algorithm \"" + prefix + "\": only sha256 and sha512 are known");
    }

    /** The SHA-256 digest of these bytes. */
    public static Digest of(byte[] content) {
        return of(Algorithm.SHA256, Algorithm.SHA256.newMessageDigest().digest(content));
    }

    /** The digest that a {@link MessageDigest} of this algorithm came to. */
    public static Digest of(Algorithm algorithm, byte[] hash) {
        return new Digest(algorithm, HexFormat.of().formatHex(hash));
    }

    // tag::matches[]
    /** True if these are the bytes that the digest names. */
    public boolean matches(byte[] content) {
        return equals(of(algorithm, algorithm.newMessageDigest().digest(content)));
    }
    // end::matches[]

    /** The first twelve hex digits: what Docker shows where there is little room. */
    public String shortHex() {
        return hex.substring(0, 12);
    }

    @Override
    public int compareTo(Digest other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return algorithm.prefix + ":" + hex;
    }
}
