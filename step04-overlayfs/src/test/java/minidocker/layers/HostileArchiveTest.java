package minidocker.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import minidocker.syscall.Linux;
import minidocker.tar.Archives;
import minidocker.tar.TarEntry;
import minidocker.tar.TarEntry.Kind;
import minidocker.tar.TarException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Archives from an enemy. Beside the folder that they are unpacked into lies what they want to get at; after each test it is as
 * it was.
 */
class HostileArchiveTest {
    private static final Limits LIMITS = new Limits(false, 10_000_000, 1000);
    private final String word = UUID.randomUUID().toString();

    @TempDir
    Path host;

    private Path root;
    private Map<String, String> before;

    @BeforeEach
    void prepare() throws IOException {
        root = Files.createDirectories(host.resolve("deep/root"));
        Files.writeString(host.resolve("secret"), word);
        Files.writeString(host.resolve("deep/secret"), word);
        Files.createDirectories(host.resolve("outside/folder"));
        Files.writeString(host.resolve("outside/file"), word);
        before = Snapshot.of(host, "deep/root");
        before.computeIfPresent("deep", (name, shown) -> null);
    }

    @AfterEach
    void nothing_outside_was_touched() {
        int deep = Tree.open(host.resolve("deep"));
        try {
            Tree.remove(deep, "root");
        } finally {
            Linux.close(deep);
        }
        assertThat(Snapshot.of(host, "deep/root")).containsAllEntriesOf(before).hasSize(before.size() + 1);
    }

    private Unpacked unpack(Archives archive) throws IOException {
        return unpack(archive.bytes(), LIMITS);
    }

    private Unpacked unpack(byte[] archive, Limits limits) throws IOException {
        int folder = Tree.open(root);
        try {
            return Unpacker.unpack(new ByteArrayInputStream(archive), folder, limits);
        } finally {
            Linux.close(folder);
        }
    }

