package minidocker.namespaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import minidocker.syscall.Linux;
import minidocker.testing.CommandLineRun;
import minidocker.testing.CommandLineRun.Result;
import minidocker.testing.CommandLineRun.Running;
import minidocker.testing.Needs;
import minidocker.testing.OrdinaryUser;
import minidocker.testing.TestHome;
import minidocker.testing.TmuxTerminal;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All of this step without root. */
@Tag("unprivileged")
@Timeout(300)
class OrdinaryUserTest {
    @BeforeAll
    static void allowed() throws Exception {
        String out = Needs.output("sh", "-c", "cat /proc/sys/kernel/apparmor_restrict_unprivileged_userns /proc/sys/kernel/unprivileged_userns_clone /proc/sys/user/max_user_namespaces 2>&1");
        List<String> lines = out.lines().toList();
        assumeTrue(!lines.get(0).equals("1") && !lines.get(1).equals("0") && !lines.get(2).equals("0"),
                "kernel: user namespaces are forbidden to ordinary users here");
    }

    private static Result run(String... arguments) {
        return OrdinaryUser.commandLine(Main.class).run(Containers.with("run", arguments));
    }

    @Test
    void is_root_inside() {
        Result result = run("-h", "box", "sh", "-c", "id -u; id -g; hostname; ps -eo pid,comm --no-headers; ip -o addr; ls /dev");
        assertThat(result.err()).doesNotContain("mini-docker: call");
        assertThat(result.out()).startsWith("0\n0\nbox\n").contains("1 sh\n", "127.0.0.1/8", "full\nmqueue\nnull\nptmx\npts\n");
    }

    @Test
    void without_a_range_it_is_the_only_user_there_is() {
        assumeTrue(Needs.isRoot(), "needs a user without a range in /etc/subuid, which root can be");
        String map = run("sh", "-c", "cat /proc/self/uid_map /proc/self/gid_map").out().replaceAll(" +", " ");
        assertThat(map).isEqualTo(" 0 " + OrdinaryUser.uid() + " 1\n 0 " + OrdinaryUser.uid() + " 1\n");
        Result other = run("-u", "5", "true");
        assertThat(other.code()).isEqualTo(125);
        assertThat(other.err()).contains("the user namespace has no such ID").hasLineCount(1);
        Result more = run("--uid-map", "0:100000:10", "true");
        assertThat(more.code()).isEqualTo(125);
        assertThat(more.err()).contains("newuidmap").contains("/etc/subuid").hasLineCount(1);
    }

    @Test
    void a_map_without_root_is_refused() {
        String map = "7:" + OrdinaryUser.uid() + ":1";
        assumeTrue(Needs.isRoot(), "needs a user whose group has the same number, which root can be");
        assertThat(run("--uid-map", map, "-u", "7:7", "true").err()).contains("setresgid")
                .contains("the map leaves out 0, root, and a container is set up as root");
    }

    /** As root: a user of this machine who has a range. Nobody is made for it. */
    private static CommandLineRun withRange() throws IOException {
        Path ranges = Path.of("/etc/subuid");
        List<String> names = !Files.isReadable(ranges) ? List.of() : Files.readAllLines(ranges).stream()
                .map(line -> line.split(":")[0]).toList();
        if (!Needs.isRoot()) {
            assumeTrue(names.contains(System.getProperty("user.name")),
                    "needs a line for this user in /etc/subuid and /etc/subgid");
            return OrdinaryUser.commandLine(Main.class);
        }
        for (String line : Files.readAllLines(Path.of("/etc/passwd"))) {
            String[] user = line.split(":");
            if (names.contains(user[0]) && !user[2].equals("0")) {
                TestHome.hostbox();
                return withoutSetpriv().home(TestHome.folder())
                        .through("setpriv", "--reuid=" + user[2], "--regid=" + user[3], "--clear-groups")
                        .env("HOME", "/nonexistent");
            }
        }
        assumeTrue(false, "needs a user with a line in /etc/subuid: run the tests as an ordinary user");
        throw new AssertionError();
    }

    @Test
    void with_a_range_there_are_many_users() throws IOException {
        Needs.command("newuidmap", "uidmap");
        Result result = withRange().run("run", "sh", "-c", "cat /proc/self/uid_map; touch /dev/shm/f; chown 1000:1000 /dev/shm/f; stat -c %u:%g /dev/shm/f; grep Groups /proc/self/status");
        assertThat(result.err()).isEmpty();
        assertThat(result.out().lines().toList()).hasSize(4);
        assertThat(result.out()).containsPattern(" +0 +[1-9]\\d* +1\n +1 +\\d+ +\\d{4,}\n").contains("1000:1000\n")
                .containsPattern("Groups:\\s*\n");
        assertThat(withRange().run("run", "-u", "1000:1000", "id", "-u").out()).isEqualTo("1000\n");
        assertThat(withRange().run("run", "--time-offset", "1000000", "--init", "sh", "-c", "exit 9").code()).isEqualTo(9);
    }

    @Test
    void attacks_are_held() {
        Result result = OrdinaryUser.commandLine(Main.class).run("escape");
        assertThat(result.out().lines()).hasSize(6).allMatch(line -> line.contains(" held: "));
        assertThat(result.code()).isZero();
    }

