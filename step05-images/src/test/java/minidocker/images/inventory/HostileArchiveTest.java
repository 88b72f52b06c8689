package minidocker.images.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import minidocker.images.Digest;
import minidocker.images.store.ContentStore;
import minidocker.json.Json;
import minidocker.testing.registry.TestTar;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives that somebody wrote by hand to get at something: refused with a sentence, and nothing is there afterwards. */
class HostileArchiveTest {
    @TempDir
    Path folder;
    private ContentStore store;
    private Path secret;
    private final byte[] layer = new TestTar().file("x", UUID.randomUUID().toString()).bytes();

    @BeforeEach
    void open() throws Exception {
        store = ContentStore.open(folder.resolve("deep/store"));
        secret = Files.writeString(folder.resolve("deep/secret"), "nobody's business");
    }

    private static byte[] config(Digest... diffIds) {
        return Json.bytes(Map.of("architecture", "amd64", "os", "linux",
                "rootfs", Map.of("type", "layers", "diff_ids", Arrays.stream(diffIds).map(Digest::toString).toList())));
    }

    private static String manifest(String config, String layer) {
        return Json.compact(List.of(Map.of("Config", config, "RepoTags", List.of("evil:1"), "Layers", List.of(layer))));
    }

    private void assertRefused(byte[] archive, String sentence) throws Exception {
        List<Path> before = everything();
        assertThatThrownBy(() -> new ArchiveLoader(store).load(new ByteArrayInputStream(archive))).hasMessageContaining(sentence);
        assertThat(everything()).isEqualTo(before);
        assertThat(secret).hasContent("nobody's business");
        assertThat(store.references()).isEmpty();
    }

    private List<Path> everything() throws Exception {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.sorted().toList();
        }
    }

    @Test
    void the_same_archive_without_malice_is_loaded() throws Exception {
        byte[] archive = new TestTar().file("c.json", config(Digest.of(layer))).file("l/layer.tar", layer)
                .link("m/layer.tar", "../l/layer.tar")
                .file("manifest.json", manifest("c.json", "m/layer.tar")).bytes();
        assertThat(new ArchiveLoader(store).load(new ByteArrayInputStream(archive))).hasToString("[Loaded image: evil:1]");
    }

    @Test
    void a_link_out_of_the_archive_is_not_followed() throws Exception {
        for (String target : List.of("../../../secret", secret.toString(), "/etc/passwd", "a/../../x")) {
            assertRefused(new TestTar().link("layer.tar", target).file("c.json", config(Digest.of(layer)))
                    .file("manifest.json", manifest("c.json", "layer.tar")).bytes(), "a link that leads out of it: layer.tar -> "
                            + target);
            assertRefused(new TestTar().hardLink("layer.tar", target).file("c.json", config(Digest.of(layer)))
                    .file("manifest.json", manifest("c.json", "layer.tar")).bytes(), "a link that leads out of it");
        }
    }

    @Test
    void an_entry_outside_of_the_archive_is_not_written() throws Exception {
        for (String name : List.of("../evil", "/tmp/evil-" + UUID.randomUUID(), "a/../../evil", "./../evil")) {
            assertRefused(new TestTar().file(name, "x").bytes(), "an entry that lies outside of it: " + name);
        }
    }

    @Test
    void a_manifest_can_name_only_what_is_in_the_archive() throws Exception {
        for (String name : List.of("../../secret", secret.toString(), "nothing")) {
            assertRefused(new TestTar().file("c.json", config(Digest.of(layer))).file("manifest.json", manifest("c.json", name))
                    .bytes(),
                    "which is not in this archive");
            assertRefused(new TestTar().file("manifest.json", manifest(name, "l")).bytes(), "which is not in this archive");
        }
    }

    @Test
    void links_in_a_circle_end() throws Exception {
        assertRefused(new TestTar().link("a", "b").link("b", "a").file("manifest.json", manifest("a", "b")).bytes(),
                "which is not in this archive");
    }

    @Test
    void a_layer_that_is_not_what_the_configuration_says_is_refused() throws Exception {
        Digest other = Digest.of(new byte[] {1});
        assertRefused(new TestTar().file("c.json", config(other)).file("l.tar", layer)
                .file("manifest.json", manifest("c.json", "l.tar")).bytes(),
                "where the image's configuration says " + other);
        assertRefused(new TestTar().file("c.json", config()).file("l.tar", layer)
                .file("manifest.json", manifest("c.json", "l.tar")).bytes(),
                "names 1 layers, and the image's configuration 0");
    }

    @Test
    void a_layout_whose_blobs_lie_about_their_digest_is_incomplete() throws Exception {
        String manifest = "{\"schemaVersion\":2}";
        Digest promised = Digest.of("something else".getBytes());
        byte[] index = Json.bytes(Map.of("schemaVersion", 2, "manifests",
                List.of(Map.of("mediaType", "application/vnd.oci.image.manifest.v1+json",
                "digest", promised.toString(), "size", manifest.length()))));
        assertRefused(new TestTar().file("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}").file("index.json", index)
                .file("blobs/sha256/" + promised.hex(), manifest).bytes(), "in this archive is incomplete");
    }

    @Test
    void what_is_cut_off_or_no_archive_at_all_is_refused() throws Exception {
        byte[] whole = new TestTar().file("c.json", config(Digest.of(layer))).file("l.tar", layer)
                .file("manifest.json", manifest("c.json", "l.tar")).bytes();
        assertRefused(Arrays.copyOf(whole, 700), "");
        byte[] noise = new byte[5000];
        new Random().nextBytes(noise);
        noise[0] = 'x';
        assertRefused(noise, "the archive is broken, or no tar archive");
        assertRefused(new byte[0], "this is no archive of images: it has neither manifest.json nor index.json");
        assertRefused(new TestTar().file("manifest.json", "{").bytes(), "");
    }
}
