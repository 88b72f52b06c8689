package minidocker.namespaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import minidocker.syscall.Linux;
import minidocker.syscall.Signal;
import minidocker.testing.CommandLineRun.Result;
import minidocker.testing.CommandLineRun.Running;
import minidocker.testing.Eventually;
import minidocker.testing.Needs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Another program in a container that is running. */
@Tag("kernel")
@Timeout(300)
class EnterTest {
    private static final String HOSTNAME = "box-" + UUID.randomUUID().toString().substring(0, 8);
    private static Running running;
    private static int pid;

    @BeforeAll
    static void start() {
        Needs.root();
        running = Containers.start("-h", HOSTNAME, "--timens", "private", "sh", "-c", "echo " + HOSTNAME
                + " > /tmp/mark; exec sleep 1000");
        pid = Containers.process(running, "sleep");
    }

    @AfterAll
    static void end() {
        if (running != null) {
            running.close();
            Eventually.holds(() -> Containers.commandOf(pid).isEmpty(), () -> "the end of the container when we are killed");
        }
    }

    private static Result enter(int process, String... arguments) {
        List<String> all = new ArrayList<>(List.of("enter"));
        int options = 0;
        while (arguments[options].startsWith("-")) {
            options += arguments[options].equals("-u") ? 2 : 1;
        }
        all.addAll(List.of(arguments).subList(0, options));
        all.add(Integer.toString(process));
        all.addAll(List.of(arguments).subList(options, arguments.length));
        return Containers.commandLine().run(all.toArray(new String[0]));
    }

    @Test
    void sees_what_the_container_sees() {
        Result result = enter(pid, "sh", "-c", "hostname; cat /tmp/mark; ps -eo pid,comm --no-headers; for n in user mnt uts ipc pid net cgroup time; do readlink /proc/self/ns/$n; done");
        List<String> lines = result.out().lines().map(String::strip).toList();
        assertThat(result.err()).isEmpty();
        assertThat(lines).startsWith(HOSTNAME, HOSTNAME, "1 sleep").hasSize(2 + 3 + 8);
        assertThat(lines.subList(3, 5)).allMatch(line -> line.matches("\\d+ (sh|ps)"));
        for (String namespace : lines.subList(5, 13)) {
            assertThat(namespace).isEqualTo(Containers.namespace(pid, namespace.replaceFirst(":.*", "")));
        }
    }

    @Test
    void is_confined_as_the_container_is() {
        Result result = enter(pid, "sh", "-c", "grep -E '^Cap(Eff|Bnd)' /proc/self/status; ls /proc/self/fd; umask; pwd; mount -t tmpfs x /tmp 2>/dev/null || echo refused");
        assertThat(result.out())
                .isEqualTo("CapEff:\t00000000a00425fb\nCapBnd:\t00000000a00425fb\n0\n1\n2\n3\n0022\n/\nrefused\n");
        assertThat(enter(pid, "--privileged", "grep", "CapEff", "/proc/self/status").out())
                .isEqualTo("CapEff:\t" + Containers.status(Linux.getpid(), "CapPrm") + "\n");
    }

    @Test
    void a_user_brings_no_groups_of_ours() {
        Result result = Containers.commandLine().through("setpriv", "--groups=4,27", "--")
                .run("enter", "-u", "1234:5678", Integer.toString(pid), "id");
        assertThat(result.out()).startsWith("uid=1234 gid=5678").doesNotContain("27");
    }

    @Test
    void exit_codes_come_back() {
        assertThat(enter(pid, "sh", "-c", "exit 42").code()).isEqualTo(42);
        assertThat(enter(pid, "sh", "-c", "kill -TERM $$").code()).isEqualTo(143);
        assertThat(enter(pid, "no-such-command").code()).isEqualTo(127);
        assertThat(enter(pid, "/etc").code()).isEqualTo(126);
        assertThat(enter(pid, "/etc").err()).contains("/etc is a folder, not a program");
    }

