package minidocker.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import minidocker.cli.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedDirectoryTest {
    @TempDir
    private Path folder;

    /** Fills a directory for ever, as far as its environment is concerned. */
    static final class Slow {
        private Slow() {}

        public static void main(String[] args) throws Exception {
            try (StagedDirectory staged = new StagedDirectory(Path.of(args[0]))) {
                Files.writeString(Files.createDirectory(staged.path().resolve("inner")).resolve("file"), "half");
                System.out.println("filling");
                while (!staged.stopped()) {
                    Thread.sleep(10);
                }
                staged.moveInPlace();
            } catch (UserError stopped) {
                System.out.println(stopped.getMessage());
            }
        }
    }

    @Test
    void it_is_not_there_before_it_is_complete() throws IOException {
        Path place = folder.resolve("place");
        try (StagedDirectory staged = new StagedDirectory(place)) {
            Files.writeString(staged.path().resolve("file"), "whole");
            assertThat(place).doesNotExist();
            staged.moveInPlace();
        }
        assertThat(place.resolve("file")).hasContent("whole");
        assertThat(folder).isDirectoryContaining(path -> path.equals(place)).isDirectoryNotContaining("glob:**/.*");
    }

    @Test
    void a_directory_that_someone_has_filled_meanwhile_is_not_overwritten() throws IOException {
        Path place = folder.resolve("place");
        try (StagedDirectory staged = new StagedDirectory(place)) {
            Files.writeString(Files.createDirectory(place).resolve("file"), "theirs");
            assertThatThrownBy(staged::moveInPlace).isInstanceOf(IOException.class);
        }
        assertThat(place.resolve("file")).hasContent("theirs");
        assertThat(folder).isDirectoryNotContaining("glob:**/.*");
    }

    @Test
    void a_signal_removes_what_is_half_made_and_the_folders_made_for_it() throws IOException, InterruptedException {
        Process slow = startSlow(folder.resolve("a/b/place"));
        slow.destroy();
        assertThat(slow.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void what_a_killed_process_left_is_removed_by_the_next() throws IOException, InterruptedException {
        Path place = folder.resolve("place");
        Process slow = startSlow(place);
        try (StagedDirectory other = new StagedDirectory(place)) {
            assertThat(other.path()).isEmptyDirectory();
            assertThat(folder).as("that of a living process stays").isDirectoryContaining(path ->
                    path.toString().contains("-" + slow.pid() + "-"));
        }
        slow.destroyForcibly().waitFor();
        assertThat(folder).isNotEmptyDirectory();
        new StagedDirectory(place).close();
        assertThat(folder).isEmptyDirectory();
    }

    private static Process startSlow(Path place) throws IOException {
        String classes = StagedDirectory.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        String tests = Slow.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp", classes + ":" + tests, Slow.class.getName(), place.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        assertThat(out.readLine()).isEqualTo("filling");
        return process;
    }
}
