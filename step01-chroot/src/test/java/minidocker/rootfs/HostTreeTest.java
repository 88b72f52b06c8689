package minidocker.rootfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostTreeTest {
    @TempDir
    private Path root;

    /** Before JUnit does, which warns of every link that leads out of the folder. */
    @AfterEach
    void removeTheFolder() throws IOException {
        TreeRemoval.remove(root);
    }

    @Test
    void an_absolute_link_stays_inside_of_the_tree() throws IOException {
        Files.createDirectories(root.resolve("usr/bin"));
        Files.writeString(root.resolve("usr/bin/dash"), "");
        Files.createSymbolicLink(root.resolve("bin"), Path.of("/usr/bin"));
        Files.createSymbolicLink(root.resolve("usr/bin/sh"), Path.of("dash"));
        HostTree.Walk walk = new HostTree(root).walk(Path.of("/bin/sh"));
        assertThat(walk.exists()).isTrue();
        assertThat(walk.end()).hasToString("/usr/bin/dash");
        assertThat(walk.links()).containsOnly(Map.entry(Path.of("/bin"), Path.of("/usr/bin")),
                Map.entry(Path.of("/usr/bin/sh"), Path.of("dash")));
    }

    @Test
    void no_row_of_dots_leads_out_of_the_tree() throws IOException {
        Files.createSymbolicLink(root.resolve("up"), Path.of("../../../../../../etc"));
        HostTree.Walk walk = new HostTree(root).walk(Path.of("/up/passwd"));
        assertThat(walk.end()).hasToString("/etc/passwd");
        assertThat(walk.exists()).isFalse();
    }

    @Test
    void the_folder_before_two_dots_is_remembered() throws IOException {
        Files.createDirectories(root.resolve("opt/app/bin"));
        Files.createDirectories(root.resolve("opt/app/lib"));
        HostTree.Walk walk = new HostTree(root).walk(Path.of("/opt/app/bin/../lib"));
        assertThat(walk.end()).hasToString("/opt/app/lib");
        assertThat(walk.directories()).extracting(Path::toString).contains("/opt/app/bin");
    }

    @Test
    void no_way_leads_through_a_file() throws IOException {
        Files.writeString(root.resolve("file"), "");
        Files.writeString(root.resolve("other"), "");
        assertThat(new HostTree(root).walk(Path.of("/file/../other")).exists()).isFalse();
        assertThat(new HostTree(root).walk(Path.of("/file")).exists()).isTrue();
    }

    @Test
    void links_in_a_circle_lead_nowhere() throws IOException {
        Files.createSymbolicLink(root.resolve("a"), Path.of("b"));
        Files.createSymbolicLink(root.resolve("b"), Path.of("a"));
        assertThat(new HostTree(root).walk(Path.of("/a")).exists()).isFalse();
    }

    @Test
    void a_chain_as_long_as_the_kernel_allows_is_followed_and_no_longer_one() throws IOException {
        Files.writeString(root.resolve("0"), "");
        for (int i = 1; i <= 41; i++) {
            Files.createSymbolicLink(root.resolve("" + i), Path.of("" + (i - 1)));
        }
        assertThat(new HostTree(root).walk(Path.of("/40")).exists()).isTrue().isEqualTo(Files.exists(root.resolve("40")));
        assertThat(new HostTree(root).walk(Path.of("/41")).exists()).isFalse().isEqualTo(Files.exists(root.resolve("41")));
    }
}