    @Test
    void a_signal_for_us_is_for_the_program() {
        try (Running entered = Containers.commandLine()
                .start("enter", Integer.toString(pid), "sh", "-c", "echo ready; exec sleep 999")) {
            entered.awaitOut("ready");
            entered.signal("TERM");
            assertThat(entered.result().code()).isEqualTo(143);
        }
        assertThat(Containers.commandOf(pid)).isEqualTo("sleep");
    }

    /**
     * In a container of its own: what has lost its parent stays a zombie, and is seen in there, until the host's init comes to it.
     */
    @Test
    void when_we_are_killed_it_ends_and_the_container_goes_on() {
        String mark = UUID.randomUUID().toString();
        try (Running own = Containers.start("sleep", "1000")) {
            int one = Containers.process(own, "sleep");
            try (Running entered = Containers.commandLine()
                    .start("enter", "-e", "MARK=" + mark, Integer.toString(one), "sh", "-c", "echo ready; exec sleep 999")) {
                entered.awaitOut("ready");
                Eventually.holds(() -> Containers.children(entered.pid()).size() == 1, () -> "the end of who joined first");
                entered.signal("KILL");
                assertThat(entered.result().code()).isEqualTo(137);
            }
            Eventually.holds(() -> Containers.withEnvironment(mark).stream()
                    .noneMatch(process -> Containers.commandOf(process).equals("sleep")), () -> "its end");
            assertThat(Containers.commandOf(one)).isEqualTo("sleep");
        }
    }

    @Test
    void when_the_container_ends_what_entered_it_ends_too() {
        try (Running own = Containers.start("sleep", "1000")) {
            int one = Containers.process(own, "sleep");
            try (Running entered = Containers.commandLine()
                    .start("enter", Integer.toString(one), "sh", "-c", "echo ready; sleep 1000")) {
                entered.awaitOut("ready");
                Linux.kill(one, Signal.SIGKILL.number());
                assertThat(entered.result().code()).isEqualTo(137);
            }
            assertThat(own.result().code()).isEqualTo(137);
            Result late = enter(one, "true");
            assertThat(late.code()).isEqualTo(125);
            assertThat(late.err()).isEqualTo("mini-docker: there is no process " + one + "\n");
        }
    }

    @Test
    void a_user_namespace_can_be_entered() {
        try (Running own = Containers.start("--userns", "private", "sleep", "1000")) {
            int one = Containers.process(own, "sleep");
            Result result = enter(one, "sh", "-c", "id -u; id -g; cat /proc/self/uid_map; grep Groups /proc/self/status; mount -t tmpfs x /tmp 2>/dev/null || echo refused");
            assertThat(result.err()).isEmpty();
            assertThat(result.out()).startsWith("0\n0\n").endsWith("refused\n").containsPattern("\n +0 +[1-9]\\d+ +\\d+\n")
                    .containsPattern("Groups:\\s*\n");
        }
    }

    @Test
    void a_container_with_the_hosts_mounts_is_entered_at_its_root() {
        try (Running own = Containers.start("--mountns", "host", "--pid", "host", "sleep", "1000")) {
            int one = Containers.process(own, "sleep");
            assertThat(enter(one, "sh", "-c", "ls -a /").out()).contains(".mini-docker-rootfs");
        }
    }

    @Test
    void there_must_be_something_to_enter() {
        assertThat(enter(Linux.getpid(), "true").err()).contains("there is nothing to enter").hasLineCount(1);
        assertThat(enter(4_194_304, "true")).isEqualTo(new Result(125, "", "mini-docker: there is no process 4194304\n"));
        assertThat(enter(pid, "-t", "true").err())
                .isEqualTo("mini-docker: -t wants a terminal as standard input: leave it out in scripts and pipes\n");
        assertThat(Containers.commandLine().run("enter", "x", "true").code()).isEqualTo(125);
    }
}
