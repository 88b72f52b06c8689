package minidocker.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import minidocker.syscall.Linux;
import minidocker.syscall.OpenFlag;
import minidocker.testing.TestHome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkedPlacesTest {
    private final Path root = TestHome.temporary();

    private String follow(String path) {
        int descriptor = Linux.openat(Linux.AT_FDCWD, root.toString(), 0, OpenFlag.O_PATH, OpenFlag.O_DIRECTORY);
        try {
            return LinkedPlaces.follow(descriptor, path);
        } finally {
            Linux.close(descriptor);
        }
    }

    private void link(String name, String target) throws Exception {
        Path link = root.resolve(name);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of(target));
    }

    @ParameterizedTest
    @CsvSource({"/data, /mnt/data, /mnt/data", "/data, mnt/../x, /x", "/a/b, c/./d, /a/c/d", "/a/b, ../../../../etc, /etc", "/a/b, /.., /",
            "/data, /proc/self/root/tmp, /proc/self/root/tmp", "/a/b, ., /a"})
    void a_link_is_followed_as_if_the_root_were_ours(String name, String target, String place) throws Exception {
        link(name.substring(1), target);
        assertThat(follow(name)).isEqualTo(place);
        assertThat(follow("//x/.." + name + "/new/./er/")).isEqualTo((place.equals("/") ? "" : place) + "/new/er");
    }

    @Test
    void without_links_nothing_changes_and_nothing_is_made() {
        String name = "/n" + new Random().nextInt();
        assertThat(follow(name + "/deeper")).isEqualTo(name + "/deeper");
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void a_chain_of_links_is_followed_to_its_end_and_a_circle_is_not() throws Exception {
        link("one", "/two");
        link("two", "three/four");
        link("three", "../here/there");
        assertThat(follow("/one/x")).isEqualTo("/here/there/four/x");
        link("circle/back", "/circle/back");
        assertThat(follow("/circle/back/x")).isEqualTo("/circle/back/x");
    }

    @Test
    void what_lies_behind_a_file_is_only_a_name() throws Exception {
        Files.writeString(root.resolve("file"), "");
        assertThat(follow("/file/x")).isEqualTo("/file/x");
    }
}
