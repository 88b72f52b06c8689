package minidocker.chroot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import minidocker.syscall.Linux;
import minidocker.syscall.Signal;
import minidocker.testing.CommandLineRun;
import minidocker.testing.CommandLineRun.Result;
import minidocker.testing.CommandLineRun.Running;
import minidocker.testing.Eventually;
import minidocker.testing.Needs;
import minidocker.testing.TestHome;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals for us are signals for the program. */
@Tag("kernel")
class RunSignalsTest {
    private static final String NOT_UP = "Error occurred during initialization of VM";
    /**
     * A JVM that is told to end before it is up says so, and nothing of ours runs by then: newer ones that they have no log yet for
     * the exit that they log, all of them that another phase came too late.
     */
    private static final String WORDS_OF_A_JVM_THAT_IS_NOT_UP = "(Runtime.exit.130. logging failed: .*\n"
            + "|" + NOT_UP + "\njava.lang.InternalError: Bad level: \\d\n(\tat .*\n)*)?";

    private static CommandLineRun step;

    @BeforeAll
    static void needs_root() {
        Needs.root();
        step = CommandLineRun.of(Main.class).home(TestHome.folder());
    }

    /** All processes whose root directory is our root filesystem. */
    private static List<Path> processesInside() {
        Path rootfs = TestHome.hostbox();
        try (var processes = Files.list(Path.of("/proc"))) {
            return processes.filter(process -> process.getFileName().toString().matches("[0-9]+")).filter(process -> {
                try {
                    return Files.readSymbolicLink(process.resolve("root")).equals(rootfs.toRealPath());
                } catch (IOException gone) {
                    return false;
                }
            }).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HUP", "INT", "TERM", "USR1", "USR2", "ALRM"})
    void a_signal_reaches_the_program(String signal) {
        try (Running running = step.start("run", "sh", "-c", "trap 'exit 42' " + signal
                + "; echo ready; while :; do sleep 0.05; done")) {
            running.awaitOut("ready");
            running.signal(signal);
            assertThat(running.result()).isEqualTo(new Result(42, "ready\n", ""));
        }
    }

    @Test
    void a_program_that_does_not_handle_it_is_ended_by_it() {
        try (Running running = step.start("run", "sh", "-c", "echo ready; exec sleep 60")) {
            running.awaitOut("ready");
            running.signal("TERM");
            assertThat(running.result()).isEqualTo(new Result(143, "ready\n", ""));
        }
    }

    @Test
    void quit_prints_no_thread_dump() {
        try (Running running = step.start("run", "sh", "-c", "echo ready; sleep 0.5; exit 3")) {
            running.awaitOut("ready");
            running.signal("QUIT");
            assertThat(running.result()).isEqualTo(new Result(3, "ready\n", ""));
        }
    }

    @Test
    void a_signal_that_was_ignored_when_we_were_started_stays_so() {
        try (Running running = step.by("trap '' HUP; exec \"$@\"").start("run", "sh", "-c", "echo ready; sleep 0.5; exit 3")) {
            running.awaitOut("ready");
            running.signal("HUP");
            assertThat(running.result().code()).isEqualTo(3);
        }
    }

    @Test
    void the_program_does_not_outlive_us() {
        try (Running running = step.start("run", "sh", "-c", "echo ready; exec sleep 60")) {
            running.awaitOut("ready");
            assertThat(processesInside()).hasSize(1);
            running.signal("KILL");
            assertThat(running.result().code()).isEqualTo(137);
            Eventually.holds(() -> processesInside().isEmpty(), () -> "no process in there, but " + processesInside());
        }
    }

    @Test
    void an_interrupt_at_any_moment_of_the_start_ends_it_quietly_and_leaves_nothing() throws InterruptedException {
        Needs.command("setsid", "util-linux");
        for (int delay = 0; delay < 600; delay += 25) {
            try (Running running = step.through("setsid").start("run", "sleep", "60")) {
                Thread.sleep(delay);
                running.signalGroup("INT");
                Result result = running.result();
                // A JVM that cannot come up any more may end with 1.
                assertThat(result.code()).as("after %d ms", delay).isIn(130, result.err().startsWith(NOT_UP) ? 1 : 130);
                assertThat(result.out()).isEmpty();
                assertThat(result.err()).as("after %d ms", delay).matches(WORDS_OF_A_JVM_THAT_IS_NOT_UP);
            }
            Eventually.holds(() -> processesInside().isEmpty(), () -> "no process in there, but " + processesInside());
        }
    }

    @Test
    void what_a_program_leaves_in_the_background_is_not_waited_for() {
        Result result = step.run("run", "sh", "-c", "sleep 1000 >/dev/null 2>&1 & echo done");
        assertThat(result).isEqualTo(new Result(0, "done\n", ""));
        assertThat(processesInside()).hasSize(1);
        processesInside().forEach(process -> Linux.kill(Integer.parseInt(process.getFileName().toString()),
                Signal.SIGKILL.number()));
        Eventually.holds(() -> processesInside().isEmpty(), () -> "no process in there, but " + processesInside());
    }
}
