package minidocker.cgroups;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import minidocker.testing.CommandLineRun;
import minidocker.testing.CommandLineRun.Result;
import minidocker.testing.Eventually;
import minidocker.testing.Needs;
import minidocker.testing.TestHome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code run} as a user types it, with limits. */
@Tag("kernel")
@Timeout(300)
class RunTest {
    private final CommandLineRun step = CommandLineRun.of(Main.class).home(TestHome.folder());

    @BeforeEach
    void needs_root() {
        Needs.root();
        TestHome.hostbox();
    }

    @AfterEach
    void no_group_is_left() {
        Eventually.holds(() -> groups().isEmpty(), () -> "no group of ours, and not " + groups());
    }

    private static List<Path> groups() {
        try (Stream<Path> files = Files.walk(Path.of("/sys/fs/cgroup"), 3)) {
            return files.filter(file -> file.getFileName().toString().equals(CgroupParent.NAME)).toList();
        } catch (IOException | java.io.UncheckedIOException changing) {
            return List.of(Path.of("unknown"));
        }
    }

    @Test
    void a_program_that_wants_too_much_memory_is_killed_and_that_is_said() {
        Result result = step.run("run", "-m", "16m", "--memory-swap", "16m", "tail", "/dev/zero");
        assertThat(result.code()).isEqualTo(137);
        assertThat(result.err()).contains("OOM killed").contains("16m");
    }

    @Test
    void a_fork_bomb_meets_its_limit_and_nothing_of_it_is_left() {
        Result result = step.run("run", "--pids-limit", "12", "sh", "-c",
                "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do sleep 60 & done; echo done");
        assertThat(result.err()).contains("fork");
    }

    @Test
    void impossible_limits_are_refused_in_one_sentence() {
        assertThat(step.run("run", "-m", "1m", "true")).isEqualTo(
                new Result(125, "", "mini-docker: Minimum memory limit allowed is 6MB, and 1m is less: give -m at least 6m\n"));
        assertThat(step.run("run", "--cpus", "100000", "true").err()).hasLineCount(1);
        assertThat(step.run("run", "--no-limits", "-m", "64m", "true").err()).hasLineCount(1);
    }

    @Test
    void explain_tells_which_files_are_written_and_makes_no_group() {
        Result result = step.run("run", "--explain", "-m", "64m", "--cpus", "0.5", "true");
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("67108864", "50000", "clone3", "execve");
    }

    @Test
    void stats_shows_a_running_container_by_name() {
        try (CommandLineRun.Running container = step.start("run", "--name", "limited", "-m", "64m", "--pids-limit", "9", "sh",
                "-c", "echo up; exec sleep 100")) {
            container.awaitOut("up");
            Result stats = step.run("stats", "--no-stream");
            assertThat(stats.out().lines().filter(line -> line.contains("limited")).findFirst()).get().asString()
                    .contains("/ 64MiB");
            container.signal("KILL");
            container.result();
        }
        // Its owner was killed; the next run sweeps what it left.
        assertThat(step.run("run", "true").code()).isZero();
    }

    @Test
    void what_enters_a_container_is_in_its_group_and_uses_up_what_it_may_use() throws IOException {
        try (CommandLineRun.Running container = step.start("run", "-m", "48m", "--memory-swap", "48m", "sh", "-c",
                "echo up; exec sleep 100"); CgroupParent parent = CgroupParent.find()) {
            container.awaitOut("up");
            GroupName name = parent.groups().get(0);
            String process = parent.processes(name).iterator().next().toString();
            try (CommandLineRun.Running entered = step.start("enter", process, "sh", "-c", "echo in; exec sleep 100")) {
                entered.awaitOut("in");
                Eventually.holds(() -> parent.processes(name).size() == 2, () -> "two, and not " + parent.processes(name));
                List<String> groups = new ArrayList<>();
                for (int pid : parent.processes(name)) {
                    groups.add(Files.readString(Path.of("/proc/" + pid + "/cgroup")));
                }
                assertThat(groups.get(0)).contains("/" + name).isEqualTo(groups.get(1));
                entered.signal("TERM");
                assertThat(entered.result().code()).isEqualTo(143);
            }
            assertThat(step.run("enter", process, "tail", "/dev/zero").code()).isEqualTo(137);
            assertThat(step.run("enter", process, "sh", "-c", "exit 7").code()).as("the container goes on").isEqualTo(7);
            container.signal("KILL");
            container.result();
        }
        assertThat(step.run("run", "true").code()).isZero();
    }

    @Test
    void in_its_cgroup_namespace_the_container_s_own_group_is_the_root() {
        Result result = step.run("run", "-m", "64m", "cat", "/proc/self/cgroup");
        assertThat(result.out().lines().filter(line -> line.contains("memory") || line.startsWith("0::")))
                .allMatch(line -> line.endsWith(":/"));
    }
}
