package minidocker.chroot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import minidocker.testing.CommandLineRun;
import minidocker.testing.CommandLineRun.Result;
import minidocker.testing.Needs;
import minidocker.testing.OrdinaryUser;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** As an ordinary user; when the tests run as root, they become one for this. */
@Tag("unprivileged")
class UnprivilegedRunTest {
    private static CommandLineRun step;

    @BeforeAll
    static void become_an_ordinary_user() {
        step = OrdinaryUser.commandLine(Main.class);
    }

    private static Result needsUserNamespaces(Result result) {
        Needs.that(!result.err().contains("mini-docker doctor") && !result.err().contains("clone3"),
                "kernel: user namespaces are not for ordinary users here: " + result.err());
        return result;
    }

    @Test
    void without_a_user_namespace_one_sentence_says_what_to_do_and_nothing_is_made() {
        Path home = OrdinaryUser.folder().resolve("untouched");
        assertThat(step.home(home).run("run", "true")).isEqualTo(new Result(125, "",
                "mini-docker: chroot needs the capability CAP_SYS_CHROOT, which you do not have: run as root, or add --user-namespace\n"));
        assertThat(step.home(home).run("escape").err()).hasLineCount(1).contains("run as root");
        assertThat(home).doesNotExist();
    }

    @Test
    void explain_needs_no_rights() {
        Result result = step.run("run", "--explain", "true");
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("chroot");
    }

    @Test
    void in_a_user_namespace_the_user_is_root_of_a_root_filesystem_of_his_own() {
        step.run("run", "--user-namespace", "true");
        Result result = needsUserNamespaces(step.run("run", "--user-namespace", "sh", "-c",
                "id -u; id -g; pwd; test -e /home/* || echo empty; exit 9"));
        assertThat(result).isEqualTo(new Result(9, "0\n0\n/\nempty\n", ""));
    }

    @Test
    void what_root_in_there_makes_belongs_to_the_user_outside() throws IOException {
        needsUserNamespaces(step.run("run", "--user-namespace", "true"));
        step.run("run", "--user-namespace", "sh", "-c", "echo made >/tmp/made");
        Path made = OrdinaryUser.folder().resolve("home/hostbox/tmp/made");
        assertThat(made).hasContent("made\n");
        assertThat(Files.getAttribute(made, "unix:uid")).isEqualTo(OrdinaryUser.uid());
    }

    @Test
    void scripts_with_a_job_in_the_background_work_without_device_files() {
        needsUserNamespaces(step.run("run", "--user-namespace", "true"));
        assertThat(step.run("run", "--user-namespace", "sh", "-c", "sleep 0 & wait; echo $?"))
                .isEqualTo(new Result(0, "0\n", ""));
    }

    @Test
    void a_user_who_is_not_in_the_namespace_is_refused_with_a_reason() {
        needsUserNamespaces(step.run("run", "--user-namespace", "true"));
        Result result = step.run("run", "--user-namespace", "-u", "5", "true");
        assertThat(result.code()).isEqualTo(125);
        assertThat(result.err()).hasLineCount(1).contains("EINVAL (the user namespace has no such ID");
    }

    @Test
    void a_root_filesystem_that_may_not_be_entered_is_refused_with_a_reason() throws IOException {
        needsUserNamespaces(step.run("run", "--user-namespace", "true"));
        Path closed = Files.createDirectory(OrdinaryUser.folder().resolve("closed"));
        Files.createDirectory(closed.resolve("rootfs"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        Result result = step.run("run", "--rootfs", closed.resolve("rootfs").toString(), "--user-namespace", "true");
        assertThat(result.code()).isEqualTo(125);
        assertThat(result.err()).hasLineCount(1).startsWith("mini-docker: ").contains("closed");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    }
}