    private void refused(Archives archive, String says) {
        assertThatThrownBy(() -> unpack(archive)).isInstanceOf(TarException.class).hasMessageContaining(says)
                .satisfies(said -> assertThat(said.getMessage()).doesNotContain("\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret", "../../secret", "a/../../secret", "a/b/../../../secret", "./../secret", "..", "a/../..",
            "/../secret", "../.wh.secret", "../root2/x"})
    void a_name_that_leads_above_the_root_is_refused(String name) {
        refused(new Archives().file(name, "pwned"), "outside of its folder");
        refused(new Archives().folder(name), "outside of its folder");
        refused(new Archives().link(name, "x"), "outside of its folder");
        refused(new Archives().pax("path=" + name).file("x", "pwned"), "outside of its folder");
        refused(new Archives().gnuLongName(name).file("x", "pwned"), "outside of its folder");
    }

    @Test
    void an_absolute_name_begins_at_the_root_of_what_is_unpacked() throws IOException {
        unpack(new Archives().file(host.resolve("secret").toString(), "pwned").file("//x", "2").file("a/../y", "3"));
        assertThat(root.resolve(host.resolve("secret").toString().substring(1))).hasContent("pwned");
        assertThat(root.resolve("x")).hasContent("2");
        assertThat(root.resolve("y")).hasContent("3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HOST/outside", "../../outside", "../../../../../../../../../../HOST/outside", "/proc/self/cwd",
            "/proc/self/root"})
    void no_link_leads_what_comes_behind_it_out(String target) {
        String to = target.replace("HOST", host.toString());
        for (Archives archive : new Archives[] {
                new Archives().link("l", to).file("l/file", "pwned"),
                new Archives().link("l", to).folder("l/folder/"),
                new Archives().link("l", to).link("l/new", "x"),
                new Archives().link("l", to).file("l/.wh.file", ""),
                new Archives().link("l", to).file("l/.wh..wh..opq", ""),
                new Archives().link("l", to).file("l/folder/deeper/file", "pwned"),
                new Archives().folder("a").link("a/l", to).link("b", "a/l").file("b/file", "pwned"),
                new Archives().file("x", "x").link("l", to).hardLink("l/hard", "x")}) {
            try {
                unpack(archive);
            } catch (IOException refused) {
                assertThat(refused).isInstanceOf(TarException.class).hasMessageContaining("link");
            }
            assertThat(host.resolve("outside/new")).doesNotExist();
        }
    }

    @Test
    void a_link_into_the_tree_is_followed_as_the_container_would_follow_it() throws IOException {
        unpack(new Archives().folder("usr").folder("usr/lib").link("lib", "usr/lib").link("absolute", "/usr/lib")
                .link("above", "../../../usr")
                .file("lib/1", "1").file("absolute/2", "2").file("above/3", "3"));
        assertThat(root.resolve("usr/lib/1")).hasContent("1");
        assertThat(root.resolve("usr/lib/2")).hasContent("2");
        assertThat(root.resolve("usr/3")).hasContent("3");
    }

    @Test
    void a_file_replaces_a_link_of_its_name_and_does_not_write_through_it() throws IOException {
        unpack(new Archives().link("secret", host.resolve("secret").toString()).file("secret", "new"));
        assertThat(Files.isSymbolicLink(root.resolve("secret"))).isFalse();
        assertThat(root.resolve("secret")).hasContent("new");
    }

    @Test
    void the_mode_and_the_time_of_a_link_are_not_given_to_what_it_leads_to() throws IOException {
        TarEntry open = TarEntry.of("l", Kind.SYMBOLIC_LINK, 07777, 0, 0, 0, Instant.EPOCH, host.resolve("secret").toString());
        TarEntry folder = TarEntry.of("d/", Kind.FOLDER, 07777, 0, 0, 0, Instant.EPOCH, "");
        unpack(new Archives().add(open, new byte[0]).add(folder, new byte[0]).link("d", host.resolve("outside").toString()));
        assertThat(Files.isSymbolicLink(root.resolve("d"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret", "../../secret", "HOST/secret", "l/secret", "l/folder", "missing", "d", "", "/"})
    void a_hard_link_leads_to_a_file_of_the_archive_only(String target) {
        String to = target.replace("HOST", host.toString());
        assertThatThrownBy(() -> unpack(new Archives().folder("d").link("l", host.toString()).hardLink("hard", to)))
                .isInstanceOf(TarException.class)
                .hasMessageMatching(".*(outside of its folder|which is no file in it).*");
        assertThat(root.resolve("hard")).doesNotExist();
    }

    @Test
    void a_hard_link_to_a_link_is_one_to_the_link_itself() throws IOException {
        unpack(new Archives().link("l", host.resolve("secret").toString()).hardLink("hard", "l").file("hard", "new"));
        assertThat(root.resolve("hard")).hasContent("new");
        assertThat(Files.isSymbolicLink(root.resolve("l"))).isTrue();
    }

    @Test
    void a_hard_link_to_itself_or_in_place_of_its_own_folder_loses_nothing() throws IOException {
        unpack(new Archives().file("f", word).hardLink("f", "f"));
        assertThat(root.resolve("f")).hasContent(word);
        refused(new Archives().file("d/f", word).hardLink("d", "d/f"), "in place of the folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {".wh.", ".wh..", ".wh...", "a/.wh...", "a/.wh.."})
    void a_whiteout_of_no_name_is_refused(String name) {
        refused(new Archives().folder("a").file(name, ""), "no file name");
    }

    @Test
    void a_whiteout_concerns_the_layers_below_and_not_what_the_archive_itself_has() throws IOException {
        unpack(new Archives().file("kept", word).file(".wh.kept", "").file("d/in", word).file(".wh.d", "").file(".wh.later", "")
                .file("later", word).file(".wh.e", "").file("e/in", word));
        assertThat(root.resolve("kept")).hasContent(word);
        assertThat(root.resolve("later")).hasContent(word);
        assertThat(root.resolve("d/in")).hasContent(word);
        assertThat(root.resolve("e/in")).hasContent(word);
        try (Layer layer = new Layer(root)) {
            assertThat(layer.isOpaque("d")).isTrue();
            assertThat(layer.isOpaque("e")).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 4096, 65_536, 900_000})
    void names_that_no_file_can_have_are_refused(int length) {
        String name = "n".repeat(length);
        refused(new Archives().gnuLongName(name).file("x", ""), "bytes");
        refused(new Archives().pax("path=" + name).file("x", ""), "bytes");
        refused(new Archives().pax("path=" + "d/".repeat(2048 + length)).file("x", ""), "bytes");
        refused(new Archives().file("x", "").pax("linkpath=" + name).hardLink("y", "x"), "bytes");
        assertThat(host).isDirectoryNotContaining(file -> file.getFileName().toString().startsWith("n"));
    }

    @Test
    void a_link_that_leads_further_than_a_path_can_is_refused() {
        refused(new Archives().pax("linkpath=" + "x".repeat(65_536)).link("l", "x"), "too long");
    }

    @Test
    void the_longest_path_works() throws IOException {
        String path = ("d".repeat(254) + "/").repeat(15) + "f".repeat(255);
        unpack(new Archives().pax("path=" + path).file("x", "").file("y", word));
        assertThat(root.resolve("y")).hasContent(word);
        int folder = Tree.open(root);
        try {
            assertThat(minidocker.syscall.LinuxFiles.stat(folder, path).isRegular()).isTrue();
        } finally {
            Linux.close(folder);
        }
    }

    @Test
    void the_last_of_several_entries_of_a_name_counts() throws IOException {
        unpack(new Archives().file("x", "1").file("x", "2").file("d/y", "1").file("d", "now a file").link("l", "x").folder("l")
                .file("l/z", "3").folder("m").file("m/a", "a").link("m", "l"));
        assertThat(root.resolve("x")).hasContent("2");
        assertThat(root.resolve("d")).hasContent("now a file");
        assertThat(root.resolve("l/z")).hasContent("3");
        assertThat(root.resolve("m/z")).hasContent("3");
    }

    @Test
    void nothing_is_put_into_a_file() {
        refused(new Archives().file("f", "1").file("f/g", "2"), "no folder");
        refused(new Archives().link("l", "nowhere").file("l/g", "2"), "leads nowhere");
        refused(new Archives().link("l", "l").file("l/g", "2"), "circle");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "./", "/", "a/.."})
    void the_root_itself_stays_a_folder(String name) {
        refused(new Archives().link(name, host.resolve("outside").toString()), "the folder itself");
        if (!name.endsWith("/")) {
            refused(new Archives().file(name, "x"), "the folder itself");
        }
        refused(new Archives().file("x", "x").hardLink(name, "x"), "the folder itself");
        assertThat(Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)).isTrue();
    }

    @Test
    void attributes_by_which_overlayfs_could_be_led_elsewhere_are_left_out() throws IOException {
        TreeMap<String, byte[]> attributes = new TreeMap<>();
        attributes.put("user.overlay.redirect", "/etc".getBytes());
        attributes.put("trusted.overlay.redirect", "/etc".getBytes());
        attributes.put("user.overlay.metacopy", new byte[0]);
        TarEntry entry = new TarEntry("d/", Kind.FOLDER, 0755, 0, 0, 0, Instant.EPOCH, "", 0, 0, attributes, null);
        Unpacked unpacked = unpack(new Archives().add(entry, new byte[0]));
        assertThat(unpacked.omissions())
                .containsExactly("left out an attribute that only overlayfs itself may set (/d and 2 more)");
        try (Layer layer = new Layer(root)) {
            assertThat(layer.redirect("d")).isNull();
            assertThat(layer.isWithoutContent("d")).isFalse();
        }
    }

    @Test
    void a_device_0_0_is_no_whiteout_of_the_archive() throws IOException {
        TarEntry device = new TarEntry("etc", Kind.CHARACTER_DEVICE, 0, 0, 0, 0, Instant.EPOCH, "", 0, 0, new TreeMap<>(), null);
        assertThat(unpack(new Archives().add(device, new byte[0])).omissions()).singleElement().asString().contains("0:0");
        assertThat(root.resolve("etc")).doesNotExist();
    }

    @Test
    void limits_are_kept() {
        Archives many = new Archives();
        for (int i = 0; i < 20; i++) {
            many.file("f" + i, word);
        }
        assertThatThrownBy(() -> unpack(many.bytes(), new Limits(false, 1000, 19))).isInstanceOf(TarException.class)
                .hasMessageContaining("more than 19 entries");
        assertThatThrownBy(() -> unpack(many.bytes(), new Limits(false, 19 * 36, 100))).isInstanceOf(TarException.class)
                .hasMessageContaining("more than 684 bytes");
    }

    @Test
    void more_folders_than_are_remembered_get_their_modes_and_times_all_the_same() throws IOException {
        Archives many = new Archives();
        int folders = 25_000;
        for (int i = 0; i < folders; i++) {
            many.add(TarEntry.of("d/" + i, Kind.FOLDER, 0700 | i % 64, 0, 0, 0, Instant.ofEpochSecond(i), ""), new byte[0]);
        }
        many.add(TarEntry.of("d", Kind.FOLDER, 0711, 0, 0, 0, Instant.ofEpochSecond(folders), ""), new byte[0]);
        // They are entered again when they have got theirs already, and some get something else now.
        for (int i = 0; i < folders; i += 1000) {
            many.file("d/" + i + "/f", word).file("d/" + i + "/new/folder/f", word);
        }
        many.add(TarEntry.of("d/1000", Kind.FOLDER, 0701, 0, 0, 0, Instant.ofEpochSecond(7), ""), new byte[0]);
        unpack(many.bytes(), new Limits(false, 10_000_000, 1_000_000));
        assertThat(Files.getLastModifiedTime(root.resolve("d")).toInstant()).isEqualTo(Instant.ofEpochSecond(folders));
        for (int i = 0; i < folders; i++) {
            Path folder = root.resolve("d/" + i);
            boolean again = i == 1000;
            assertThat(Files.getLastModifiedTime(folder).toInstant()).isEqualTo(Instant.ofEpochSecond(again ? 7 : i));
            assertThat((int) Files.getAttribute(folder, "unix:mode") & 07777).isEqualTo(again ? 0701 : 0700 | i % 64);
        }
    }

    @Test
    void more_closed_folders_than_are_remembered_are_refused_to_who_could_not_enter_them_again() throws IOException {
        int folder = Tree.open(root);
        LastTouches touches = new LastTouches(10, true);
        try (Root opened = new Root(folder, touches)) {
            for (int i = 0; i < 20; i++) {
                touches.add(new SafePath("closed" + i), i % 2 == 0 ? 0500 : 0700, Instant.EPOCH);
            }
            assertThat(touches.areTooMany()).isTrue();
            assertThatThrownBy(() -> touches.makeRoom(opened)).isInstanceOf(TarException.class)
                    .hasMessageContaining("more than 5 folders that are closed to their owner");
        } finally {
            Linux.close(folder);
        }
    }

    @Test
    void a_sparse_file_larger_than_all_disks_is_refused() {
        Archives bomb = new Archives().pax("GNU.sparse.size=9223372036854775807", "GNU.sparse.map=0,1")
                .raw('0', "x", "", new byte[1], 1);
        assertThatThrownBy(() -> unpack(bomb.bytes(), new Limits(false, Long.MAX_VALUE, 10))).isInstanceOf(TarException.class)
                .hasMessageContaining("9223372036854775807 bytes");
        refused(bomb, "more than 10000000 bytes");
    }

    @Test
    void an_archive_that_is_cut_is_refused_also_in_the_middle_of_a_file() {
        byte[] whole = new Archives().file("x", word.repeat(100)).bytes();
        for (int length : new int[] {100, 600, 1500, 4000}) {
            assertThatThrownBy(() -> unpack(Arrays.copyOf(whole, length), LIMITS)).isInstanceOf(TarException.class)
                    .hasMessageContaining("cut short");
        }
    }

    @Test
    void a_message_plays_no_tricks_on_the_terminal() {
        assertThatThrownBy(() -> unpack(new Archives().file("../\u001b[2J\nroot: all is well", "")))
                .satisfies(said -> assertThat(said.getMessage()).doesNotContain("\u001b", "\n"));
    }
}
