package minidocker.images.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import minidocker.images.Descriptor;
import minidocker.images.Digest;
import minidocker.images.ImageReference;
import minidocker.images.InvalidReference;
import minidocker.images.MediaType;
import minidocker.json.Json;
import minidocker.json.JsonObject;

/**
 * A registry: the questions of the OCI distribution specification (and of Docker's v2, which it grew from) that reading needs.
 * Whatever comes back is verified against the digest it was asked by. Thread-safe; one object serves all layers of a pull.
 */
public final class Registry {
    /** What registries and engines agree on as the most a manifest may have. */
    private static final int MAX_MANIFEST_BYTES = 4 << 20;
    private static final int MAX_LIST_BYTES = 16 << 20;
    private static final String MANIFESTS = String.join(", ", List.of(MediaType.OCI_INDEX.name(), MediaType.OCI_MANIFEST.name(),
            MediaType.DOCKER_MANIFEST_LIST.name(), MediaType.DOCKER_MANIFEST.name()));

    private final String domain;
    private final RegistryHttp http;
    private final RegistrySettings settings;
    private final Credentials credentials;

    /** A document and what it turned out to be. */
    public record Fetched(Descriptor descriptor, byte[] content) {}

    /**
     * The registry of this domain, with the credentials that are kept for it. Nothing is sent yet.
     *
     * @param domain as in {@link ImageReference#domain}
     */
    public static Registry open(String domain, RegistrySettings settings) throws IOException {
        return new Registry(domain, settings, settings.credentials(domain));
    }

    public Registry(String domain, RegistrySettings settings, Credentials credentials) throws IOException {
        this.domain = domain;
        this.settings = settings;
        this.credentials = credentials;
        http = new RegistryHttp(new Endpoint(domain, settings), settings.retry(), credentials);
    }

    public String domain() {
        return domain;
    }

    RegistrySettings settings() {
        return settings;
    }

    /**
     * The manifest or index that the reference's digest names, or else its tag.
     *
     * @throws RegistryException if there is none; {@link RegistryException#about} words it for the user
     */
    public Fetched manifest(ImageReference reference) throws IOException {
        String path = reference.path();
        String which = reference.digest().map(Digest::toString).orElseGet(() -> reference.withDefaultTag().tag().orElseThrow());
        Answer response = http.send("GET", "/v2/" + path + "/manifests/" + which, Map.of("Accept", MANIFESTS),
                pull(path));
        byte[] content = content(response, MAX_MANIFEST_BYTES, "MANIFEST_UNKNOWN", "the manifest of " + reference.familiar());
        Optional<Digest> expected = reference.digest().or(() -> digestHeader(response.headers()));
        if (expected.isPresent() && !expected.get().matches(content)) {
            throw new RegistryException("the manifest of " + reference.familiar() + " does not match its digest: "
                    + expected.get()
                    + " was asked for, " + Digest.of(content) + " came");
        }
        MediaType type = MediaType.ofHeader(response.headers().firstValue("Content-Type").orElse(""));
        return new Fetched(new Descriptor(type, expected.orElseGet(() -> Digest.of(content)), content.length), content);
    }

    /** The document that an index's descriptor names, verified in digest and size. */
    public Fetched manifest(String path, Descriptor descriptor) throws IOException {
        Fetched fetched = manifest(new ImageReference(domain, path, Optional.empty(), Optional.of(descriptor.digest())));
        if (fetched.content.length != descriptor.size()) {
            throw new RegistryException("the manifest " + descriptor.digest() + " has " + fetched.content.length
                    + " bytes where its index says " + descriptor.size());
        }
        return new Fetched(descriptor, fetched.content);
    }

    /** What the reference names now, without fetching it; empty if there is nothing of that name. */
    public Optional<Descriptor> head(ImageReference reference) throws IOException {
        String which = reference.digest().map(Digest::toString).orElseGet(() -> reference.withDefaultTag().tag().orElseThrow());
        Answer response = http.send("HEAD", "/v2/" + reference.path() + "/manifests/" + which,
                Map.of("Accept", MANIFESTS), pull(reference.path()));
        response.body().close();
        if (response.statusCode() == 404) {
            return Optional.empty();
        }
        if (response.statusCode() != 200) {
            throw ErrorBody.toException(response.statusCode(), new byte[0], "MANIFEST_UNKNOWN");
        }
        Optional<Digest> digest = digestHeader(response.headers());
        long size = response.headers().firstValueAsLong("Content-Length").orElse(-1);
        if (digest.isEmpty() || size < 0) {
            return Optional.of(manifest(reference).descriptor);
        }
        return Optional.of(new Descriptor(MediaType.ofHeader(response.headers().firstValue("Content-Type").orElse("")),
                digest.get(), size));
    }

