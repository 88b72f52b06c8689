package minidocker.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import minidocker.testing.CommandLineRun.Result;
import minidocker.testing.Needs;
import minidocker.testing.OrdinaryUser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All of this step as an ordinary user, who is root of a user namespace. */
@Tag("unprivileged")
@Timeout(120)
class OrdinaryUserTest {
    private final String word = UUID.randomUUID().toString();
    private final Path home = OrdinaryUser.folder().resolve("home");

    private Result run(String... arguments) {
        return OrdinaryUser.commandLine(Main.class).run(arguments);
    }

    @AfterEach
    void nothing_is_left() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("overlay/running"))) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void changes_are_made_on_top_of_the_layers_told_packed_and_unpacked() throws Exception {
        String name = "box-" + word;
        assertThat(run("run", "--keep", name, "sh", "-c", "rm -r /etc /var; mkdir /var; echo " + word
                + " > /var/file; grep -c userxattr /proc/mounts")).extracting(Result::out).isEqualTo("1\n");
        assertThat(run("diff", name).out().lines()).contains("D /etc", "C /var", "A /var/file", "D /var/log")
                .doesNotContain("D /var");
        Path archive = home.resolve(word + ".tar");
        assertThat(run("commit", home + "/overlay/kept/" + name + "/upper", "-o", archive.toString()).err()).isEmpty();
        assertThat(owners(archive)).as("root of the container, not who it is outside").containsOnly("0/0");
        Path layer = home.resolve(word);
        assertThat(run("apply", archive.toString(), layer.toString()).code()).isZero();
        Result again = run("run", "--layer", home + "/hostbox", "--layer", layer.toString(), "sh", "-c",
                "ls -d /etc 2>/dev/null; ls /var; cat /var/file");
        assertThat(again.out()).isEqualTo("file\n" + word + "\n");
    }

    private static List<String> owners(Path archive) throws Exception {
        String listed = Needs.output(Needs.command("tar", "tar").toString(), "--numeric-owner", "-tvf", archive.toString());
        return listed.lines().map(line -> line.split(" +")[1]).toList();
    }

    @Test
    void closed_folders_of_a_container_are_removed_with_it() {
        assertThat(run("run", "sh", "-c", "mkdir -p /a/b/c; chmod 0 /a/b /a").code()).isZero();
    }

    @Test
    void copy_up_is_shown() {
        Result result = run("copy-up", "--size", "2");
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains("the upper has 2.0 MiB of it", "EXDEV",
                "the second has 512 of its 512 pages in memory, and has read nothing");
    }
}
