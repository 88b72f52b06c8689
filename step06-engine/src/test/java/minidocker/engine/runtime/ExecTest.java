package minidocker.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import minidocker.cli.UserError;
import minidocker.engine.runtime.TestContainers.Ended;
import minidocker.engine.runtime.spec.SpecMount;
import minidocker.engine.runtime.spec.SpecProcess;
import minidocker.engine.runtime.spec.SpecUser;
import minidocker.namespaces.Namespace;
import minidocker.syscall.Linux;
import minidocker.testing.Eventually;
import minidocker.testing.Needs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Further processes in a container, and terminals. */
@Tag("kernel")
@Timeout(300)
class ExecTest {
    private TestContainers containers;

    @BeforeEach
    void needsRoot() {
        Needs.root();
        containers = new TestContainers();
    }

    @AfterEach
    void deleteAll() {
        if (containers != null) {
            containers.close();
        }
    }

    @Test
    void it_joins_all_namespaces_the_control_group_and_the_confinement() throws Exception {
        ContainerProcess container = containers.start("sleep", "1000");
        String self = TestContainers.exec(container, "sh", "-c",
                "readlink /proc/self/ns/mnt /proc/self/ns/uts /proc/self/ns/ipc /proc/self/ns/pid /proc/self/ns/net /proc/self/ns/cgroup; "
                        + "cat /proc/self/cgroup; grep CapEff /proc/self/status; ls /proc/self/fd").out();
        String first = TestContainers.exec(container, "sh", "-c",
                "readlink /proc/1/ns/mnt /proc/1/ns/uts /proc/1/ns/ipc /proc/1/ns/pid /proc/1/ns/net /proc/1/ns/cgroup; "
                        + "cat /proc/1/cgroup; grep CapEff /proc/1/status; echo 0; echo 1; echo 2; echo 3").out();
        assertThat(self).isEqualTo(first);
        for (Namespace namespace : List.of(Namespace.MOUNT, Namespace.PID, Namespace.NETWORK)) {
            assertThat(self).contains(namespace.inodeOf(container.identity().pid()))
                    .doesNotContain(namespace.inodeOf(Linux.getpid()));
        }
    }

    @Test
    void it_ends_with_its_code_as_who_and_where_it_was_told_with_its_environment() {
        ContainerProcess container = containers.start("sleep", "1000");
        String word = UUID.randomUUID().toString();
        Ended ended = TestContainers.exec(container, process -> process.with(new SpecUser(33, 44, null, List.of(55)))
                .withCommand(process.args(), List.of("PATH=/bin:/usr/bin", "WORD=" + word), "/usr"), false, "sh", "-c",
                "id -u; id -G; pwd; echo $WORD; exit 9");
        assertThat(ended).isEqualTo(new Ended(9, "33\n44 55\n/usr\n" + word + "\n"));
    }

    @ParameterizedTest
    @CsvSource({"/nowhere/at/all, no such file or directory", "/etc/passwd, not a directory"})
    void a_folder_that_is_none_is_said_in_one_sentence_of_runcs(String folder, String why) {
        ContainerProcess container = containers.start("sleep", "1000");
        assertThatThrownBy(() -> TestContainers.exec(container, process -> process.withCommand(process.args(), process.env(), folder), false,
                "true")).isInstanceOf(UserError.class).hasMessage("unable to start container process: chdir to cwd (\"" + folder
                        + "\") set in config.json failed: " + why).matches(failure -> ((UserError) failure).exitCode() == 126);
    }

    @Test
    void privileged_has_every_capability_that_we_have() {
        ContainerProcess container = containers.start("sleep", "1000");
        String ours = String.format("%016x", minidocker.namespaces.Capability.ours());
        assertThat(TestContainers.exec(container, process -> process, true, "grep", "CapEff", "/proc/self/status").out())
                .isEqualTo("CapEff:\t" + ours + "\n");
    }

    @Test
    void a_program_that_is_not_there_leaves_nothing_and_the_container_runs_on() {
        ContainerProcess container = containers.start("sleep", "1000");
        assertThatThrownBy(() -> TestContainers.exec(container, "no-such-program"))
                .hasMessageContaining("executable file not found in $PATH");
        assertThat(container.processes()).containsExactly(container.identity().pid());
        assertThat(container.exit()).isNotDone();
    }

    @Test
    void it_ends_with_its_container() {
        ContainerProcess container = containers.start("sleep", "1000");
        SpecProcess process = container.bundle().spec().process().withCommand(List.of("sleep", "1000"), List.of(), "/");
        ExecProcess exec = container.exec(process, new Streams.Pipes(-1, -1, -1), false);
        exec.start();
        container.signal(9);
        assertThat(TestContainers.await(exec).code()).isEqualTo(137);
        exec.delete();
    }

    @Test
    void a_container_that_has_ended_takes_none() {
        ContainerProcess container = containers.start("true");
        TestContainers.await(container);
        assertThatThrownBy(() -> TestContainers.exec(container, "true")).hasMessageContaining("setns");
    }

