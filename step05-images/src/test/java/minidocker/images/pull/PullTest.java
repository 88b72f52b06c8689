package minidocker.images.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import minidocker.cli.UserError;
import minidocker.images.Descriptor;
import minidocker.images.Digest;
import minidocker.images.ImageReference;
import minidocker.images.Index;
import minidocker.images.MediaType;
import minidocker.images.Platform;
import minidocker.images.container.OverlayUnpacker;
import minidocker.images.registry.RegistrySettings;
import minidocker.images.registry.RetryPolicy;
import minidocker.images.store.ContentStore;
import minidocker.images.store.GarbageCollection;
import minidocker.syscall.Linux;
import minidocker.testing.registry.DebianRegistry;
import minidocker.testing.registry.FaultyProxy;
import minidocker.testing.registry.FaultyProxy.Fault;
import minidocker.testing.registry.PullProgram;
import minidocker.testing.registry.Pusher;
import minidocker.testing.registry.TestImage;
import minidocker.testing.registry.TestTar;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PullTest {
    private static DebianRegistry server;
    private static Pusher pusher;

    @TempDir
    Path folder;
    private FaultyProxy proxy;
    private ContentStore store;
    private final List<PullEvent> events = new ArrayList<>();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @BeforeAll
    static void start() throws Exception {
        server = DebianRegistry.start();
        pusher = new Pusher(server);
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        proxy = new FaultyProxy(server.port());
        store = ContentStore.open(folder.resolve("store"));
    }

    @AfterEach
    void close() throws Exception {
        proxy.close();
    }

    private Pull pull() {
        PlainPrinter printer = new PlainPrinter(new PrintStream(printed, true, StandardCharsets.UTF_8));
        return new Pull(store, RegistrySettings.of(Map.of("HOME", folder.toString()))
                .with(new RetryPolicy(3, Duration.ofMillis(10), Duration.ofSeconds(1))), event -> {
                    events.add(event);
                    printer.event(event);
                });
    }

    private ImageReference reference(String text) {
        return ImageReference.parse(proxy.domain() + "/" + text);
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private void assertComplete(TestImage image) throws Exception {
        for (Map.Entry<Digest, byte[]> blob : image.blobs().entrySet()) {
            assertThat(store.path(blob.getKey())).hasBinaryContent(blob.getValue());
        }
    }

    private List<Path> files(String name) throws Exception {
        try (Stream<Path> files = Files.list(store.root().resolve(name))) {
            return files.toList();
        }
    }

    @Test
    void an_image_arrives_whole_and_is_told_of_as_docker_does() throws Exception {
        TestImage image = TestImage.random(5000, 100_000, 10);
        Descriptor manifest = pusher.push("team/whole", "1", image);
        Pulled pulled = pull().pull(reference("team/whole:1"), Optional.empty());
        assertThat(pulled.newer()).isTrue();
        assertComplete(image);
        assertThat(store.resolve(reference("team/whole:1"))).contains(manifest);
        assertThat(store.resolve(reference("team/whole").withDigest(manifest.digest()))).contains(manifest);
        assertThat(printed().lines()).startsWith("1: Pulling from team/whole").endsWith("Digest: " + manifest.digest(),
                "Status: Downloaded newer image for " + proxy.domain() + "/team/whole:1");
        List<String> ids = image.manifest().layers().stream().map(layer -> layer.digest().shortHex()).toList();
        assertThat(printed().lines().filter(line -> line.endsWith(": Pulling fs layer"))).containsExactlyElementsOf(
                ids.stream().map(id -> id + ": Pulling fs layer").toList());
        assertThat(printed().lines().filter(line -> line.endsWith(": Pull complete"))).containsExactlyElementsOf(
                ids.stream().map(id -> id + ": Pull complete").toList());
        assertThat(printed().lines().filter(line -> line.startsWith(ids.get(1))))
                .containsExactly(ids.get(1) + ": Pulling fs layer",
                ids.get(1) + ": Verifying Checksum", ids.get(1) + ": Download complete", ids.get(1) + ": Pull complete");
        assertThat(files("ingest")).isEmpty();
        assertThat(files("leases")).isEmpty();
    }

    @Test
    void the_second_pull_asks_for_the_digest_only() throws Exception {
        pusher.push("team/again", "latest", TestImage.random(1000));
        pull().pull(reference("team/again"), Optional.empty());
        int before = proxy.requests().size();
        assertThat(pull().pull(reference("team/again"), Optional.empty()).newer()).isFalse();
        assertThat(proxy.requests().subList(before, proxy.requests().size())).extracting(FaultyProxy.Request::line)
                .last().asString().startsWith("HEAD ");
        assertThat(printed()).endsWith("Status: Image is up to date for " + proxy.domain() + "/team/again:latest\n");
        assertThat(printed().lines().filter(line -> line.equals("latest: Pulling from team/again"))).hasSize(2);
        assertThat(printed()).as("docker is silent about the layers of an image that is here").doesNotContain("Already exists");
    }

    @Test
    void a_layer_that_another_image_has_brought_already_exists() throws Exception {
        byte[] tar = new TestTar().file("shared", java.util.UUID.randomUUID().toString()).bytes();
        pusher.push("team/first", "1", TestImage.of(tar, MediaType.OCI_LAYER, Digest.of(tar)));
        TestImage second = TestImage.of(tar, MediaType.OCI_LAYER, Digest.of(tar));
        pusher.push("team/second", "1", second);
        pull().pull(reference("team/first:1"), Optional.empty());
        assertThat(printed()).doesNotContain("Already exists");
        assertThat(pull().pull(reference("team/second:1"), Optional.empty()).newer()).isTrue();
        assertThat(printed()).contains(second.manifest().layers().get(0).digest().shortHex() + ": Already exists\n");
        assertComplete(second);
    }

    @Test
    void a_tag_that_moved_brings_what_is_new_and_keeps_the_old_by_its_digest() throws Exception {
        TestImage old = TestImage.random(1000);
        Descriptor oldManifest = pusher.push("team/moved", "1", old);
        pull().pull(reference("team/moved:1"), Optional.empty());
        TestImage next = TestImage.random(2000);
        Descriptor nextManifest = pusher.push("team/moved", "1", next);
        assertThat(pull().pull(reference("team/moved:1"), Optional.empty()).newer()).isTrue();
        assertThat(store.resolve(reference("team/moved:1"))).contains(nextManifest);
        assertThat(store.resolve(reference("team/moved").withDigest(oldManifest.digest()))).contains(oldManifest);
        store.collectGarbage();
        assertComplete(old);
        assertComplete(next);
    }

    @Test
    void the_platform_is_selected_from_an_index() throws Exception {
        TestImage amd64 = TestImage.random(Platform.parse("linux/amd64"), 100);
        TestImage arm = TestImage.random(Platform.parse("linux/arm/v6"), 100);
        Index index = new Index(MediaType.DOCKER_MANIFEST_LIST, List.of(
                pusher.push("team/multi", "amd64", amd64).withPlatform(Platform.parse("linux/amd64")),
                pusher.push("team/multi", "arm", arm).withPlatform(Platform.parse("linux/arm/v6"))));
        Descriptor list = pusher.push("team/multi", "all", index);
        Pulled pulled = pull().pull(reference("team/multi:all"), Optional.of(Platform.parse("linux/arm64")));
        assertThat(pulled.target()).isEqualTo(list);
        assertThat(pulled.manifest().digest()).isEqualTo(index.manifests().get(1).digest());
        assertComplete(arm);
        assertThat(store.has(index.manifests().get(0).digest())).isFalse();
        assertThat(store.isComplete(list)).isTrue();
        assertThatThrownBy(() -> pull().pull(reference("team/multi:all"), Optional.of(Platform.parse("linux/s390x"))))
                .isInstanceOf(UserError.class).hasMessage("no matching manifest for linux/s390x in the manifest list entries");
        assertThatThrownBy(() -> pull().pull(reference("team/multi:amd64"), Optional.of(Platform.parse("linux/arm64"))))
                .hasMessageContaining("does not match the specified platform: wanted linux/arm64, actual: linux/amd64");
    }

    @Test
    void an_image_that_skopeo_pushed_in_dockers_dialect_arrives() throws Exception {
        TestImage image = TestImage.random(1000, 50);
        pusher.push("team/oci", "1", image);
        DebianRegistry.skopeo("copy", "--format", "v2s2", "--src-tls-verify=false", "--dest-tls-verify=false",
                "docker://" + server.domain() + "/team/oci:1", "docker://" + server.domain() + "/team/docker:1");
        Pulled pulled = pull().pull(reference("team/docker:1"), Optional.empty());
        assertThat(pulled.target().mediaType()).isEqualTo(MediaType.DOCKER_MANIFEST);
        assertComplete(image);
        String inspected = DebianRegistry.skopeo("inspect", "oci:" + store.root() + ":" + reference("team/docker:1"));
        assertThat(inspected).contains(image.manifest().layers().get(0).digest().toString());
        assertThat(store.references()).allSatisfy(reference -> assertThat(reference.target()).isEqualTo(pulled.target()));
    }

    @Test
    void a_docker_list_is_read_by_skopeo_too_and_goes_with_its_name() throws Exception {
        TestImage image = TestImage.random(1000);
        pusher.push("team/source", "1", image);
        DebianRegistry.skopeo("copy", "--format", "v2s2", "--src-tls-verify=false", "--dest-tls-verify=false",
                "docker://" + server.domain() + "/team/source:1", "docker://" + server.domain() + "/team/list:one");
        Descriptor one = pull().pull(reference("team/list:one"), Optional.empty()).target();
        pusher.push("team/list", "all", new Index(MediaType.DOCKER_MANIFEST_LIST, List.of(one.withPlatform(Platform.host()),
                new Descriptor(one.mediaType(), one.digest(), one.size()).withPlatform(Platform.parse("linux/s390x")))));
        store.references().forEach(this::untag);
        assertThat(pull().pull(reference("team/list:all"), Optional.empty()).manifest().digest()).isEqualTo(one.digest());
        String inspected = DebianRegistry.skopeo("inspect", "oci:" + store.root() + ":" + reference("team/list:all"));
        assertThat(inspected).contains(image.manifest().layers().get(0).digest().toString());
        store.references().forEach(this::untag);
        store.collectGarbage();
        assertThat(files("blobs/sha256")).isEmpty();
    }

    private void untag(minidocker.images.store.StoredReference reference) {
        try {
            store.untag(reference.name());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void a_digest_is_pulled_without_a_tag() throws Exception {
        Descriptor manifest = pusher.push("team/digest", "1", TestImage.random(10));
        ImageReference byDigest = reference("team/digest").withDigest(manifest.digest());
        pull().pull(byDigest, Optional.empty());
        assertThat(store.references()).singleElement().satisfies(reference -> assertThat(reference.name()).isEqualTo(byDigest));
        assertThat(printed()).startsWith(manifest.digest() + ": Pulling from team/digest\n").endsWith(byDigest.familiar() + "\n");
    }

    @Test
    void all_tags_are_pulled() throws Exception {
        pusher.push("team/all", "a", TestImage.random(10));
        pusher.push("team/all", "b", TestImage.random(10));
        assertThat(pull().pullAll(reference("team/all"), Optional.empty())).hasSize(2);
        assertThat(printed().lines().filter(line -> line.startsWith("Status: ")))
                .containsExactly("Status: Downloaded newer image for " + proxy.domain() + "/team/all");
    }

    @Test
    void what_does_not_exist_is_said_in_a_sentence_with_exit_code_1() {
        assertThatThrownBy(() -> pull().pull(reference("no/such:thing"), Optional.empty()))
                .isInstanceOfSatisfying(UserError.class, e -> {
            assertThat(e)
                    .hasMessage("manifest for " + proxy.domain()
                    + "/no/such:thing not found: manifest unknown: manifest unknown");
            assertThat(e.exitCode()).isEqualTo(1);
        });
        assertThat(store.root().resolve("leases")).isEmptyDirectory();
    }

    @Test
    void a_corrupt_layer_is_refused_and_leaves_nothing_behind() throws Exception {
        TestImage image = TestImage.random(1000, 2000);
        pusher.push("team/corrupt", "1", image);
        Digest bad = image.manifest().layers().get(1).digest();
        proxy.with(request -> request.line().contains(bad.hex()) ? Fault.flip(700) : Fault.NONE);
        assertThatThrownBy(() -> pull().pull(reference("team/corrupt:1"), Optional.empty())).isInstanceOf(UserError.class)
                .hasMessageContaining("verification failed for digest " + bad);
        assertThat(store.references()).isEmpty();
        assertThat(store.has(bad)).isFalse();
        assertThat(files("ingest")).noneMatch(file -> file.toString().contains(bad.hex()));
        proxy.with(request -> Fault.NONE);
        pull().pull(reference("team/corrupt:1"), Optional.empty());
        assertComplete(image);
    }

    @Test
    void a_rest_that_went_bad_on_the_disk_is_thrown_away_and_the_layer_fetched_anew() throws Exception {
        TestImage image = TestImage.random(100_000);
        pusher.push("team/rest", "1", image);
        Digest layer = image.manifest().layers().get(0).digest();
        Files.write(store.root().resolve("ingest/sha256-" + layer.hex() + ".part"), new byte[5000]);
        pull().pull(reference("team/rest:1"), Optional.empty());
        assertComplete(image);
        assertThat(proxy.blobRequests().filter(r -> r.line().contains(layer.hex())).map(r -> r.header("Range")))
                .containsExactly("bytes=5000-", "");
    }

    @Test
    void two_pulls_at_once_in_one_process_share_the_work() throws Exception {
        TestImage image = TestImage.random(200_000, 300_000, 5, 6, 7);
        pusher.push("team/twice", "1", image);
        List<CompletableFuture<Pulled>> pulls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Pull pull = new Pull(store, RegistrySettings.of(Map.of("HOME", folder.toString())), PullListener.SILENT);
            pulls.add(CompletableFuture.supplyAsync(() -> pull.pull(reference("team/twice:1"), Optional.empty()),
                    task -> new Thread(task).start()));
        }
        for (CompletableFuture<Pulled> pull : pulls) {
            pull.get(60, TimeUnit.SECONDS);
        }
        assertComplete(image);
        for (Descriptor layer : image.manifest().layers()) {
            assertThat(proxy.blobRequests().filter(r -> r.line().contains(layer.digest().hex()))).hasSize(1);
        }
    }

    @Test
    void a_pull_that_is_killed_leaves_a_state_from_which_the_next_goes_on() throws Exception {
        TestImage image = TestImage.random(400_000, 3000);
        pusher.push("team/killed", "1", image);
        Digest layer = image.manifest().layers().get(0).digest();
        proxy.with(request -> request.line().contains(layer.hex()) ? Fault.stallAfter(150_000) : Fault.NONE);
        Process process = PullProgram.start(store.root(), reference("team/killed:1").toString());
        Path partial = store.root().resolve("ingest/sha256-" + layer.hex() + ".part");
        awaitSize(partial, 1);
        assertThat(store.collectGarbage().removed()).as("what a running pull in another process has leased").isEmpty();
        process.destroyForcibly().waitFor();
        assertThat(store.references()).isEmpty();
        assertThat(partial).exists();
        long kept = Files.size(partial);
        proxy.with(request -> Fault.NONE);
        pull().pull(reference("team/killed:1"), Optional.empty());
        assertComplete(image);
        assertThat(proxy.blobRequests().filter(r -> r.line().contains(layer.hex())).map(r -> r.header("Range")))
                .containsExactly("", "bytes=" + kept + "-");
        GarbageCollection.Result result = store.collectGarbage();
        assertThat(result.removed()).isEmpty();
        assertThat(files("leases")).isEmpty();
    }

    @Test
    void a_pull_that_is_killed_while_it_unpacks_leaves_nothing_half_unpacked() throws Exception {
        TestImage image = TestImage.random(900_000);
        pusher.push("team/half", "1", image);
        Digest layer = image.manifest().layers().get(0).digest();
        proxy.with(request -> request.line().contains(layer.hex()) ? Fault.stallAfter(600_000) : Fault.NONE);
        Process process = PullProgram.start(store.root(), reference("team/half:1").toString());
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (halfUnpacked().isEmpty()) {
            assertThat(System.nanoTime()).as("nothing is being unpacked").isLessThan(deadline);
            Thread.sleep(20);
        }
        store.collectGarbage();
        assertThat(halfUnpacked()).as("what a running pull is at").isNotEmpty();
        process.destroyForcibly().waitFor();
        assertThat(halfUnpacked()).isNotEmpty();
        proxy.with(request -> Fault.NONE);
        List<PullEvent> seen = new ArrayList<>();
        new Pull(store, RegistrySettings.of(Map.of("HOME", folder.toString())), seen::add, new OverlayUnpacker(omission -> { }))
                .pull(reference("team/half:1"), Optional.empty());
        assertComplete(image);
        assertThat(files("layers/sha256")).singleElement().satisfies(found ->
                assertThat(Files.size(found.resolve("fs/file-0"))).isEqualTo(900_000));
        assertThat(proxy.blobRequests().filter(r -> r.line().contains(layer.hex())).skip(1).map(r -> r.header("Range")))
                .singleElement().asString().matches("bytes=[1-9][0-9]*-");
        assertThat(seen.stream().map(event -> event instanceof PullEvent.Layer l ? l.state().words() : "").distinct()
                .filter(words -> !words.isEmpty()))
                .containsExactly("Pulling fs layer", "Downloading", "Verifying Checksum", "Download complete", "Extracting",
                        "Pull complete");
    }

    private List<Path> halfUnpacked() {
        try (Stream<Path> all = Files.walk(store.root().resolve("layers"))) {
            return all.filter(file -> file.toString().contains(".new-") && file.endsWith("fs/file-0")).toList();
        } catch (java.io.IOException | java.io.UncheckedIOException changing) {
            return List.of();
        }
    }

    @Test
    void a_disk_that_is_too_small_is_said_and_nothing_is_left_on_it() throws Exception {
        assumeTrue(Linux.geteuid() == 0, "needs root");
        pusher.push("team/wide", "1", TestImage.random(6 << 20));
        byte[] content = new byte[9 << 20];
        Arrays.fill(content, (byte) 'x');
        byte[] tar = new TestTar().file("long", content).bytes();
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(tar);
        }
        pusher.push("team/long", "1", TestImage.of(compressed.toByteArray(), MediaType.OCI_LAYER_GZIP, Digest.of(tar)));
        Path disk = Files.createDirectory(folder.resolve("disk"));
        String output = onSmallDisk(disk, "wide");
        assertThat(output).contains("refused: ", "there is too little room for the layer sha256:", "make room and try again")
                .contains("again: 0").doesNotContain("left: ");
        output = onSmallDisk(disk, "long");
        assertThat(output).contains("refused: ", "the disk is full: long has 9437184 bytes").contains("again: 0")
                .doesNotContain("left: ");
    }

    /** Pulls onto a disk of 5 MB, which then gets larger, and pulls again. */
    private String onSmallDisk(Path disk, String image) throws Exception {
        Path root = disk.resolve("store");
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "--propagation", "private", "sh", "-c", """
                disk=$1; shift
                mount -t tmpfs -o size=5m tmpfs "$disk" && mkdir "$disk/store" || exit
                "$@"
                find "$disk/store/layers" "$disk/store/ingest" -mindepth 2 -printf 'left: %p\\n'
                mount -o remount,size=64m "$disk"
                "$@"
                echo "again: $?"
                """, "sh", disk.toString()));
        command.addAll(PullProgram.command(root, reference("team/" + image + ":1").toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void a_foreign_layer_is_refused_before_anybody_is_asked_for_it() throws Exception {
        TestImage image = TestImage.random(10);
        Descriptor layer = image.manifest().layers().get(0);
        Descriptor foreign = new Descriptor(new MediaType("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"),
                layer.digest(), layer.size(), Optional.empty(), Map.of(), Map.of("urls", List.of("https://example.invalid/a\u001b[2J")));
        pusher.push("team/foreign", image.manifest().config().digest(), image.blobs().get(image.manifest().config().digest()));
        byte[] manifest = new minidocker.images.Manifest(MediaType.OCI_MANIFEST, image.manifest().config(), List.of(foreign)).toBytes();
        proxy.with(request -> !request.line().contains("/manifests/") ? Fault.NONE : new Fault("HTTP/1.1 200 OK\r\nContent-Type: "
                + MediaType.OCI_MANIFEST + "\r\nContent-Length: " + manifest.length + "\r\nConnection: close\r\n\r\n"
                + new String(manifest, StandardCharsets.UTF_8), -1, false, -1, false));
        assertThatThrownBy(() -> pull().pull(reference("team/foreign:1"), Optional.empty())).isInstanceOf(UserError.class)
                .hasMessageContaining("the layer " + layer.digest()).hasMessageContaining("is foreign")
                .hasMessageContaining("https://example.invalid/a?[2J");
        assertThat(proxy.blobRequests()).noneMatch(request -> request.line().contains(layer.digest().hex()));
    }

    @Test
    void two_processes_share_the_work() throws Exception {
        TestImage image = TestImage.random(400_000);
        pusher.push("team/processes", "1", image);
        Digest layer = image.manifest().layers().get(0).digest();
        // The first connection is cut after a part, and the second waits until we have seen that the other process is at it.
        CountDownLatch seen = new CountDownLatch(1);
        proxy.with(request -> {
            if (!request.line().contains(layer.hex())) {
                return Fault.NONE;
            }
            if (request.header("Range").isEmpty()) {
                return Fault.cutAfter(100_000);
            }
            await(seen);
            return Fault.NONE;
        });
        Process other = PullProgram.start(store.root(), reference("team/processes:1").toString());
        awaitSize(store.root().resolve("ingest/sha256-" + layer.hex() + ".part"), 1);
        seen.countDown();
        pull().pull(reference("team/processes:1"), Optional.empty());
        String output = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(other.waitFor()).as(output).isZero();
        assertThat(output).contains("Status: Downloaded newer image for");
        assertComplete(image);
        assertThat(proxy.blobRequests().filter(r -> r.line().contains(layer.hex()))).hasSize(2);
        assertThat(files("ingest")).isEmpty();
    }

    @Test
    void an_interrupted_pull_ends_soon_and_keeps_what_it_has() throws Exception {
        TestImage image = TestImage.random(400_000);
        pusher.push("team/interrupted", "1", image);
        Digest layer = image.manifest().layers().get(0).digest();
        proxy.with(request -> request.line().contains(layer.hex()) ? Fault.stallAfter(150_000) : Fault.NONE);
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                pull().pull(reference("team/interrupted:1"), Optional.empty());
                ended.complete(null);
            } catch (RuntimeException e) {
                ended.complete(e);
            }
        });
        thread.start();
        Path partial = store.root().resolve("ingest/sha256-" + layer.hex() + ".part");
        awaitSize(partial, 100_000);
        thread.interrupt();
        assertThat(ended.get(60, TimeUnit.SECONDS)).isInstanceOf(UserError.class).hasMessageContaining("interrupted");
        assertThat(partial).exists();
        assertThat(Files.size(partial)).isGreaterThanOrEqualTo(100_000);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitSize(Path file, long size) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.exists(file) || Files.size(file) < size) {
            assertThat(System.nanoTime()).as("%s did not grow to %d bytes", file, size).isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    @Test
    void something_that_is_no_image_is_refused() throws Exception {
        TestImage image = TestImage.random(10);
        Descriptor config = new Descriptor(new MediaType("application/vnd.cncf.helm.config.v1+json"), image.manifest().config()
                .digest(),
                image.manifest().config().size());
        image.blobs().forEach((digest, content) -> {
            try {
                pusher.push("team/chart", digest, content);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        pusher.push("team/chart", "1", new minidocker.images.Manifest(MediaType.OCI_MANIFEST, config, image.manifest().layers()));
        assertThatThrownBy(() -> pull().pull(reference("team/chart:1"), Optional.empty()))
                .hasMessageContaining("no image that can be run").hasMessageContaining("helm");
    }
}