    /** A blob as a stream that resumes by itself, and ends only after size and digest have been found right. */
    public VerifiedBlob blob(String path, Descriptor descriptor) {
        return new VerifiedBlob(this, path, descriptor);
    }

    /** One transfer of a blob from this byte on: status 200 (the whole) or 206, checked and not yet read. */
    Answer transfer(String path, Descriptor descriptor, long from) throws IOException {
        Map<String, String> headers = from == 0 ? Map.of() : Map.of("Range", "bytes=" + from + "-");
        Answer response = http.send("GET", "/v2/" + path + "/blobs/" + descriptor.digest(), headers,
                pull(path));
        if (response.statusCode() != 200 && response.statusCode() != 206) {
            throw error(response, "BLOB_UNKNOWN");
        }
        return response;
    }

    /** All tags of a repository, in the registry's order. */
    public List<String> tags(String path) throws IOException {
        return list("/v2/" + path + "/tags/list", "tags", pull(path), Integer.MAX_VALUE, "NAME_UNKNOWN");
    }

    /** The repositories of the registry, at most {@code limit}. Many registries do not tell. */
    public List<String> catalog(int limit) throws IOException {
        return list("/v2/_catalog", "repositories", "registry:catalog:*", limit, "UNSUPPORTED");
    }

    private List<String> list(String first, String field, String scope, int limit, String unknown) throws IOException {
        List<String> all = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        String page = first;
        // A page that was there already would be there for ever.
        while (page != null && all.size() < limit && seen.add(page)) {
            Answer response = http.send("GET", page, Map.of(), scope);
            JsonObject json = Json.parseObject(content(response, MAX_LIST_BYTES, unknown, first), first);
            all.addAll(json.strings(field));
            page = response.headers().firstValue("Link").map(link -> nextPage(response.uri(), link)).orElse(null);
        }
        return List.copyOf(all.subList(0, Math.min(limit, all.size())));
    }

    /** Path and query of {@code <...>; rel="next"} (RFC 8288). Another host's address is not followed, only its path is taken. */
    private static String nextPage(URI from, String link) {
        int open = link.indexOf('<');
        int close = link.indexOf('>', open);
        if (open < 0 || close < 0 || !link.substring(close).contains("next")) {
            return null;
        }
        try {
            URI next = from.resolve(link.substring(open + 1, close));
            return next.getRawPath() + (next.getRawQuery() == null ? "" : "?" + next.getRawQuery());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * Tries the credentials.
     *
     * @return those to keep: a token server may give an identity token instead of the password
     * @throws RegistryException if they are wrong
     */
    public Credentials login() throws IOException {
        Credentials kept = credentials;
        for (Challenge challenge : http.challenges()) {
            if (challenge.scheme().equals("bearer") && !challenge.parameter("realm").isEmpty()) {
                kept = http.authorizer().login(challenge);
            }
        }
        Answer response = http.send("GET", "/v2/", Map.of(), "");
        content(response, MAX_LIST_BYTES, "UNSUPPORTED", "the answer of " + domain);
        return kept;
    }

    private static String pull(String path) {
        return "repository:" + path + ":pull";
    }

    private static byte[] content(Answer response, int limit, String unknown, String what) throws IOException {
        if (response.statusCode() != 200) {
            throw error(response, unknown);
        }
        try (InputStream body = response.body()) {
            byte[] content = body.readNBytes(limit + 1);
            if (content.length > limit) {
                throw new RegistryException(what + " is larger than " + (limit >> 20) + " MiB, which nothing of its kind may be");
            }
            return content;
        }
    }

    private static RegistryException error(Answer response, String unknown) throws IOException {
        try (InputStream body = response.body()) {
            // The token was good, only not for this: then logging in is not what is missing (RFC 6750, section 3.1).
            boolean tooLittle = Challenge.parse(response.headers().allValues("WWW-Authenticate")).stream()
                    .anyMatch(challenge -> challenge.parameter("error").equals("insufficient_scope"));
            if (response.statusCode() == 401 && tooLittle) {
                return RegistryException.of(401, "DENIED", "requested access to the resource is denied");
            }
            return ErrorBody.toException(response.statusCode(), body.readNBytes(1 << 16), unknown);
        }
    }

    private static Optional<Digest> digestHeader(HttpHeaders headers) {
        return headers.firstValue("Docker-Content-Digest").flatMap(text -> {
            try {
                return Optional.of(Digest.parse(text));
            } catch (InvalidReference e) {
                return Optional.empty();
            }
        });
    }
}
