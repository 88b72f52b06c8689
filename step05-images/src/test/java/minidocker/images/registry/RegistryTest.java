package minidocker.images.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import minidocker.images.Descriptor;
import minidocker.images.Digest;
import minidocker.images.ImageDocument;
import minidocker.images.ImageReference;
import minidocker.images.Index;
import minidocker.images.MediaType;
import minidocker.images.Platform;
import minidocker.testing.registry.DebianRegistry;
import minidocker.testing.registry.FaultyProxy;
import minidocker.testing.registry.FaultyProxy.Fault;
import minidocker.testing.registry.Pusher;
import minidocker.testing.registry.TestImage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryTest {
    private static final int LAYER = 300_000;
    private static DebianRegistry server;
    private static TestImage image;
    private static Descriptor manifest;
    @TempDir
    static Path home;

    private FaultyProxy proxy;

    @BeforeAll
    static void fill() throws Exception {
        server = DebianRegistry.start();
        image = TestImage.random(LAYER, 10);
        manifest = new Pusher(server).push("team/app", "1.0", image);
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void between() throws Exception {
        proxy = new FaultyProxy(server.port());
    }

    @AfterEach
    void away() throws Exception {
        proxy.close();
    }

    private static RegistrySettings settings() {
        return RegistrySettings.of(Map.of("HOME", home.toString()))
                .with(new RetryPolicy(4, Duration.ofMillis(10), Duration.ofSeconds(3)));
    }

    private Registry through() throws Exception {
        return Registry.open(proxy.domain(), settings());
    }

    private ImageReference reference(String text) {
        return ImageReference.parse(proxy.domain() + "/" + text);
    }

    private Descriptor layer() {
        return image.manifest().layers().get(0);
    }

    @Test
    void a_manifest_is_had_by_tag_and_by_digest() throws Exception {
        Registry registry = Registry.open(server.domain(), settings());
        ImageReference tagged = ImageReference.parse(server.domain() + "/team/app:1.0");
        Registry.Fetched byTag = registry.manifest(tagged);
        assertThat(byTag.descriptor()).isEqualTo(manifest);
        assertThat(byTag.content()).isEqualTo(image.manifest().toBytes());
        assertThat(registry.manifest(tagged.withDigest(manifest.digest())).content()).isEqualTo(byTag.content());
        assertThat(registry.head(tagged)).contains(manifest);
        assertThat(registry.head(tagged.withTag("none"))).isEmpty();
    }

    @Test
    void an_index_comes_as_it_is() throws Exception {
        Index index = new Index(MediaType.OCI_INDEX, List.of(manifest.withPlatform(Platform.host())));
        new Pusher(server).push("team/app", "multi", index);
        Registry registry = Registry.open(server.domain(), settings());
        Registry.Fetched fetched = registry.manifest(ImageReference.parse(server.domain() + "/team/app:multi"));
        assertThat(ImageDocument.parse(fetched.content(), fetched.descriptor().mediaType(), "x")).isEqualTo(index);
        assertThat(registry.manifest("team/app", index.manifests().get(0)).content()).isEqualTo(image.manifest().toBytes());
        Descriptor wrongSize = new Descriptor(manifest.mediaType(), manifest.digest(), manifest.size() + 1);
        assertThatThrownBy(() -> registry.manifest("team/app", wrongSize)).hasMessageContaining("bytes where its index says");
    }

    @Test
    void what_is_not_there_is_said_in_dockers_words() throws Exception {
        Registry registry = Registry.open(server.domain(), settings());
        ImageReference none = ImageReference.parse(server.domain() + "/team/app:none");
        assertThatThrownBy(() -> registry.manifest(none)).isInstanceOfSatisfying(RegistryException.class, e ->
                assertThat(e.about(none)).isEqualTo("manifest for " + none + " not found: manifest unknown: manifest unknown"));
        assertThatThrownBy(() -> registry.tags("no/where")).isInstanceOfSatisfying(RegistryException.class, e ->
                assertThat(e.about(ImageReference.parse(server.domain() + "/no/where")))
                        .startsWith("repository " + server.domain()
                        + "/no/where not found: name unknown: "));
    }

    @Test
    void lists_are_read_over_several_pages() throws Exception {
        Pusher pusher = new Pusher(server);
        List<String> tags = IntStream.range(0, 3).mapToObj(i -> "t" + i).toList();
        TestImage small = TestImage.random(1);
        for (String tag : tags) {
            pusher.push("many/" + tag, tag, small);
            pusher.push("many/all", tag, small);
        }
        Registry registry = through();
        assertThat(registry.tags("many/all")).containsExactlyElementsOf(tags);
        assertThat(registry.catalog(1000)).contains("many/all", "many/t0", "many/t1", "many/t2", "team/app");
        assertThat(registry.catalog(2)).hasSize(2);
    }

    @Test
    void a_blob_is_read_and_verified() throws Exception {
        VerifiedBlob blob = through().blob("team/app", layer());
        assertThat(blob.readAllBytes()).isEqualTo(image.blobs().get(layer().digest()));
        assertThat(blob.position()).isEqualTo(layer().size());
    }

    @Test
    void a_broken_connection_is_resumed_where_it_stopped() throws Exception {
        proxy.with(request -> request.isBlob() ? Fault.cutAfter(100_000) : Fault.NONE);
        List<String> ranges = List.of("", "bytes=100000-", "bytes=200000-", "bytes=300000-");
        // Not one byte that came is asked for again, whichever thread of the JDK's client is the first to hear of the cut.
        for (int i = 1; i <= 20; i++) {
            assertThat(through().blob("team/app", layer()).readAllBytes()).isEqualTo(image.blobs().get(layer().digest()));
            assertThat(proxy.blobRequests().map(r -> r.header("Range")).skip((i - 1) * 4L)).isEqualTo(ranges);
        }
    }

    @Test
    void a_server_without_range_is_read_again_and_what_is_known_passed_over() throws Exception {
        proxy.with(request -> !request.isBlob() ? Fault.NONE
                : proxy.blobRequests().count() == 1 ? Fault.cutAfter(100_000) : Fault.NONE.withoutRange());
        assertThat(through().blob("team/app", layer()).readAllBytes()).isEqualTo(image.blobs().get(layer().digest()));
        assertThat(proxy.blobRequests()).hasSize(2);
    }

    @Test
    void a_silent_connection_is_given_up_and_resumed() throws Exception {
        proxy.with(request -> request.isBlob() && proxy.blobRequests().count() == 1 ? Fault.stallAfter(50_000) : Fault.NONE);
        Duration stall = Duration.ofSeconds(1);
        // A busy machine may be silent for a second too, any number of times.
        RegistrySettings patient = settings().with(new RetryPolicy(60, Duration.ofMillis(10), Duration.ofSeconds(3)))
                .withTimeouts(Duration.ofSeconds(30), stall);
        long start = System.nanoTime();
        StringBuilder reasons = new StringBuilder();
        assertThat(Registry.open(proxy.domain(), patient).blob("team/app", layer())
                .onRetry((delay, reason) -> reasons.append(reason)).readAllBytes())
                .isEqualTo(image.blobs().get(layer().digest()));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(stall);
        assertThat(reasons.toString()).startsWith("no data came for");
    }

    @Test
    void a_connection_that_never_gets_anywhere_ends_with_a_sentence() throws Exception {
        proxy.with(request -> request.isBlob() ? Fault.cutAfter(0) : Fault.NONE);
        assertThatThrownBy(() -> through().blob("team/app", layer()).readAllBytes()).isInstanceOf(RegistryException.class)
                .hasMessageContaining("failed 4 times").hasMessageContaining(layer().digest().toString());
    }

    @Test
    void changed_bytes_are_refused_and_named() throws Exception {
        proxy.with(request -> request.isBlob() ? Fault.flip(LAYER / 2) : Fault.NONE);
        assertThatThrownBy(() -> through().blob("team/app", layer()).readAllBytes()).isInstanceOf(DigestMismatch.class)
                .hasMessageContaining("verification failed for digest " + layer().digest());
    }

    @Test
    void the_last_byte_of_changed_bytes_is_never_handed_out() throws Exception {
        proxy.with(request -> request.isBlob() ? Fault.flip(0) : Fault.NONE);
        VerifiedBlob blob = through().blob("team/app", layer());
        long read = 0;
        try {
            while (blob.read(new byte[777]) > 0) {
                read = blob.position();
            }
        } catch (DigestMismatch expected) {
            assertThat(read).isLessThan(layer().size());
            return;
        }
        throw new AssertionError("a changed blob was read to its end");
    }

    @Test
    void a_changed_manifest_is_refused_and_named() throws Exception {
        proxy.with(request -> Fault.flip(20));
        assertThatThrownBy(() -> through().manifest(reference("team/app:1.0"))).hasMessageContaining("does not match its digest");
        assertThatThrownBy(() -> through().manifest(reference("team/app@" + manifest.digest())))
                .hasMessageContaining("does not match its digest: " + manifest.digest());
    }

    @Test
    void a_blob_of_another_size_is_refused_before_it_is_read() throws Exception {
        Descriptor wrong = new Descriptor(layer().mediaType(), layer().digest(), layer().size() - 1);
        assertThatThrownBy(() -> through().blob("team/app", wrong).readAllBytes())
                .hasMessageContaining("where the manifest says " + wrong.size());
    }

    @Test
    void too_many_requests_are_repeated_when_the_registry_says_so() throws Exception {
        proxy.with(request -> proxy.requests().size() == 2 ? Fault.answer("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1")
                : Fault.NONE);
        long start = System.nanoTime();
        assertThat(through().manifest(reference("team/app:1.0")).descriptor()).isEqualTo(manifest);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void a_wait_longer_than_ours_ends_with_the_registrys_words() throws Exception {
        proxy.with(request -> Fault.answer("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7200"));
        assertThatThrownBy(() -> through().manifest(reference("team/app:1.0"))).hasMessage("toomanyrequests");
        assertThat(proxy.requests()).hasSize(2);
    }

    @Test
    void errors_of_the_server_are_repeated_a_few_times() throws Exception {
        proxy.with(request -> request.line().contains("/manifests/") ? Fault.answer("HTTP/1.1 503 Service Unavailable")
                : Fault.NONE);
        assertThatThrownBy(() -> through().manifest(reference("team/app:1.0")))
                .hasMessage("received unexpected HTTP status: 503 Service Unavailable");
        assertThat(proxy.requests().stream().filter(r -> r.line().contains("/manifests/"))).hasSize(4);
        proxy.with(request -> proxy.requests().size() % 2 == 0 ? Fault.answer("HTTP/1.1 502 Bad Gateway") : Fault.NONE);
        assertThat(through().manifest(reference("team/app:1.0")).descriptor()).isEqualTo(manifest);
    }

    @Test
    void redirects_are_followed_and_end() throws Exception {
        proxy.with(request -> request.isBlob() && !request.line().contains("/other/")
                ? Fault.answer("HTTP/1.1 307 Temporary Redirect\r\nLocation: http://" + server.domain() + "/v2/team/app/blobs/"
                        + layer().digest())
                : Fault.NONE);
        assertThat(through().blob("team/app", layer()).readAllBytes()).isEqualTo(image.blobs().get(layer().digest()));
        proxy.with(request -> request.isBlob() ? Fault.answer("HTTP/1.1 302 Found\r\nLocation: " + request.line().split(" ")[1])
                : Fault.NONE);
        assertThatThrownBy(() -> through().blob("team/app", layer()).readAllBytes())
                .hasMessageContaining("redirected more than 10 times");
    }

    @Test
    void a_redirect_to_somewhere_else_than_the_web_is_refused() throws Exception {
        proxy.with(request -> request.isBlob() ? Fault.answer("HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd") : Fault.NONE);
        assertThatThrownBy(() -> through().blob("team/app", layer()).readAllBytes()).hasMessageContaining("not secure");
    }

    @Test
    void nobody_listening_is_said_at_once() throws Exception {
        int port = DebianRegistry.freePort();
        Registry registry = Registry.open("127.0.0.1:" + port, settings());
        assertThatThrownBy(() -> registry.tags("x")).isInstanceOf(RegistryException.class)
                .hasMessageStartingWith("cannot reach the registry 127.0.0.1:" + port + ": ");
    }

    @Test
    void an_unknown_host_is_named() throws Exception {
        Registry registry = Registry.open("registry.invalid", settings());
        assertThatThrownBy(() -> registry.tags("x")).hasMessage("cannot reach the registry registry.invalid: no such host");
    }

    @Test
    void plain_http_elsewhere_needs_to_be_allowed() throws Exception {
        Registry strict = Registry.open(server.domain(), settings().with(InsecureRegistries.NONE));
        assertThatThrownBy(() -> strict.tags("team/app")).hasMessageContaining("speaks plain HTTP")
                .hasMessageContaining("--insecure-registry " + server.domain());
        Registry allowed = Registry.open(server.domain(), settings().with(InsecureRegistries.NONE)
                .withInsecure(List.of(server.domain())));
        assertThat(allowed.tags("team/app")).contains("1.0");
    }

    @Test
    void a_proxy_of_the_environment_is_used_with_its_password() throws Exception {
        String registry = "registry.example:5000";
        RegistrySettings settings = RegistrySettings.of(Map.of("HOME", home.toString(), "http_proxy", "http://me:p%40ss@"
                + proxy.domain()))
                .withInsecure(List.of(registry));
        assertThat(Registry.open(registry, settings).tags("team/app")).contains("1.0");
        assertThat(proxy.requests()).last().satisfies(request -> {
            assertThat(request.line()).startsWith("GET http://registry.example:5000/v2/team/app/tags/list");
            assertThat(request.header("Proxy-Authorization")).isEqualTo(new Credentials.Password("me", "p@ss").basic());
        });
    }

    @Test
    void content_that_no_digest_header_came_with_is_still_hashed() throws Exception {
        assertThat(through().manifest(reference("team/app:1.0")).descriptor().digest())
                .isEqualTo(Digest.of(image.manifest().toBytes()));
    }
}
