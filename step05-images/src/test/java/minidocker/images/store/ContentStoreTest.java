package minidocker.images.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import minidocker.images.Descriptor;
import minidocker.images.Digest;
import minidocker.images.ImageReference;
import minidocker.images.Index;
import minidocker.images.MediaType;
import minidocker.images.Platform;
import minidocker.testing.registry.DebianRegistry;
import minidocker.testing.registry.TestImage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentStoreTest {
    @TempDir
    Path folder;
    private ContentStore store;

    @BeforeEach
    void open() throws IOException {
        store = ContentStore.open(folder.resolve("store"));
    }

    private Descriptor add(TestImage image, String name) throws IOException {
        for (byte[] blob : image.blobs().values()) {
            store.put(MediaType.OCI_LAYER, blob);
        }
        Descriptor manifest = store.put(image.manifest().mediaType(), image.manifest().toBytes());
        store.tag(ImageReference.parse(name), manifest);
        return manifest;
    }

    private List<Path> blobs() throws IOException {
        try (Stream<Path> files = Files.list(store.root().resolve("blobs/sha256"))) {
            return files.toList();
        }
    }

    @Test
    void skopeo_reads_it() throws Exception {
        TestImage image = TestImage.random(1000, 2000);
        String name = "localhost:5000/team/app_x:v1." + Math.abs(new Random().nextInt());
        add(image, name);
        add(TestImage.random(10), "busybox");
        String inspected = DebianRegistry.skopeo("inspect", "oci:" + store.root() + ":" + name);
        assertThat(inspected).contains(image.manifest().layers().get(1).digest().toString());
        DebianRegistry.skopeo("copy", "oci:" + store.root() + ":docker.io/library/busybox", "dir:" + folder.resolve("copy"));
        assertThat(folder.resolve("copy/manifest.json")).exists();
    }

    @Test
    void what_skopeo_wrote_is_read() throws Exception {
        add(TestImage.random(1000), "busybox:1");
        Path other = folder.resolve("other");
        DebianRegistry.skopeo("copy", "oci:" + store.root() + ":docker.io/library/busybox:1", "oci:" + other
                + ":localhost/again:2");
        ContentStore written = ContentStore.open(other);
        assertThat(written.references()).singleElement().satisfies(reference -> {
            assertThat(reference.name()).hasToString("localhost/again:2");
            assertThat(written.isComplete(reference.target())).isTrue();
        });
    }

    @Test
    void a_name_moves_from_one_image_to_another() throws Exception {
        ImageReference name = ImageReference.parse("a:1");
        Descriptor first = add(TestImage.random(1), "a:1");
        assertThat(store.resolve(name)).contains(first);
        Descriptor second = add(TestImage.random(1), "a:1");
        assertThat(store.resolve(name)).contains(second);
        assertThat(store.references()).hasSize(1);
        assertThat(ContentStore.open(store.root()).resolve(name)).contains(second);
        assertThat(store.untag(name)).isTrue();
        assertThat(store.untag(name)).isFalse();
        assertThat(store.resolve(name)).isEmpty();
    }

    @Test
    void garbage_is_what_no_name_leads_to() throws Exception {
        TestImage kept = TestImage.random(100, 200);
        TestImage shared = TestImage.random(Platform.parse("linux/arm64"), 300);
        Descriptor keptManifest = add(kept, "kept");
        add(shared, "gone");
        Index index = new Index(MediaType.OCI_INDEX, List.of(keptManifest.withPlatform(Platform.host()),
                Descriptor.of(MediaType.OCI_MANIFEST, shared.manifest().toBytes()).withPlatform(Platform.parse("linux/arm64"))));
        store.tag(ImageReference.parse("multi"), store.put(index.mediaType(), index.toBytes()));
        assertThat(store.collectGarbage().removed()).isEmpty();
        store.untag(ImageReference.parse("gone"));
        assertThat(store.collectGarbage().removed()).isEmpty();
        store.untag(ImageReference.parse("multi"));
        GarbageCollection.Result result = store.collectGarbage();
        assertThat(result.removed()).hasSize(4).containsAll(shared.blobs().keySet());
        assertThat(result.bytes()).isGreaterThan(300);
        assertThat(store.isComplete(keptManifest)).isTrue();
        store.untag(ImageReference.parse("kept"));
        store.collectGarbage();
        assertThat(blobs()).isEmpty();
    }

    @Test
    void a_leased_blob_stays_until_the_lease_ends() throws Exception {
        Digest wanted = store.put(MediaType.OCI_LAYER, UUID.randomUUID().toString().getBytes()).digest();
        Digest unwanted = store.put(MediaType.OCI_LAYER, UUID.randomUUID().toString().getBytes()).digest();
        try (Lease lease = store.lease()) {
            lease.add(List.of(wanted));
            assertThat(store.collectGarbage().removed()).containsExactly(unwanted);
        }
        assertThat(store.collectGarbage().removed()).containsExactly(wanted);
    }

    @Test
    void the_lease_of_a_dead_process_holds_nothing() throws Exception {
        Digest digest = store.put(MediaType.OCI_LAYER, UUID.randomUUID().toString().getBytes()).digest();
        Path left = store.root().resolve("leases").resolve(UUID.randomUUID().toString());
        Files.writeString(left, digest + "\n");
        assertThat(store.collectGarbage().removed()).containsExactly(digest);
        assertThat(left).doesNotExist();
    }

    @Test
    void old_leftovers_go_and_young_ones_stay() throws Exception {
        Path old = Files.writeString(store.root().resolve("ingest/sha256-old.part"), "x");
        Path young = Files.writeString(store.root().resolve("ingest/sha256-young.part"), "x");
        Path oldTemporary = Files.writeString(store.root().resolve("blobs/sha256/.a.1.tmp"), "x");
        Path youngTemporary = Files.writeString(store.root().resolve("blobs/sha256/.a.2.tmp"), "x");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(8))));
        Files.setLastModifiedTime(oldTemporary, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        store.collectGarbage();
        assertThat(old).doesNotExist();
        assertThat(oldTemporary).doesNotExist();
        assertThat(young).exists();
        assertThat(youngTemporary).exists();
    }

    @Test
    void damage_is_found_and_named() throws Exception {
        TestImage image = TestImage.random(10);
        Descriptor manifest = add(image, "a");
        Files.writeString(store.path(manifest.digest()), "{}");
        assertThatThrownBy(() -> store.document(manifest)).hasMessageContaining(manifest.digest().hex())
                .hasMessageContaining("damaged");
        assertThatThrownBy(() -> store.put(manifest.digest(), new byte[1])).hasMessageContaining("do not have the digest");
    }

    @Test
    void an_index_json_that_is_broken_is_named() throws Exception {
        Files.writeString(store.root().resolve("index.json"), "{\"schemaVersion\":2,");
        assertThatThrownBy(() -> store.references()).hasMessageContaining("index.json is not valid JSON");
    }
}
