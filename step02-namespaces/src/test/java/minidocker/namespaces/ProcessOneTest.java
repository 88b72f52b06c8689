package minidocker.namespaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import minidocker.syscall.Linux;
import minidocker.syscall.Signal;
import minidocker.testing.CommandLineRun.Result;
import minidocker.testing.CommandLineRun.Running;
import minidocker.testing.Eventually;
import minidocker.testing.Needs;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Process 1 as it is, and with an init in front. */
@Tag("kernel")
@Timeout(300)
class ProcessOneTest {
    /**
     * A shell makes an orphan that ends soon, and becomes a program that waits for a line and for no child; somebody looks as soon
     * as the orphan has ended.
     */
    private static final String ORPHAN = """
            mkfifo /tmp/end
            { (sleep 0.1 & echo $! > /tmp/pid); read pid < /tmp/pid
              while [ -e /proc/$pid ] && ! grep -qs '^State:.Z' /proc/$pid/status; do sleep 0.05; done
              ps -eo pid,stat,comm --no-headers; echo > /tmp/end; } &
            exec head -n 1 /tmp/end""";

    @TempDir
    Path folder;

    @BeforeAll
    static void root() {
        Needs.root();
    }

    @Test
    void an_orphan_that_ended_stays_a_zombie() {
        assertThat(Containers.run("--tmpfs", "/tmp", "sh", "-c", ORPHAN).out()).containsPattern("\\d+ Z\\S* +sleep");
    }

    @Test
    void an_init_waits_for_orphans() {
        Result result = Containers.run("--init", "--tmpfs", "/tmp", "sh", "-c", ORPHAN);
        assertThat(result.out()).contains(" ps").doesNotContainPattern("\\d+ Z");
        assertThat(result.code()).isZero();
    }

    @Test
    void an_init_waits_for_many_who_end_at_once() {
        String many = """
                i=0; while [ $i -lt 200 ]; do (sleep 0.3 &); i=$((i + 1)); done
                while ps -eo comm --no-headers | grep -q '^sleep$'; do :; done
                n=0; while [ $n -lt 100 ] && ps -eo stat --no-headers | grep -q Z; do n=$((n + 1)); done
                ps -eo stat --no-headers | grep -c Z; exit 9""";
        assertThat(Containers.run("--init", "sh", "-c", many)).isEqualTo(new Result(9, "0\n", ""));
    }

    @Test
    void an_init_is_two_pages_and_no_copy_of_ours() throws IOException {
        try (Running running = Containers.start("--init", "sleep", "1000")) {
            int init = Containers.process(running, "init");
            assertThat(Containers.status(init, "NSpid")).endsWith("\t1");
            assertThat(Containers.status(init, "VmRSS")).matches("\\d{1,2} kB");
            assertThat(Files.list(Path.of("/proc/" + init + "/fd")).count()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @CsvSource({"exit 0, 0", "exit 42, 42", "exit 255, 255", "kill -9 $$, 137", "kill -TERM $$, 143", "kill -SEGV $$, 139",
            "exec no-such-program, 127"})
    void an_init_ends_as_its_program_does(String script, int code) {
        assertThat(Containers.run("--init", "sh", "-c", script).code()).isEqualTo(code);
    }

    @Test
    void an_init_does_not_hide_that_there_is_no_such_program() {
        assertThat(Containers.run("--init", "no-such-program").code()).isEqualTo(127);
        Result folder = Containers.run("--init", "/etc");
        assertThat(folder.code()).isEqualTo(126);
        assertThat(folder.err()).contains("/etc is a folder");
    }

    @Test
    void when_the_program_ends_the_rest_ends_with_it() {
        String mark = UUID.randomUUID().toString();
        for (String init : List.of("--uts=private", "--init")) {
            assertThat(Containers.run(init, "-e", "MARK=" + mark, "sh", "-c", "sleep 1000 & (sleep 1000 &); exit 4").code())
                    .isEqualTo(4);
            assertThat(Containers.withEnvironment(mark)).isEmpty();
        }
    }

    @Test
    void killing_process_1_ends_all_of_the_container() {
        String mark = UUID.randomUUID().toString();
        try (Running running = Containers.start("-e", "MARK=" + mark, "sh", "-c",
                "sleep 1000 & setsid sleep 1000 & echo ready; exec sleep 1001")) {
            running.awaitOut("ready");
            int one = Containers.process(running, "sleep");
            Eventually.holds(() -> Containers.withEnvironment(mark).size() == 3, () -> "three processes, and not "
                    + Containers.withEnvironment(mark));
            assertThat(Containers.withEnvironment(mark)).contains(one);
            Linux.kill(one, Signal.SIGKILL.number());
            assertThat(running.result().code()).isEqualTo(137);
            assertThat(Containers.withEnvironment(mark)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "USR1", "HUP"})
    void a_signal_without_a_handler_does_not_reach_process_1(String signal) {
        try (Running running = Containers.start("sleep", "1000")) {
            int one = Containers.process(running, "sleep");
            running.signal(signal);
            running.signal(signal);
            // The third signal below is counted after these: by then they have been delivered, and did nothing.
            Eventually.holds(() -> Containers.status(one, "State").startsWith("S"), () -> "it sleeps on");
            assertThat(running.out()).isEmpty();
            assertThat(Path.of("/proc/" + one)).exists();
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130", "HUP, 129", "USR1, 138"})
    void an_init_passes_signals_on(String signal, int code) {
        try (Running running = Containers.start("--init", "sleep", "1000")) {
            int init = Containers.process(running, "init");
            Eventually.holds(() -> Containers.children(init).stream().anyMatch(pid -> Containers.commandOf(pid).equals("sleep")),
                    () -> "sleep, child of the init");
            running.signal(signal);
            assertThat(running.result().code()).isEqualTo(code);
        }
    }

    @Test
    void a_handler_hears_the_signal() {
        try (Running running = Containers.start("sh", "-c",
                "trap 'echo heard; exit 6' TERM; echo ready; while :; do sleep 0.05; done")) {
            running.awaitOut("ready");
            running.signal("TERM");
            assertThat(running.result()).isEqualTo(new Result(6, "ready\nheard\n", ""));
        }
    }

    @Test
    void the_third_request_to_end_kills() {
        try (Running running = Containers.start("sh", "-c", "echo ready; exec sleep 1000")) {
            running.awaitOut("ready");
            for (String signal : List.of("TERM", "INT", "TERM")) {
                running.signal(signal);
                // Two signals of one kind are one while nobody has taken the first.
                Eventually.holds(() -> Containers.status(running.pid(), "ShdPnd").matches("0*"), () -> signal + " is taken");
            }
            Result result = running.result();
            assertThat(result.code()).isEqualTo(137);
            assertThat(result.err()).contains("three times asked to end: killed").contains("--init helps");
        }
    }

    @Test
    void a_pause_of_ours_is_none_of_the_containers() {
        try (Running running = Containers.start("sh", "-c", "echo ready; sleep 0.5; echo later; exit 3")) {
            running.awaitOut("ready");
            running.signal("STOP");
            Eventually.holds(() -> Containers.status(running.pid(), "State").startsWith("T"), () -> "we are stopped");
            running.awaitOut("later");
            running.signal("CONT");
            assertThat(running.result().code()).isEqualTo(3);
        }
    }

    @Test
    void without_a_pid_namespace_there_is_no_init() {
        Result result = Containers.run("--pid", "host", "--init", "true");
        assertThat(result.code()).isEqualTo(125);
        assertThat(result.err()).contains("an init needs a pid namespace").hasLineCount(1);
    }
}
