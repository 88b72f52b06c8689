package minidocker.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import minidocker.cli.UserError;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A root filesystem of this very machine's programs, looked at from inside with chroot(1). */
class RootfsInUseTest {
    @TempDir
    private static Path folder;
    private static Path box;
    private static final String WORD = UUID.randomUUID().toString();

    private record Answer(int exitCode, String text) {}

    /** Before JUnit does, which warns of every link that leads out of the folder. */
    @AfterAll
    static void removeTheFolder() throws IOException {
        TreeRemoval.remove(folder);
    }

    @BeforeAll
    static void makeOne() throws IOException, InterruptedException {
        assumeTrue((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0, "chroot(2) needs root");
        box = folder.resolve("box");
        Path script = Files.writeString(folder.resolve("greet"), "#!/usr/bin/env sh\necho \"" + WORD + " $1\"\n");
        Files.setAttribute(script, "unix:mode", 0755);
        Path java = Path.of(System.getProperty("java.home"), "bin/java");
        RootfsMaker.create(box, List.of(script.toString(), java.toString()));
    }

    @Test
    void a_shell_runs_in_it() throws IOException, InterruptedException {
        assertThat(inside("/bin/sh", "-c", "echo " + WORD + "; exit 42")).isEqualTo(new Answer(42, WORD + "\n"));
    }

    @Test
    void every_default_tool_that_is_there_gets_as_far_as_its_main() throws IOException, InterruptedException {
        List<String> tools = new ArrayList<>(DefaultTools.EXPECTED);
        tools.addAll(DefaultTools.WELCOME);
        tools.removeAll(List.of("vi", "top", "w", "watch", "yes"));
        int tried = 0;
        for (String tool : tools) {
            if (inside("/bin/sh", "-c", "command -v " + tool).exitCode() == 0) {
                tried++;
                Answer answer = inside("/bin/sh", "-c", "exec timeout 60 " + tool + " --help < /etc/hosts 2>&1");
                assertThat(answer.text()).as(tool)
                        .doesNotContain("error while loading", "cannot execute", "not found (", "Exec format");
                assertThat(answer.exitCode()).as(tool).isNotIn(126, 127, 124);
            }
        }
        assertThat(tried).isGreaterThan(60);
    }

    @Test
    void the_tools_that_a_lesson_needs_do_their_work() throws IOException, InterruptedException {
        String script = """
                set -e
                cd /tmp
                echo %1$s > a; cp a b; mv b c; ln -s c d; cat d; rm a c d
                ls -1 / | grep -x etc
                id -u
                whoami
                ls -ld /etc/passwd | awk '{ print $3 ":" $4 }'
                hostname | wc -l
                seq 3 | sort -rn | head -1
                echo %1$s | tr a-f A-F | tail -1
                ip link show lo | sed -n 's/.*\\(LOOPBACK\\).*/\\1/p' | head -1
                stat -c %%a /tmp /root
                """.formatted(WORD);
        assertThat(inside("/bin/sh", "-c", script))
                .isEqualTo(new Answer(0, String.join("\n", WORD, "etc", "0", "root", "root:root", "1", "3",
                WORD.replace('a', 'A').replace('b', 'B').replace('c', 'C').replace('d', 'D').replace('e', 'E').replace('f', 'F'),
                "LOOPBACK", "1777", "700") + "\n"));
    }

    @Test
    void names_of_users_and_hosts_are_found() throws IOException, InterruptedException {
        assertThat(inside("/bin/sh", "-c", "id nobody").text()).startsWith("uid=65534(nobody) gid=65534(nogroup)");
    }

    @Test
    void a_script_that_came_along_is_called_by_its_name() throws IOException, InterruptedException {
        assertThat(inside("/bin/sh", "-c", "greet you")).isEqualTo(new Answer(0, WORD + " you\n"));
    }

    @Test
    void a_program_with_origin_in_its_runpath_finds_its_libraries() throws IOException, InterruptedException {
        // Java's modules stay behind, so it cannot get far; its own word for that comes after the loader's work.
        Answer answer = inside("/bin/sh", "-c", System.getProperty("java.home") + "/bin/java -version 2>&1");
        assertThat(answer.text()).doesNotContain("error while loading shared libraries").isNotEmpty();
    }

    @Test
    void a_full_disk_leaves_nothing_and_is_told_in_a_sentence() throws IOException, InterruptedException {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assertThat(run("mount", "-t", "tmpfs", "-o", "size=1m", "none", disk.toString()).exitCode()).isZero();
        try {
            assertThatThrownBy(() -> RootfsMaker.create(disk.resolve("box"), List.of())).isInstanceOf(UserError.class)
                    .message().matches("cannot make the root filesystem .+: it takes .+ MB, and on that disk are only 1.0 MB left .+");
            assertThat(disk).isEmptyDirectory();
            assertThatThrownBy(() -> RootfsMaker.create(disk, List.of())).isInstanceOf(UserError.class)
                    .hasMessageContaining("something is mounted on " + disk);
        } finally {
            assertThat(run("umount", disk.toString()).exitCode()).isZero();
        }
    }

    @Test
    void a_disk_that_fills_up_while_it_is_written_leaves_nothing() throws IOException, InterruptedException {
        Path disk = Files.createDirectory(folder.resolve("small"));
        assertThat(run("mount", "-t", "tmpfs", "-o", "size=1m", "none", disk.toString()).exitCode()).isZero();
        try {
            RootfsPlan plan = RootfsMaker.ofThisMachine().plan(List.of());
            assertThatThrownBy(() -> {
                try (StagedDirectory staged = new StagedDirectory(disk.resolve("box"))) {
                    new RootfsWriter(staged.path(), () -> false).write(plan);
                }
            }).isInstanceOfSatisfying(IOException.class,
                    e -> assertThat(FileTrouble.sentence("box", e)).startsWith("box: the disk is full (make room"));
            assertThat(disk).isEmptyDirectory();
        } finally {
            assertThat(run("umount", disk.toString()).exitCode()).isZero();
        }
    }

    @Test
    void one_with_something_mounted_in_it_is_not_replaced() throws IOException, InterruptedException {
        Path other = folder.resolve("other");
        RootfsMaker.create(other, List.of());
        Path home = other.resolve("home/a b");
        Files.createDirectory(home);
        assertThat(run("mount", "--bind", folder.toString(), home.toString()).exitCode()).isZero();
        try {
            assertThatThrownBy(() -> RootfsMaker.ofThisMachine().make(other, List.of(), true)).isInstanceOf(UserError.class)
                    .hasMessage("cannot replace %s while something is mounted on %s: umount it first", other, home);
            assertThatThrownBy(() -> TreeRemoval.remove(other)).isInstanceOf(IOException.class)
                    .hasMessageContaining(home.toString());
            assertThat(home.resolve("greet")).exists();
        } finally {
            assertThat(run("umount", home.toString()).exitCode()).isZero();
        }
    }

    private static Answer inside(String... command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("env", "-i", "PATH=" + path(), "chroot", box.toString()));
        words.addAll(List.of(command));
        return run(words.toArray(String[]::new));
    }

    private static String path() {
        return String.join(":", CommandSearch.STANDARD_PATH.stream().map(Path::toString).toList());
    }

    private static Answer run(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), text);
    }
}
