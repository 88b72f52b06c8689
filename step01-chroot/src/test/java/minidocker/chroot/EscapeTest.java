package minidocker.chroot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import minidocker.syscall.SyscallProgram;
import minidocker.testing.CommandLineRun;
import minidocker.testing.CommandLineRun.Result;
import minidocker.testing.Needs;
import minidocker.testing.TestHome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way out of a chroot, which later steps close. */
@Tag("kernel")
class EscapeTest {
    @TempDir
    Path hostFolder;

    @BeforeAll
    static void needs_root() {
        Needs.root();
    }

    private static SyscallProgram inside() {
        return Chroot.enter(SyscallProgram.inNewProcess("inside"), TestHome.hostbox().toString());
    }

    @Test
    void chroot_does_not_hold_who_calls_it_again() throws IOException {
        String word = UUID.randomUUID().toString();
        Path secret = Files.writeString(hostFolder.resolve("secret"), word);
        assertThat(Escape.attempt(inside(), TestHome.hostbox(), secret, null)).isEqualTo(word);
        assertThat(TestHome.hostbox().resolve(".escape")).doesNotExist();
    }

    @Test
    void what_is_not_there_cannot_be_read_out_there_either() throws IOException {
        assertThat(Escape.attempt(inside(), TestHome.hostbox(), hostFolder.resolve("nothing"), null)).isNull();
    }

    @Test
    void the_command_proves_it() {
        Result result = CommandLineRun.of(Main.class).home(TestHome.folder()).run("escape");
        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .matches("Escaped: from inside the chroot, /tmp/mini-docker-secret[0-9]+ of the host says [0-9a-f-]{36}\\.\n");
        Path secret = Path.of(result.out().replaceAll("(?s).*, (/\\S+) of.*", "$1"));
        assertThat(secret).doesNotExist();
    }

    @Test
    void it_is_explained_and_traced_call_by_call() {
        CommandLineRun step = CommandLineRun.of(Main.class).home(TestHome.folder());
        assertThat(step.run("escape", "--explain").out()).contains("path=/.escape", "the root moves there")
                .doesNotContain("Escaped");
        assertThat(step.run("escape", "--trace").err()).contains("chroot")
                .containsPattern("openat +pathname=/tmp/mini-docker-secret[0-9]+ += [0-9]");
    }
}