    @Test
    void volumes_belong_to_the_user_outside() throws IOException {
        String word = UUID.randomUUID().toString();
        Path source = Files.createTempDirectory(OrdinaryUser.folder(), "volume");
        Files.writeString(source.resolve("file"), word);
        OrdinaryUser.own(source);
        Result result = run("-v", source + ":/v", "-v", source + ":/ro:ro", "--tmpfs", "/t", "--read-only", "sh", "-c",
                "cat /v/file; echo x > /v/new; echo x > /ro/newer; echo x > /t/f");
        assertThat(result.out()).isEqualTo(word);
        assertThat(result.err()).contains("Read-only file system").hasLineCount(1);
        assertThat(Files.getAttribute(source.resolve("new"), "unix:uid")).isEqualTo(OrdinaryUser.uid());
        assertThat(run("-v", "/root:/v", "ls", "/v").code()).isNotZero();
    }

    @Test
    void signals_exit_codes_init_and_clocks_are_as_for_root() {
        assertThat(run("sh", "-c", "exit 42").code()).isEqualTo(42);
        assertThat(run("--init", "sh", "-c", "kill -TERM $$").code()).isEqualTo(143);
        assertThat(run("no-such-command").code()).isEqualTo(127);
        Result clocks = run("--time-offset", "5000000", "--init", "sh", "-c", "cut -d. -f1 /proc/uptime");
        assertThat(Long.parseLong(clocks.out().strip())).isGreaterThan(5_000_000);
    }

    @Test
    void its_container_can_be_entered() {
        CommandLineRun line = OrdinaryUser.commandLine(Main.class);
        try (Running running = line.start("run", "-h", "box", "sleep", "1000")) {
            int pid = Containers.process(running, "sleep");
            Result result = line.run("enter", Integer.toString(pid), "sh", "-c", "id -u; hostname; exit 5");
            assertThat(result).isEqualTo(new Result(5, "0\nbox\n", ""));
            assertThat(line.run("namespaces", Integer.toString(pid)).out())
                    .contains(Containers.namespace(pid, "net").replaceAll("\\D", ""));
        }
    }

    @Test
    void what_is_shared_with_the_host_is_taken_along() {
        Result result = run("--pid", "host", "--network", "host", "--ipc", "host", "sh", "-c", "ls -d /proc/" + Linux.getpid()
                + "; mkdir /sys/x; echo $$");
        assertThat(result.out()).startsWith("/proc/" + Linux.getpid() + "\n");
        assertThat(run("--userns", "host", "true").err()).contains("namespaces need root, or a user namespace around them");
    }

    @Test
    void has_a_terminal_of_its_own() {
        List<String> command = OrdinaryUser.commandLine(Main.class).words("run", "-t", "sh", "-c", "tty; stty size; sleep 0.2");
        String env = "env MINI_DOCKER_HOME=" + OrdinaryUser.folder().resolve("home");
        try (TmuxTerminal terminal = new TmuxTerminal(90, 25, java.util.Map.of())) {
            terminal.line(env + " " + String.join(" ", command.stream().map(word -> "'" + word + "'").toList()));
            String screen = terminal.awaitLine("25 90");
            assertThat(screen.lines()).contains("/dev/pts/0");
        }
    }

    @Test
    void root_of_a_user_namespace_is_told_apart_from_the_machines() {
        // As in a container of another engine, or under unshare -Ur.
        String[] unshare = Needs.isRoot()
                ? new String[] {"setpriv", "--reuid=" + OrdinaryUser.uid(), "--regid=" + OrdinaryUser.uid(), "--clear-groups",
                "unshare", "-Ur"}
                : new String[] {"unshare", "-Ur"};
        CommandLineRun line = withoutSetpriv().through(unshare);
        assertThat(line.run("run", "sh", "-c", "id -u; ls /dev | wc -l; echo x > /dev/null"))
                .isEqualTo(new Result(0, "0\n15\n", ""));
        assertThat(line.run("run", "--userns", "private", "sh", "-c", "id -u; cat /proc/self/uid_map").out()
                .replaceAll(" +", " ")).isEqualTo("0\n 0 0 1\n");
    }

    /** The command line with classes that everybody can read, to be run by whomever. */
    private static CommandLineRun withoutSetpriv() {
        OrdinaryUser.commandLine(Main.class).run("run", "true");
        List<String> words = OrdinaryUser.commandLine(Main.class).words();
        return CommandLineRun.of(Main.class, words.get(words.indexOf("-cp") + 1)).home(OrdinaryUser.folder().resolve("home"));
    }

    @Test
    void limits_of_namespaces_are_explained() {
        // Limits set inside a user namespace hold for what is below it, and for nobody else.
        CommandLineRun line = withoutSetpriv()
                .through("unshare", "-Urm", "sh", "-c",
                "mount -t proc x /proc 2>/dev/null; echo 0 > /proc/sys/user/max_net_namespaces && exec \"$@\"", "sh");
        Result result = line.run("run", "--userns", "private", "true");
        assertThat(result.code()).isEqualTo(125);
        assertThat(result.err()).contains("no more namespaces may be made: raise the limits in /proc/sys/user/max_*_namespaces")
                .hasLineCount(1);
    }
}
