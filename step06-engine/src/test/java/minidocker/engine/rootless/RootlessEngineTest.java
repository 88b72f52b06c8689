package minidocker.engine.rootless;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import minidocker.testing.CommandLineRun;
import minidocker.testing.CommandLineRun.Result;
import minidocker.testing.Eventually;
import minidocker.testing.Needs;
import minidocker.testing.OrdinaryUser;
import minidocker.testing.TestHome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With one ID, and with no more rights than anybody has. */
class RootlessEngineTest {
    private UsersEngine engine;

    @BeforeEach
    void start() throws Exception {
        engine = UsersEngine.ofNobodySpecial();
    }

    @AfterEach
    void end() {
        engine.close();
    }

    @Test
    void the_first_command_needs_no_root() throws Exception {
        String word = UUID.randomUUID().toString();
        Result result = engine.run("run", "--rm", "hostbox", "sh", "-c", "echo " + word + "; id -u; touch /file");
        assertThat(result.out()).as(result.err()).isEqualTo(word + "\n0\n");
        assertThat(result.code()).isZero();
        assertThat(Files.readSymbolicLink(Path.of("/proc/" + engine.pid() + "/ns/user")))
                .isNotEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/user")));
        assertThat(engine.out("info", "--format", "{{.SecurityOptions}}")).contains("name=rootless");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(engine.home.resolve("run")))).isEqualTo("rwx------");
        if (Needs.isRoot()) {
            assertThat(UsersEngine.owners(engine.home)).containsExactly(OrdinaryUser.uid());
        }
    }

    @Test
    void containers_survive_the_engine_and_the_next_one_has_power_over_them() throws Exception {
        String name = "box" + ThreadLocalRandom.current().nextInt(1 << 30);
        engine.out("run", "-d", "--name", name, "hostbox", "sleep", "1000");
        String pid = engine.out("inspect", "-f", "{{.State.Pid}}", name);
        Path user = Path.of("/proc/" + pid + "/ns/user");
        Path before = Files.readSymbolicLink(user);
        engine.kill();
        String word = UUID.randomUUID().toString();
        assertThat(engine.out("exec", name, "echo", word)).isEqualTo(word);
        assertThat(engine.out("inspect", "-f", "{{.State.Pid}}", name)).isEqualTo(pid);
        assertThat(Files.readSymbolicLink(Path.of("/proc/" + engine.pid() + "/ns/user"))).isEqualTo(before);
        engine.out("rm", "-f", name);
        Eventually.holds(() -> Files.notExists(Path.of("/proc", pid)), () -> "the end of process " + pid);
    }

    @Test
    void without_control_groups_limits_are_given_up_aloud_and_all_processes_are_found_nevertheless() {
        Needs.that(engine.out("info", "--format", "{{.CgroupDriver}}").equals("none"), "kernel: control groups are delegated here");
        Result limited = engine.run("run", "--rm", "-m", "64m", "hostbox", "true");
        assertThat(limited.code()).isZero();
        assertThat(limited.err()).contains("Limitations discarded: ").containsOnlyOnce("WARNING");
        assertThat(engine.run("run", "--rm", "hostbox", "true").err()).isEmpty();

        // In the host's PID namespace nothing but a mount namespace holds them together.
        String seconds = Integer.toString(ThreadLocalRandom.current().nextInt(100_000, 1_000_000));
        String script = "sleep " + seconds + " & sleep " + seconds + " & wait";
        engine.out("run", "-d", "--name", "many", "--pid", "host", "hostbox", "sh", "-c", script);
        Eventually.holds(() -> sleeping(seconds) == 2, () -> "two that sleep: " + sleeping(seconds));
        assertThat(engine.out("top", "many", "-o", "pid,args").lines()).hasSize(4);
        engine.out("pause", "many");
        assertThat(engine.out("inspect", "-f", "{{.State.Status}}", "many")).isEqualTo("paused");
        engine.out("unpause", "many");
        engine.out("rm", "-f", "many");
        assertThat(sleeping(seconds)).isZero();
    }

    private static long sleeping(String seconds) {
        return ProcessHandle.allProcesses().filter(process -> process.info().commandLine().orElse("").endsWith("sleep " + seconds))
                .count();
    }

    @Test
    void the_hosts_network_can_be_shared_though_it_is_not_ours() throws Exception {
        Result result = engine.run("run", "--rm", "--network", "host", "hostbox", "sh", "-c",
                "stat -L -c %i /proc/self/ns/net; ls -d /sys/class/net/lo; touch /sys/file");
        Object inode = Files.getAttribute(Path.of("/proc/self/ns/net"), "unix:ino");
        assertThat(result.out()).as(result.err()).isEqualTo(inode + "\n/sys/class/net/lo\n");
        assertThat(result.err()).contains("Read-only");
    }

    @Test
    void in_the_foreground_it_ends_in_order() throws Exception {
        try (CommandLineRun.Running daemon = engine.command().start("daemon")) {
            Eventually.holds(() -> Files.exists(engine.home.resolve("run/mini-docker.sock")), () -> "its socket: " + daemon.out());
            assertThat(engine.out("run", "--rm", "hostbox", "echo", "here")).isEqualTo("here");
            daemon.signal("TERM");
            Result result = daemon.result();
            assertThat(result.err() + result.out()).contains("the engine has ended");
            assertThat(result.code()).isZero();
            assertThat(engine.home.resolve("run/mini-docker.sock")).doesNotExist();
        }
    }

    @Test
    void a_folder_that_somebody_else_has_made_is_not_trusted() throws Exception {
        Needs.root();
        Path runtime = TestHome.temporary();
        OrdinaryUser.own(runtime);
        Path theirs = Files.createDirectory(runtime.resolve("mini-docker"));
        Files.setAttribute(theirs, "unix:uid", OrdinaryUser.uid() + 1);
        Result result = engine.command().env("MINI_DOCKER_HOME", null).env("XDG_RUNTIME_DIR", runtime.toString()).run("ps");
        assertThat(result.code()).isNotZero();
        assertThat(result.err()).contains(theirs + " belongs to user " + (OrdinaryUser.uid() + 1)).hasLineCount(1);
    }
}
