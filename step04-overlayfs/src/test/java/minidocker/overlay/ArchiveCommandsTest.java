package minidocker.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import minidocker.tar.Archives;
import minidocker.testing.CommandLineRun;
import minidocker.testing.CommandLineRun.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What apply, diff and commit say to wrong input. */
class ArchiveCommandsTest {
    @TempDir
    Path folder;

    private Result run(String... arguments) {
        return CommandLineRun.of(Main.class).home(folder.resolve("home")).run(arguments);
    }

    private Result apply(byte[] archive) throws IOException {
        Path file = Files.write(folder.resolve("archive"), archive);
        return run("apply", file.toString(), folder.resolve("layer").toString());
    }

    private static byte[] gzip(byte[]... members) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] member : members) {
            try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                gzip.write(member);
            }
        }
        return out.toByteArray();
    }

    private void isRefused(Result result, String says) {
        assertThat(result.code()).isEqualTo(125);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("mini-docker: ").contains(says).hasLineCount(1);
        assertThat(folder.resolve("layer")).doesNotExist();
    }

    @Test
    void what_was_unpacked_of_a_bad_archive_is_removed_again() throws IOException {
        isRefused(apply(new Archives().file("good", "x").folder("d").file("../evil", "x").bytes()), "outside of its folder");
        isRefused(apply("no archive at all, but long enough for a header".repeat(20).getBytes()), "no tar archive");
        byte[] compressed = gzip(new Archives().file("good", "x".repeat(100_000)).bytes());
        isRefused(apply(java.util.Arrays.copyOf(compressed, compressed.length - 20)), "broken");
        compressed[compressed.length - 6] ^= 1;
        isRefused(apply(compressed), "broken");
        isRefused(run("apply", folder + "/none", folder + "/layer"), "there is no archive");
    }

    @Test
    void gzip_in_several_members_is_one_archive() throws IOException {
        byte[] archive = new Archives().file("a", "x".repeat(3000)).bytes();
        Result result = apply(gzip(java.util.Arrays.copyOf(archive, 700),
                java.util.Arrays.copyOfRange(archive, 700, archive.length)));
        assertThat(result).isEqualTo(new Result(0, "1 entries, 3000 bytes\n", ""));
        assertThat(folder.resolve("layer/a")).hasContent("x".repeat(3000));
    }

    @Test
    void a_layer_wants_a_folder_of_its_own() throws IOException {
        Files.createDirectories(folder.resolve("layer"));
        Files.writeString(folder.resolve("layer/mine"), "");
        Result result = apply(new Archives().file("a", "").bytes());
        assertThat(result.err()).contains("is not empty").hasLineCount(1);
        assertThat(folder.resolve("layer/mine")).exists();
        assertThat(folder.resolve("layer/a")).doesNotExist();
    }

    @Test
    void what_is_not_there_is_said_to_be_missing() {
        assertThat(run("diff", "nothing").err()).contains("nothing is kept under the name nothing").hasLineCount(1);
        assertThat(run("diff", folder + "/none").err()).contains("there is no folder").hasLineCount(1);
        assertThat(run("commit", "nothing", "-o", folder + "/x.tar").err()).contains("nothing is kept").hasLineCount(1);
        assertThat(run("commit", folder.toString(), "-o", folder + "/none/x.tar").err()).contains("cannot be written")
                .hasLineCount(1);
        assertThat(folder.resolve("x.tar")).doesNotExist();
    }
}
