package minidocker.images.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import minidocker.cli.UserError;
import minidocker.images.DiffId;
import minidocker.images.Digest;
import minidocker.images.ImageReference;
import minidocker.images.MediaType;
import minidocker.images.container.OverlayUnpacker;
import minidocker.images.registry.RegistrySettings;
import minidocker.images.store.ContentStore;
import minidocker.images.store.LayerUnpacker;
import minidocker.images.store.UnpackLimit;
import minidocker.layers.Tree;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;
import minidocker.testing.registry.DebianRegistry;
import minidocker.testing.registry.Pusher;
import minidocker.testing.registry.TestImage;
import minidocker.testing.registry.TestTar;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in a layer, as opposed to how it travels. */
class LayerVerificationTest {
    private static DebianRegistry server;
    private static Pusher pusher;

    @TempDir
    Path folder;
    private ContentStore store;
    private final byte[] content = new byte[200_000];
    private byte[] tar;

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
        store = ContentStore.open(folder.resolve("store"));
        new Random().nextBytes(content);
        tar = new TestTar().file("dir/file", content).link("out", "/etc").bytes();
    }

    private static byte[] gzip(byte[] bytes) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private void pull(TestImage image, LayerUnpacker unpacker) throws Exception {
        pusher.push("layers", "x", image);
        new Pull(store, RegistrySettings.of(Map.of("HOME", folder.toString())), PullListener.SILENT, unpacker)
                .pull(ImageReference.parse(server.domain() + "/layers:x"), Optional.empty());
    }

    private void assertUnpacked(byte[] layer, MediaType type) throws Exception {
        pull(TestImage.of(layer, type, Digest.of(tar)), new OverlayUnpacker());
        Path files = store.layers().files(new DiffId(Digest.of(tar))).orElseThrow();
        assertThat(files.resolve("dir/file")).hasBinaryContent(content);
        assertThat(store.layers().archive(new DiffId(Digest.of(tar))).orElseThrow().bytes()).isEqualTo(tar.length);
    }

    @Test
    void a_layer_is_unpacked_from_gzip() throws Exception {
        assertUnpacked(gzip(tar), MediaType.OCI_LAYER_GZIP);
    }

    @Test
    void a_layer_is_unpacked_from_zstd() throws Exception {
        assertUnpacked(Zstd.compress(tar), MediaType.OCI_LAYER_ZSTD);
    }

    @Test
    void a_layer_is_unpacked_that_is_not_compressed() throws Exception {
        assertUnpacked(tar, MediaType.OCI_LAYER);
    }

    @Test
    void a_layer_of_several_gzip_members_is_read_to_its_end() throws Exception {
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        for (int at = 0; at < tar.length; at += 30_001) {
            members.writeBytes(gzip(Arrays.copyOfRange(tar, at, Math.min(tar.length, at + 30_001))));
        }
        assertUnpacked(members.toByteArray(), MediaType.OCI_LAYER_GZIP);
    }

    @Test
    void a_layer_that_does_not_unpack_to_its_diff_id_is_refused_and_leaves_nothing() throws Exception {
        Digest other = Digest.of(content);
        for (LayerUnpacker unpacker : new LayerUnpacker[] {LayerUnpacker.NONE, new OverlayUnpacker()}) {
            assertThatThrownBy(() -> pull(TestImage.of(gzip(tar), MediaType.OCI_LAYER_GZIP, other), unpacker))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("unpacks to " + Digest.of(tar) + " where the image's configuration says " + other);
            assertNothingOfTheLayer();
        }
    }

    @Test
    void a_layer_that_is_broken_inside_is_refused_and_leaves_nothing() throws Exception {
        byte[] broken = gzip(tar);
        Arrays.fill(broken, 5000, 6000, (byte) 0);
        assertThatThrownBy(() -> pull(TestImage.of(broken, MediaType.OCI_LAYER_GZIP, Digest.of(tar)), new OverlayUnpacker()))
                .isInstanceOf(UserError.class);
        assertNothingOfTheLayer();
        byte[] cut = Arrays.copyOf(gzip(tar), 10_000);
        assertThatThrownBy(() -> pull(TestImage.of(cut, MediaType.OCI_LAYER_GZIP, Digest.of(tar)), LayerUnpacker.NONE))
                .isInstanceOf(UserError.class);
        assertNothingOfTheLayer();
    }

    @Test
    void a_bomb_is_refused_long_before_it_has_gone_off() throws Exception {
        byte[] bomb = new TestTar().file("zeros", new byte[4 << 20]).bytes();
        byte[] small = gzip(bomb);
        UnpackLimit limit = new UnpackLimit(1 << 20, 10, 0);
        for (byte[] compressed : new byte[][] {small, Zstd.compress(bomb)}) {
            assertThatThrownBy(() -> store.layers().with(limit).read(new ByteArrayInputStream(compressed), Digest.of(compressed),
                    new DiffId(Digest.of(bomb)), (tar, folder) -> {
                        tar.transferTo(OutputStream.nullOutputStream());
                        throw new AssertionError("all of it was unpacked");
                    })).isInstanceOf(IOException.class).hasMessageContaining("refused as a decompression bomb")
                    .hasMessageContaining(Digest.of(compressed).toString()).hasMessageContaining("10 times as much and 1 MiB")
                    .hasMessageContaining("set " + UnpackLimit.VARIABLE);
            assertNothingOfTheLayer();
        }
        store.layers().with(new UnpackLimit(bomb.length, 0, 0)).read(new ByteArrayInputStream(small), Digest.of(small),
                new DiffId(Digest.of(bomb)), new OverlayUnpacker());
        assertThat(store.layers().files(new DiffId(Digest.of(bomb))).orElseThrow().resolve("zeros")).hasSize(4 << 20);
    }

    @Test
    void who_trusts_an_image_can_set_what_a_layer_may_become() {
        assertThat(UnpackLimit.of(Map.of())).isEqualTo(UnpackLimit.DEFAULT);
        assertThat(UnpackLimit.of(Map.of(UnpackLimit.VARIABLE, "64g")).bytes()).isEqualTo(64L << 30);
        assertThatThrownBy(() -> UnpackLimit.of(Map.of(UnpackLimit.VARIABLE, "much"))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(UnpackLimit.VARIABLE).hasMessageContaining("'much'");
    }

    @Test
    void a_disk_is_not_filled_to_its_last_byte() throws Exception {
        UnpackLimit greedy = new UnpackLimit(Long.MAX_VALUE, 1, Files.getFileStore(folder).getTotalSpace());
        assertThatThrownBy(() -> greedy.check("x", Files.getFileStore(folder).getTotalSpace(), folder))
                .hasMessageContaining("there is too little room for the layer x").hasMessageContaining("are kept free");
    }

    @Test
    void what_a_killed_process_was_unpacking_goes_and_what_a_living_one_unpacks_stays() throws Exception {
        Path layers = store.root().resolve("layers/sha256");
        Path dead = Files.createDirectories(layers.resolve(".new-dead/fs")).getParent();
        Path alive = Files.createDirectory(layers.resolve(".new-alive"));
        int lock = Tree.open(alive);
        try {
            LinuxFiles.lock(lock, true);
            assertUnpacked(gzip(tar), MediaType.OCI_LAYER_GZIP);
            assertThat(dead).doesNotExist();
            assertThat(alive).exists();
        } finally {
            Linux.close(lock);
        }
        store.collectGarbage();
        assertThat(alive).doesNotExist();
    }

    private void assertNothingOfTheLayer() throws Exception {
        try (Stream<Path> layers = Files.list(store.root().resolve("layers/sha256")); Stream<Path> parts = Files.list(store.root()
                .resolve("ingest"))) {
            assertThat(layers).isEmpty();
            assertThat(parts).isEmpty();
        }
        assertThat(store.references()).isEmpty();
    }

    @Test
    void what_was_only_verified_is_unpacked_when_somebody_wants_the_files() throws Exception {
        TestImage image = TestImage.of(gzip(tar), MediaType.OCI_LAYER_GZIP, Digest.of(tar));
        pull(image, LayerUnpacker.NONE);
        assertThat(store.layers().files(new DiffId(Digest.of(tar)))).isEmpty();
        pull(image, new OverlayUnpacker());
        assertThat(store.layers().files(new DiffId(Digest.of(tar))).orElseThrow().resolve("dir/file")).hasBinaryContent(content);
    }
}
