package minidocker.namespaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import minidocker.rootfs.RootfsMaker;
import minidocker.testing.CommandLineRun.Result;
import minidocker.testing.Needs;
import minidocker.testing.TestHome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The classic ways out, each against what stands in its way, and with that taken away. */
@Tag("kernel")
@Timeout(300)
class EscapeTest {
    private static final List<String> ALL = List.of("chroot", "see", "kill", "remount", "device", "socket");

    @BeforeAll
    static void root() {
        Needs.root();
    }

    private static void assertThatOnly(String out, Result result) {
        List<String> succeeded = Arrays.stream(out.split(" ")).filter(name -> !name.isEmpty()).toList();
        assertThat(result.err()).isEmpty();
        List<String> lines = result.out().lines().toList();
        assertThat(lines.stream().map(line -> line.split(" ")[0])).isEqualTo(ALL);
        assertThat(lines.stream().filter(line -> line.contains(" OUT: could ")).map(line -> line.split(" ")[0]))
                .isEqualTo(succeeded);
        assertThat(lines.stream().filter(line -> line.contains(" held: "))).hasSize(ALL.size() - succeeded.size());
        assertThat(result.code()).isEqualTo(succeeded.isEmpty() ? 0 : 1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = {"--uts private| ''", "--userns private| ''", "--pid host| see kill", "--network host| socket",
            "--mountns host| chroot",
        "--ipc host| ''", "--uts host| ''", "--cgroupns host| ''", "--userns private --network host| socket",
                "--userns private --pid host| see", "--userns private --mountns host| chroot",
        "--userns private --privileged| ''"})
    void what_is_shared_is_what_lets_an_attack_succeed(String options, String out) {
        assertThatOnly(out, Containers.commandLine().run(Containers.with("escape", options.strip().split(" "))));
    }

    @Test
    void privileged_root_can_do_what_it_likes() throws IOException {
        // In memory: a successful remount is one of the disk that the root filesystem lies on.
        Path place = Path.of("/dev/shm", "mini-docker-test-" + ProcessHandle.current().pid());
        try {
            RootfsMaker.ensure(place);
            assertThatOnly("remount device", Containers.commandLine()
                    .run("escape", "--privileged", "--rootfs", place.toString()));
            assertThatOnly("chroot kill device socket", Containers.commandLine()
                    .run("escape", "--privileged", "--rootfs", place.toString(), "--mountns", "host", "--pid", "host",
                    "--network", "host"));
        } finally {
            Files.walk(place).sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }

    @Test
    void an_attack_leaves_nothing_behind() throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        List<String> before = listing(TestHome.hostbox());
        Containers.commandLine().run("escape", "--mountns", "host", "--privileged", "--pid", "host");
        assertThat(listing(TestHome.hostbox())).isEqualTo(before);
        try (Stream<Path> files = Files.list(temporary)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("mini-docker-secret"));
        }
    }

    private static List<String> listing(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(Path::toString).sorted().toList();
        }
    }

    @Test
    void explain_shows_every_attack_and_runs_none() {
        String out = Containers.commandLine().run("escape", "--explain").out();
        assertThat(out)
                .contains("chroot: leave the root", "see: look at", "kill: send", "remount: remount", "device: make",
                "socket: talk");
        assertThat(out.lines().filter(line -> line.contains("clone3"))).hasSize(ALL.size());
    }
}
