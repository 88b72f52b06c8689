package minidocker.rootfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import minidocker.cli.UserError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RootfsCommandTest {
    @TempDir
    private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** Before JUnit does, which warns of every link that leads out of the folder. */
    @AfterEach
    void removeTheFolder() throws IOException {
        TreeRemoval.remove(folder);
    }

    @Test
    void it_makes_what_it_says() {
        Path box = folder.resolve("box");
        assertThat(execute("create", box.toString(), "--with", "env", "--with", "id")).isZero();
        assertThat(out.toString()).startsWith(box + ": ").contains(" files of this machine, ", "run --rootfs " + box + " sh")
                .hasLineCount(1);
        assertThat(box.resolve("usr/bin/env")).isExecutable();
    }

    @Test
    void explaining_makes_nothing() {
        Path box = folder.resolve("box");
        assertThat(execute("create", "--explain", box.toString())).isZero();
        assertThat(out.toString()).contains("dir 1777  /tmp").contains("needed by ");
        assertThat(box).doesNotExist();
    }

    @Test
    void a_command_that_is_not_there_is_named() {
        assertThat(execute("create", folder.resolve("box").toString(), "--with", "nonesuch-x")).isEqualTo(125);
        assertThat(err.toString()).startsWith("cannot take 'nonesuch-x' along: no command 'nonesuch-x' on this machine")
                .hasLineCount(1);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_second_one_in_the_same_place_has_to_be_forced() {
        String box = folder.resolve("box").toString();
        assertThat(execute("create", box)).isZero();
        assertThat(execute("create", box)).isEqualTo(125);
        assertThat(err.toString()).contains("--force");
        assertThat(execute("create", "--force", box)).isZero();
        assertThat(Files.exists(Path.of(box))).isTrue();
    }

    @Test
    void without_a_directory_the_usage_is_shown() {
        assertThat(execute("create")).isEqualTo(2);
        assertThat(err.toString()).contains("DIR").contains("--with");
    }

    private int execute(String... words) {
        return new CommandLine(new RootfsCommand()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    if (e instanceof UserError wrong) {
                        command.getErr().println(wrong.getMessage());
                        command.getErr().flush();
                        return wrong.exitCode();
                    }
                    throw e;
                }).execute(words);
    }
}
