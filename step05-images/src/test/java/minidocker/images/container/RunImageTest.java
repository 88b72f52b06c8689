package minidocker.images.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import minidocker.images.Main;
import minidocker.syscall.Linux;
import minidocker.testing.CommandLineRun;
import minidocker.testing.Eventually;
import minidocker.testing.Needs;
import minidocker.testing.registry.ImagesProgram;
import minidocker.testing.registry.ImagesProgram.Result;
import minidocker.testing.registry.TestTar;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images in real containers; Debian's static busybox is all that is in them. */
class RunImageTest {
    private static final Path BUSYBOX = Path.of("/bin/busybox");

    @TempDir
    Path home;
    private ImagesProgram program;
    private TestTar tar;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Linux.geteuid() == 0, "needs root");
        assumeTrue(Files.isExecutable(BUSYBOX), "needs Debian package busybox-static");
        program = new ImagesProgram(home);
        tar = new TestTar().file("bin/busybox", Files.readAllBytes(BUSYBOX)).link("bin/sh", "busybox");
    }

    private void imported(String... changes) throws Exception {
        List<String> arguments = new java.util.ArrayList<>(List.of("import"));
        for (String change : changes) {
            arguments.addAll(List.of("-c", change));
        }
        arguments.addAll(List.of("-", "box"));
        program.ok(tar.bytes(), arguments.toArray(String[]::new));
    }

    @Test
    void the_image_decides_what_runs_and_how() throws Exception {
        String word = UUID.randomUUID().toString();
        tar.file("etc/passwd", "root:x:0:0::/:\nann:x:1234:77::/home/ann:/bin/sh\n")
                .file("etc/group", "crew:x:77:\nextra:x:88:bob,ann\nother:x:99:bob\n")
                .file("srv/data", word);
        imported("ENTRYPOINT [\"/bin/busybox\", \"sh\", \"-c\"]", "CMD [\"id -u; id -G; pwd; cat data; echo $WORD $HOME\"]",
                "ENV WORD=" + word, "WORKDIR /srv", "USER ann");
        assertThat(program.ok("run", "box").out()).isEqualTo("1234\n77 88\n/srv\n" + word + word + " /home/ann\n");
        assertThat(program.ok("run", "-u", "1234:crew", "-w", "/", "-e", "WORD=mine", "box", "id -G; pwd; echo $WORD").out())
                .isEqualTo("77\n/\nmine\n");
        assertThat(program.ok("run", "--entrypoint", "/bin/busybox", "-u", "0", "box", "id", "-u").out()).isEqualTo("0\n");
    }

    @Test
    void an_image_is_not_removed_while_a_container_runs_from_it() throws Exception {
        imported();
        // From within: as long as it is asked, the container runs.
        Path images = Files.createDirectory(home.resolve("asked"));
        Thread container = new Thread(() -> {
            try {
                program.ok("run", "-v", images + ":/asked", "box", "sh", "-c",
                        "echo > /asked/up; while [ ! -e /asked/end ]; do busybox sleep 0.1; done");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        container.start();
        try {
            Eventually.holds(() -> Files.exists(images.resolve("up")), () -> "the container to run");
            assertThat(program.run("rmi", "box")).satisfies(refused -> {
                assertThat(refused.code()).isEqualTo(1);
                assertThat(refused.err()).contains("conflict: unable to remove repository reference \"box:latest\" (must force)",
                        "a running container is using its referenced image");
            });
            assertThat(program.ok("image", "prune", "-a", "-f").out()).isEqualTo("Total reclaimed space: 0B\n");
        } finally {
            Files.createFile(images.resolve("end"));
            container.join();
        }
        assertThat(program.ok("rmi", "box").out()).startsWith("Untagged: box:latest\nDeleted: ");
    }

    @Test
    void a_program_that_is_missing_is_missing_in_the_image() throws Exception {
        imported();
        String missing = "missing-" + UUID.randomUUID();
        assertThat(program.run("run", "--entrypoint", missing, "box").err()).contains(missing + ": no such command",
                "looked for it in ", ", which is the image box").doesNotContain("rootfs create");
        assertThat(program.run("run", "--entrypoint", "/" + missing, "box").code()).isEqualTo(127);
    }

    @Test
    void what_a_container_writes_is_not_in_the_image() throws Exception {
        imported();
        String name = UUID.randomUUID().toString();
        assertThat(program.ok("run", "box", "sh", "-c", "echo x > /" + name + "; busybox ls /").out()).contains(name);
        assertThat(program.ok("run", "box", "busybox", "ls", "/").out()).contains("bin").doesNotContain(name);
    }

    @Test
    void the_exit_code_is_the_programs_or_says_why_there_was_none() throws Exception {
        imported();
        assertThat(program.run("run", "box", "sh", "-c", "exit 42").code()).isEqualTo(42);
        assertThat(program.run("run", "box", "nosuch").code()).isEqualTo(127);
        Result nothing = program.run("run", "box");
        assertThat(nothing.code()).isEqualTo(125);
        assertThat(nothing.err()).startsWith("mini-docker: no command specified");
        assertThat(program.run("run", "--pull", "never", "nosuch", "true").code()).isNotZero();
    }

    @Test
    void a_passwd_that_is_a_link_to_the_hosts_is_not_followed() throws Exception {
        Path hosts = Files.writeString(home.resolve("passwd"), "eve:x:4711:4711::/:\n");
        tar.link("etc/passwd", hosts.toString());
        imported("USER eve");
        Result result = program.run("run", "box", "busybox", "id");
        assertThat(result.code()).isEqualTo(125);
        assertThat(result.err()).contains("unable to find user eve");
    }

    @Test
    void in_a_user_namespace_of_its_own_root_can_write() throws Exception {
        // Root of the namespace is another user outside, and has to get to the layers.
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
        imported();
        assertThat(program.ok("run", "--userns", "private", "box", "sh", "-c", "echo x > /new && busybox stat -c %u /new").out())
                .isEqualTo("0\n");
    }

    @Test
    void in_a_user_namespace_files_of_the_image_belong_to_whom_they_belong_in_the_image() throws Exception {
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
        imported();
        Result result = program.ok("run", "--userns", "private", "box", "sh", "-c",
                "busybox stat -c %u:%g /bin/busybox; busybox chown 7:8 /bin/busybox; busybox stat -c %u:%g /bin/busybox");
        Needs.that(!result.err().contains("no ID-mapped mounts"), "kernel: " + result.err().strip());
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo("0:0\n7:8\n");
        assertThat(program.ok("run", "--userns", "private", "--explain", "box", "sh").out()).contains("<layer 0>");
        assertThat(program.ok("run", "box", "busybox", "stat", "-c", "%u:%g", "/bin/busybox").out())
                .as("the layer itself is as it was").isEqualTo("0:0\n");
    }

    @Test
    void who_asks_us_to_end_sends_the_images_stop_signal() throws Exception {
        String word = UUID.randomUUID().toString();
        imported("STOPSIGNAL SIGUSR1");
        String script = "trap 'echo USR1 " + word + "; exit 7' USR1; trap 'echo WINCH; exit 9' WINCH; trap 'exit 1' TERM;"
                + " echo ready; while :; do busybox sleep 0.1; done";
        CommandLineRun run = CommandLineRun.of(Main.class).home(home);
        try (CommandLineRun.Running container = run.start("run", "box", "sh", "-c", script)) {
            container.awaitOut("ready");
            container.signal("TERM");
            assertThat(container.result()).isEqualTo(new CommandLineRun.Result(7, "ready\nUSR1 " + word + "\n", ""));
        }
        try (CommandLineRun.Running container = run.start("run", "--stop-signal", "WINCH", "box", "sh", "-c", script)) {
            container.awaitOut("ready");
            container.signal("TERM");
            assertThat(container.result().code()).isEqualTo(9);
        }
        assertThat(run.run("run", "--stop-signal", "NOSUCH", "box", "sh").err()).startsWith("mini-docker: there is no signal NOSUCH");
    }

    @Test
    void explain_runs_nothing_and_shows_the_layers() throws Exception {
        imported();
        Result result = program.ok("run", "--explain", "box", "sh");
        assertThat(result.out()).contains("overlay").contains("pivot_root").contains("execve");
    }

    @Test
    void hostbox_is_made_when_it_is_first_wanted() throws Exception {
        Result first = program.ok("run", "hostbox", "sh", "-c", "echo $0 in /proc/self/root");
        assertThat(first.out()).isEqualTo("sh in /proc/self/root\n");
        assertThat(first.err()).contains("made the image hostbox");
        assertThat(program.ok("run", "hostbox", "true").err()).isEmpty();
        assertThat(program.ok("images", "--format", "{{.Repository}}:{{.Tag}}").out()).isEqualTo("hostbox:latest\n");
    }
}
