package minidocker.namespaces;

import static minidocker.namespaces.Containers.namespace;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import minidocker.syscall.Linux;
import minidocker.testing.CommandLineRun.Result;
import minidocker.testing.CommandLineRun.Running;
import minidocker.testing.Needs;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which namespaces a container has of its own, seen from outside by the inodes of /proc/PID/ns. */
@Tag("kernel")
@Timeout(300)
class SharedNamespacesTest {
    @BeforeAll
    static void root() {
        Needs.root();
    }

    private static String option(Namespace namespace) {
        return switch (namespace) {
            case USER -> "--userns";
            case MOUNT -> "--mountns";
            case UTS -> "--uts";
            case IPC -> "--ipc";
            case PID -> "--pid";
            case NETWORK -> "--network";
            case CGROUP -> "--cgroupns";
            case TIME -> "--timens";
        };
    }

    private static Set<Namespace> own(String... options) {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("sleep", "1000"));
        try (Running running = Containers.start(arguments.toArray(new String[0]))) {
            int pid = Containers.process(running, "sleep");
            Set<Namespace> own = EnumSet.noneOf(Namespace.class);
            for (Namespace namespace : Namespace.values()) {
                if (!namespace(pid, namespace.file()).equals(namespace(Linux.getpid(), namespace.file()))) {
                    own.add(namespace);
                }
            }
            return own;
        }
    }

    @Test
    void by_default_all_but_users_and_clocks_are_its_own() {
        assertThat(own()).isEqualTo(EnumSet.complementOf(EnumSet.of(Namespace.USER, Namespace.TIME)));
    }

    @Test
    void all_can_be_its_own() {
        assertThat(own("--userns", "private", "--timens", "private")).isEqualTo(EnumSet.allOf(Namespace.class));
    }

    @Test
    void all_can_be_shared() {
        assertThat(own("--userns=host", "--mountns=host", "--uts=host", "--ipc=host", "--pid=host", "--network=host",
                "--cgroupns=host", "--timens=host")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = Namespace.class, names = {"MOUNT", "UTS", "IPC", "PID", "NETWORK", "CGROUP"})
    void one_can_be_shared_alone(Namespace namespace) {
        assertThat(own(option(namespace), "host"))
                .isEqualTo(EnumSet.complementOf(EnumSet.of(Namespace.USER, Namespace.TIME, namespace)));
    }

    @ParameterizedTest
    @EnumSource(value = Namespace.class, names = {"MOUNT", "PID", "NETWORK", "IPC"})
    void one_can_be_shared_also_in_a_user_namespace(Namespace namespace) {
        assertThat(own("--userns", "private", option(namespace), "host"))
                .isEqualTo(EnumSet.complementOf(EnumSet.of(Namespace.TIME, namespace)));
    }

    @Test
    void the_clocks_are_ahead_by_the_offset_and_an_init_is_not_in_the_way() throws Exception {
        long ahead = 1_000_000 + (long) (Math.random() * 1_000_000);
        for (String init : List.of("--timens=private", "--init")) {
            double here = Double.parseDouble(java.nio.file.Files.readString(java.nio.file.Path.of("/proc/uptime")).split(" ")[0]);
            Result result = Containers.run(init, "--time-offset", Long.toString(ahead), "cat", "/proc/uptime");
            assertThat(result.err()).isEmpty();
            assertThat(Double.parseDouble(result.out().split(" ")[0]) - here).isBetween((double) ahead, ahead + 600.0);
        }
    }

    @Test
    void clocks_do_not_go_back_before_the_start_of_the_machine() {
        Result result = Containers.run("--time-offset", "-5000000000", "true");
        assertThat(result.code()).isEqualTo(125);
        assertThat(result.err()).contains("ERANGE (clocks cannot be set to before the machine's start").hasLineCount(1);
    }

    @Test
    void whoever_has_clocks_of_its_own_leaves_no_process_behind_and_its_exit_code_comes_through() {
        assertThat(Containers.run("--time-offset", "9", "sh", "-c", "exit 7").code()).isEqualTo(7);
        assertThat(Containers.run("--time-offset", "9", "sh", "-c", "kill -9 $$; exit 3").code())
                .as("process 1 cannot kill itself").isEqualTo(3);
        assertThat(Containers.run("--time-offset", "9", "--pid", "host", "sh", "-c", "kill -9 $$").code()).isEqualTo(137);
        assertThat(Containers.run("--time-offset", "9", "/etc").code()).isEqualTo(126);
        assertThat(Containers.run("--time-offset", "9", "no-such-command").code()).isEqualTo(127);
    }

    @Test
    void the_first_process_of_a_container_with_clocks_is_waited_for() {
        try (Running running = Containers.start("--time-offset", "9", "sleep", "1000")) {
            Containers.process(running, "sleep");
            minidocker.testing.Eventually.holds(() -> Containers.children(running.pid()).size() == 1, () -> "one child: "
                    + Containers.children(running.pid()));
        }
    }

    @Test
    void namespaces_shows_host_and_container_side_by_side() {
        try (Running running = Containers.start("--uts", "host", "sleep", "1000")) {
            int pid = Containers.process(running, "sleep");
            String out = Containers.commandLine().run("namespaces", Integer.toString(pid)).out();
            assertThat(out.lines()).hasSize(1 + Namespace.values().length);
            for (Namespace namespace : Namespace.values()) {
                String theirs = namespace(pid, namespace.file()).replaceAll("\\D", "");
                String ours = namespace(Linux.getpid(), namespace.file()).replaceAll("\\D", "");
                String word = theirs.equals(ours) ? "shared" : "own";
                assertThat(out.lines())
                        .anyMatch(line -> line.matches(namespace.file() + " +" + ours + " +" + theirs + " +" + word + " .*"));
            }
            assertThat(out).containsPattern("uts .* shared").containsPattern("pid .* own");
            assertThat(Containers.commandLine().run("namespaces").out()).contains("  " + pid + "  sleep 1000\n");
        }
    }

    @Test
    void namespaces_of_nobody() {
        Result result = Containers.commandLine().run("namespaces", "4194304");
        assertThat(result)
                .isEqualTo(new Result(125, "KIND      HOST          PID 4194304           OF ITS OWN\n",
                "mini-docker: there is no process 4194304\n"));
    }
}
