package minidocker.engine.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import minidocker.syscall.ExitStatus;
import minidocker.syscall.Linux;
import minidocker.syscall.Signal;
import minidocker.testing.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class KeeperTest {
    @TempDir
    private Path folder;

    private final String word = UUID.randomUUID().toString();

    private TestContainer container(boolean tty) {
        return new TestContainer(folder, new ContainerStreams.Settings(tty, tty, false), LogSettings.DEFAULT, new Pump(folder));
    }

    /** Of the process that keeps; 0 if there is none. */
    private long keeper() throws Exception {
        Path file = folder.resolve("keeper");
        return Files.exists(file) ? Long.parseLong(Files.readString(file).split(" ")[0]) : 0;
    }

    @Test
    void a_terminal_outlives_the_engine_and_serves_the_next_one() throws Exception {
        TestContainer first = container(true);
        TestTerminal terminal = TestTerminal.open();
        first.streams.openConsole(terminal.master());
        try (RunningScript process = RunningScript.start(terminal.ends(), "stty -echo; echo ready; while read line; do echo got $line; done")) {
            Eventually.holds(() -> logged(first, "ready"), () -> "the process");
            first.streams.close();
            first.pump.close();
            assertThat(keeper()).isPositive();
            try (TestContainer second = container(true)) {
                assertThat(second.streams.reopen()).isTrue();
                TestContainer.Client client = second.attach(TestContainer.ALL, word + "\n");
                Eventually.holds(() -> new String(client.bytes(), StandardCharsets.UTF_8).contains("got " + word), () -> "an answer");
                TestContainer.Client last = second.attach(TestContainer.ALL, "\u0004");
                assertThat(process.waitFor()).isEqualTo(new ExitStatus.Exited(0));
                second.streams.processEnded(false).join();
                assertThat(last.end()).isEqualTo(AttachEnd.FINISHED);
                assertThat(second.logText()).contains("ready\r\n", "got " + word + "\r\n");
                assertThat(keeper()).as("with nothing to keep there is no keeper").isZero();
            }
        }
    }

    private static boolean logged(TestContainer container, String wanted) {
        try {
            return container.logText().contains(wanted);
        } catch (java.io.IOException e) {
            return false;
        }
    }

    @Test
    void the_last_words_of_a_container_that_ends_while_no_engine_runs_are_logged_by_the_next() throws Exception {
        Path go = folder.resolve("go");
        TestContainer first = container(false);
        try (RunningScript process = first.start("while ! [ -e " + go + " ]; do sleep 0.05; done; echo " + word + "; printf end")) {
            first.streams.close();
            first.pump.close();
            Files.createFile(go);
            process.waitFor();
        }
        try (TestContainer second = container(false)) {
            assertThat(second.streams.reopen()).isTrue();
            second.streams.processEnded(false).join();
            assertThat(second.logText()).isEqualTo(word + "\nend");
        }
    }

    @Test
    void descriptors_are_kept_taken_and_dropped() throws Exception {
        int[] pipe = Linux.pipe();
        Keeper keeper = new Keeper(folder.resolve("keeper"));
        int number = keeper.keep(pipe[1]).orElseThrow();
        int other = keeper.keep(pipe[0]).orElseThrow();
        keeper.drop(other);
        Linux.close(pipe[1]);
        keeper.close();
        try (Keeper next = new Keeper(folder.resolve("keeper"))) {
            assertThat(next.take(other)).isEmpty();
            int copy = next.take(number).orElseThrow();
            Linux.write(copy, word.getBytes(StandardCharsets.UTF_8));
            Linux.close(copy);
            byte[] read = new byte[100];
            assertThat(new String(read, 0, Linux.read(pipe[0], read), StandardCharsets.UTF_8)).isEqualTo(word);
            next.drop(number);
            assertThat(Linux.read(pipe[0], read)).as("nobody has the writing end any more").isZero();
        }
        Linux.close(pipe[0]);
        assertThat(keeper()).isZero();
    }

    @Test
    void what_nobody_claims_is_dropped_and_numbers_of_another_keeper_mean_nothing() throws Exception {
        int[] pipe = Linux.pipe();
        Keeper keeper = new Keeper(folder.resolve("keeper"));
        int claimed = keeper.keep(pipe[0]).orElseThrow();
        int forgotten = keeper.keep(pipe[0]).orElseThrow();
        String name = keeper.name();
        keeper.close();
        try (Keeper next = new Keeper(folder.resolve("keeper"))) {
            assertThat(next.claim("1-1", List.of(claimed))).isEmpty();
            assertThat(next.claim(name, List.of(claimed, 999))).containsExactly(claimed);
            next.dropUnclaimed();
            assertThat(next.take(forgotten)).isEmpty();
            int copy = next.take(claimed).orElseThrow();
            Linux.close(copy);
            next.drop(claimed);
        }
        Linux.close(pipe[0]);
        Linux.close(pipe[1]);
        assertThat(keeper()).isZero();
    }

    @Test
    void it_ends_by_itself_when_no_engine_can_find_it_any_more() throws Exception {
        int[] pipe = Linux.pipe();
        Path file = folder.resolve("keeper");
        try (Keeper keeper = new Keeper(file, 1)) {
            int number = keeper.keep(pipe[1]).orElseThrow();
            ProcessHandle process = ProcessHandle.of(keeper()).orElseThrow();
            // Three looks at least, and it is there: as long as there is a way to it.
            long later = System.nanoTime() + 3_500_000_000L;
            Eventually.holds(() -> System.nanoTime() > later, () -> "the time of three looks");
            Linux.close(keeper.take(number).orElseThrow());
            Files.delete(file);
            Eventually.holds(() -> !process.isAlive() || Files.notExists(Path.of("/proc/" + process.pid() + "/exe")), () -> "its end");
        }
        Linux.close(pipe[0]);
        Linux.close(pipe[1]);
    }

    @Test
    void a_keeper_that_was_killed_costs_nothing_but_what_it_kept() throws Exception {
        try (TestContainer container = container(false)) {
            try (RunningScript process = container.start("echo one; exec sleep 1000")) {
                Eventually.holds(() -> Files.exists(folder.resolve("keeper")), () -> "the keeper");
                ProcessHandle.of(keeper()).ifPresent(ProcessHandle::destroyForcibly);
                process.signal(Signal.SIGTERM);
                process.waitFor();
                container.streams.processEnded(false).join();
            }
            container.run("echo two");
            assertThat(container.logText()).isEqualTo("one\ntwo\n");
        }
    }
}
