package minidocker.images;

import java.util.Locale;
import java.util.Optional;

/**
 * The full name of an image, with everything that Docker lets the user leave out filled in: {@code ubuntu} is
 * {@code docker.io/library/ubuntu}. The tag is not filled in; {@link #withDefaultTag} does it where a command wants one.
 *
 * @param domain the registry as users write it, port included: {@code docker.io}, {@code localhost:5000}, {@code [::1]:5000}
 * @param path   the repository inside the registry, at most 255 characters
 */
public record ImageReference(String domain, String path, Optional<String> tag, Optional<Digest> digest) {
    public static final String DOCKER_HUB = "docker.io";
    private static final String LEGACY_DOCKER_HUB = "index.docker.io";
    private static final String OFFICIAL = "library/";
    private static final int MAX_PATH = 255;

    public ImageReference {
        if (!ReferenceGrammar.isDomain(domain) || !ReferenceGrammar.isPath(path)
                || !tag.map(ReferenceGrammar::isTag).orElse(true)) {
            throw new InvalidReference("invalid reference format");
        }
        if (path.length() > MAX_PATH) {
            throw new InvalidReference("repository name must not be more than " + MAX_PATH + " characters");
        }
    }

    /**
     * Reads a name as users write it, by Docker's rules.
     *
     * @throws InvalidReference in Docker's words
     */
    public static ImageReference parse(String text) {
        if (ReferenceGrammar.isImageId(text)) {
            throw new InvalidReference("invalid repository name (" + text + "), cannot specify 64-byte hexadecimal strings");
        }
        ReferenceGrammar.Parts parts = ReferenceGrammar.Parts.split(text);
        String name = parts.name();
        if (name.isEmpty()) {
            throw new InvalidReference(text.isEmpty()
                    ? "repository name must have at least one component" : "invalid reference format");
        }
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        String domain = DOCKER_HUB;
        String path = name;
        if (slash >= 0 && looksLikeDomain(first)) {
            domain = first.equals(LEGACY_DOCKER_HUB) ? DOCKER_HUB : first;
            path = name.substring(slash + 1);
        }
        if (domain.equals(DOCKER_HUB) && path.indexOf('/') < 0) {
            path = OFFICIAL + path;
        }
        String lower = path.toLowerCase(Locale.ROOT);
        if (!lower.equals(path) && ReferenceGrammar.isPath(lower)) {
            throw new InvalidReference("invalid reference format: repository name (" + path + ") must be lowercase");
        }
        return new ImageReference(domain, path, Optional.ofNullable(parts.tag()), Optional.ofNullable(parts.digest())
                .map(Digest::parse));
    }

    // tag::domain[]
    /** The first component is a registry if it could not be part of a Docker Hub name. */
    private static boolean looksLikeDomain(String first) {
        return first.equals("localhost") || first.indexOf('.') >= 0 || first.indexOf(':') >= 0
                || !first.equals(first.toLowerCase(Locale.ROOT));
    }
    // end::domain[]

    /** Domain and path, without tag and digest. */
    public String name() {
        return domain + "/" + path;
    }

    /** The name as users write it: {@code ubuntu}, {@code user/app}, {@code localhost:5000/app}. */
    public String familiarName() {
        if (!domain.equals(DOCKER_HUB)) {
            return name();
        }
        boolean official = path.startsWith(OFFICIAL) && path.indexOf('/', OFFICIAL.length()) < 0;
        return official ? path.substring(OFFICIAL.length()) : path;
    }

    /** The shortest text that {@link #parse} reads as this reference. */
    public String familiar() {
        return familiarName() + suffix();
    }

    /** This reference, or with the tag {@code latest} if it has neither tag nor digest. */
    public ImageReference withDefaultTag() {
        return tag.isPresent() || digest.isPresent() ? this : withTag("latest");
    }

    /** The same repository with this tag and no digest. */
    public ImageReference withTag(String newTag) {
        return new ImageReference(domain, path, Optional.of(newTag), Optional.empty());
    }

    /** The same repository with this digest and no tag. */
    public ImageReference withDigest(Digest newDigest) {
        return new ImageReference(domain, path, Optional.empty(), Optional.of(newDigest));
    }

    public ImageReference nameOnly() {
        return new ImageReference(domain, path, Optional.empty(), Optional.empty());
    }

    private String suffix() {
        return tag.map(t -> ":" + t).orElse("") + digest.map(d -> "@" + d).orElse("");
    }

    /** The canonical form, with nothing left out. */
    @Override
    public String toString() {
        return name() + suffix();
    }
}