    @Test
    void a_terminal_is_the_containers_own_and_has_the_size_it_is_given() {
        Bundle bundle = containers.bundle(spec -> spec.with(spec.process().withTerminal(true, null)), "sh", "-c",
                "tty; stty size; readlink /proc/self/fd/0; ls -l /dev/console; read line; echo got $line; stty size");
        ContainerProcess container = containers.create(bundle, new Streams.Console(101, 33));
        TerminalEnd end = container.terminal().orElseThrow();
        assertThat(container.terminal()).isEmpty();
        StringBuffer shown = reader(end);
        container.start();
        Eventually.holds(() -> shown.indexOf("/dev/console") > 0, () -> "the console in " + shown);
        end.resize(90, 44);
        Linux.write(end.descriptor(), "hello\r".getBytes(StandardCharsets.UTF_8));
        assertThat(TestContainers.await(container).code()).isZero();
        Eventually.holds(() -> shown.indexOf("44 90") > 0, () -> "the new size in " + shown);
        assertThat(shown.toString()).contains("/dev/pts/0\r\n33 101\r\n/dev/pts/0\r\n", "got hello\r\n");
        Linux.close(end.descriptor());
    }

    @Test
    void an_exec_has_a_terminal_of_its_own_beside_that_of_the_container() {
        ContainerProcess container = containers.start("sleep", "1000");
        SpecProcess process = container.bundle().spec().process().withCommand(List.of("sh", "-c", "tty; stty size; echo done"),
                List.of("PATH=/bin:/usr/bin"), "/").with(new SpecUser(77, 77, null, List.of()));
        ExecProcess exec = container.exec(process, new Streams.Console(70, 20), false);
        TerminalEnd end = exec.terminal().orElseThrow();
        StringBuffer shown = reader(end);
        exec.start();
        assertThat(TestContainers.await(exec).code()).isZero();
        Eventually.holds(() -> shown.indexOf("done") > 0, () -> "the end in " + shown);
        assertThat(shown.toString()).contains("/dev/pts/0\r\n20 70\r\n");
        Linux.close(end.descriptor());
        exec.delete();
    }

    private static StringBuffer reader(TerminalEnd end) {
        StringBuffer shown = new StringBuffer();
        Thread thread = new Thread(() -> {
            byte[] buffer = new byte[4096];
            try {
                for (int count; (count = Linux.read(end.descriptor(), buffer)) > 0;) {
                    shown.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
                }
            } catch (minidocker.syscall.SyscallException closed) {
                return;
            }
        }, "terminal");
        thread.setDaemon(true);
        thread.start();
        return shown;
    }

    @Test
    void the_root_can_be_looked_at_and_no_link_leads_out_of_it() throws Exception {
        String word = UUID.randomUUID().toString();
        Bundle bundle = containers.bundle(spec -> spec, "sh", "-c",
                "echo " + word + " > /file; ln -s /../../etc/passwd /link; exec sleep 1000");
        ContainerProcess container = containers.create(bundle, new Streams.Pipes(-1, -1, -1));
        container.start();
        Eventually.holds(() -> Files.isSymbolicLink(bundle.upper().resolve("link")), () -> "a link");
        try (RootAccess running = container.root()) {
            assertThat(content(running, "/file")).isEqualTo(word + "\n");
            assertThat(content(running, "/link")).isEqualTo(content(running, "/etc/passwd"));
        }
        containers.delete(container);
        try (RootAccess stopped = RootAccess.open(bundle)) {
            assertThat(content(stopped, "/file")).isEqualTo(word + "\n");
            assertThat(content(stopped, "/../../file")).isEqualTo(word + "\n");
            assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(bundle.folder().toString());
        }
    }

    @Test
    void volumes_are_there_or_not_as_one_asks() throws Exception {
        String word = UUID.randomUUID().toString();
        Path volume = Files.createDirectories(containers.folder.resolve("volume"));
        Files.writeString(volume.resolve("file"), word);
        Bundle bundle = containers.bundle(spec -> spec.withMounts(java.util.stream.Stream.concat(spec.mounts().stream(),
                java.util.stream.Stream.of(new SpecMount("/link/volume", "bind", volume.toString(), List.of("rbind", "ro")))).toList()),
                "sleep", "1000");
        Files.createSymbolicLink(bundle.upper().resolve("link"), Path.of("/../../../usr"));
        try (RootAccess without = RootAccess.open(bundle); RootAccess with = RootAccess.openWithVolumes(bundle)) {
            assertThat(content(with, "/usr/volume/file")).isEqualTo(word);
            assertThatThrownBy(() -> content(without, "/usr/volume/file")).hasMessageContaining("ENOENT");
        }
        ContainerProcess container = containers.create(bundle, new Streams.Pipes(-1, -1, -1));
        container.start();
        try (RootAccess all = container.root(); RootAccess alone = container.rootWithoutMounts()) {
            assertThat(content(all, "/link/volume/file")).isEqualTo(word);
            assertThat(content(all, "/proc/1/cmdline")).startsWith("sleep");
            assertThatThrownBy(() -> content(alone, "/link/volume/file")).hasMessageContaining("ENOENT");
            assertThatThrownBy(() -> content(alone, "/proc/1/cmdline")).hasMessageContaining("ENOENT");
        }
    }

    private static String content(RootAccess root, String path) throws Exception {
        int fd = root.open(path);
        try {
            return Files.readString(Path.of("/proc/self/fd/" + fd));
        } finally {
            Linux.close(fd);
        }
    }
}
