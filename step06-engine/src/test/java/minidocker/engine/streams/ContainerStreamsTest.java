package minidocker.engine.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import minidocker.syscall.ExitStatus;
import minidocker.syscall.Signal;
import minidocker.testing.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ContainerStreamsTest {
    @TempDir
    private Path folder;

    private final String word = UUID.randomUUID().toString();

    @Test
    void what_a_process_writes_is_logged_line_by_line_under_its_stream() throws Exception {
        try (TestContainer container = new TestContainer(folder)) {
            container.run("echo " + word + "; echo trouble >&2; printf end");
            assertThat(container.log()).filteredOn(entry -> entry.stream() == StandardStream.STDOUT)
                    .extracting(entry -> new String(entry.text(), StandardCharsets.UTF_8)).containsExactly(word + "\n", "end");
            assertThat(container.log()).filteredOn(entry -> entry.stream() == StandardStream.STDERR)
                    .extracting(entry -> new String(entry.text(), StandardCharsets.UTF_8)).containsExactly("trouble\n");
            assertThat(Files.readString(container.streams.log().path()))
                    .contains("{\"log\":\"" + word + "\\n\",\"stream\":\"stdout\",\"time\":\"20");
        }
    }

    @Test
    void a_client_gets_both_streams_in_frames_and_the_end_after_all_output() throws Exception {
        try (TestContainer container = new TestContainer(folder)) {
            TestContainer.Client client = container.listen();
            container.run("i=0; while [ $i -lt 20000 ]; do echo $i; i=$((i+1)); done; echo " + word + " >&2");
            assertThat(client.end()).isEqualTo(AttachEnd.FINISHED);
            assertThat(client.text(StandardStream.STDOUT)).startsWith("0\n1\n").endsWith("19999\n").hasLineCount(20000);
            assertThat(client.text(StandardStream.STDERR)).isEqualTo(word + "\n");
        }
    }

    @Test
    void the_end_of_the_input_ends_a_process_that_reads() throws Exception {
        try (TestContainer container = TestContainer.withInput(folder, true)) {
            TestContainer.Client client = container.attach(TestContainer.ALL, "hi " + word);
            container.run("cat");
            assertThat(client.end()).isEqualTo(AttachEnd.FINISHED);
            assertThat(client.text(StandardStream.STDOUT)).isEqualTo("hi " + word);
        }
    }

    @Test
    void an_input_that_is_kept_open_outlives_its_client() throws Exception {
        try (TestContainer container = TestContainer.withInput(folder, false); RunningScript process = container.start("cat")) {
            TestContainer.Client first = container.attach(TestContainer.ALL, "one\n");
            Eventually.holds(() -> first.bytes().length > 0, () -> "the echo");
            TestContainer.Client second = container.attach(TestContainer.ALL, "two\n");
            Eventually.holds(() -> second.bytes().length > 0, () -> "the second echo");
            process.signal(Signal.SIGTERM);
            process.waitFor();
            container.streams.processEnded(false).join();
            assertThat(first.end()).isEqualTo(AttachEnd.FINISHED);
            assertThat(first.text(StandardStream.STDOUT)).isEqualTo("one\ntwo\n");
            assertThat(second.text(StandardStream.STDOUT)).isEqualTo("two\n");
        }
    }

    @Test
    void a_process_without_input_reads_the_end_at_once() throws Exception {
        try (TestContainer container = new TestContainer(folder)) {
            container.run("cat; echo " + word);
            assertThat(container.logText()).isEqualTo(word + "\n");
        }
    }

    @Test
    void much_input_arrives_whole() throws Exception {
        String input = (word + "\n").repeat(50_000);
        try (TestContainer container = TestContainer.withInput(folder, true)) {
            TestContainer.Client client = container.attach(TestContainer.ALL, input);
            container.run("sleep 0.2; cat");
            client.end();
            assertThat(client.text(StandardStream.STDOUT)).isEqualTo(input);
        }
    }

    @Test
    void a_process_that_does_not_read_its_input_holds_nobody_up() throws Exception {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        };
        try (TestContainer container = TestContainer.withInput(folder, true)) {
            TestContainer.Client client = container.attach(TestContainer.ALL, endless);
            container.run("echo " + word);
            assertThat(client.end()).isEqualTo(AttachEnd.FINISHED);
            assertThat(client.text(StandardStream.STDOUT)).isEqualTo(word + "\n");
        }
    }

    @Test
    void a_late_client_gets_the_log_first_and_then_what_follows_without_a_gap_or_a_repetition() throws Exception {
        AttachOptions replay = new AttachOptions(false, true, true, true, true, DetachKeys.DEFAULT);
        try (TestContainer container = new TestContainer(folder);
                RunningScript process = container.start("i=0; while [ $i -lt 60000 ]; do echo $i; i=$((i+1)); done; printf end")) {
            Eventually.holds(() -> logHas(container, 1000), () -> "some lines");
            TestContainer.Client client = container.attach(replay, (InputStream) null);
            process.waitFor();
            container.streams.processEnded(false).join();
            assertThat(client.end()).isEqualTo(AttachEnd.FINISHED);
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 60000; i++) {
                all.append(i).append('\n');
            }
            assertThat(client.text(StandardStream.STDOUT)).isEqualTo(all + "end");
        }
    }

    private static boolean logHas(TestContainer container, int lines) {
        try {
            return container.log().size() > lines;
        } catch (java.io.IOException e) {
            return false;
        }
    }

    @Test
    void a_late_client_sees_the_line_that_has_begun() throws Exception {
        AttachOptions replay = new AttachOptions(false, true, true, true, true, DetachKeys.DEFAULT);
        try (TestContainer container = TestContainer.withInput(folder, true)) {
            TestContainer.Client early = container.listen();
            RunningScript process = container.start("echo first; printf 'name? '; read name; echo hello $name");
            Eventually.holds(() -> new String(early.bytes(), StandardCharsets.UTF_8).endsWith("? "), () -> "the question");
            TestContainer.Client late = container.attach(replay, (InputStream) null);
            container.attach(TestContainer.ALL, word + "\n");
            process.waitFor();
            container.streams.processEnded(false).join();
            late.end();
            assertThat(late.text(StandardStream.STDOUT)).isEqualTo("first\nname? hello " + word + "\n");
        }
    }

    @Test
    void a_grandchild_that_keeps_the_output_open_does_not_hold_up_the_end() throws Exception {
        try (TestContainer container = new TestContainer(folder)) {
            TestContainer.Client client = container.listen();
            container.run("(sleep 300; echo late) & echo $!");
            assertThat(client.end()).isEqualTo(AttachEnd.FINISHED);
            String grandchild = client.text(StandardStream.STDOUT).strip();
            assertThat(ProcessHandle.of(Long.parseLong(grandchild)).orElseThrow().destroyForcibly()).isTrue();
        }
    }

    @Test
    void no_one_gets_sigpipe_when_the_engine_dies() throws Exception {
        Path go = folder.resolve("go");
        TestContainer container = new TestContainer(folder);
        try (RunningScript process = container.start("while ! [ -e " + go + " ]; do sleep 0.05; done; echo two; echo err >&2")) {
            container.streams.close();
            container.pump.close();
            Files.createFile(go);
            assertThat(process.waitFor()).isEqualTo(new ExitStatus.Exited(0));
        }
    }

    @Test
    void a_run_that_goes_on_is_taken_up_by_the_next_engine_with_what_waited() throws Exception {
        Path go = folder.resolve("go");
        Path done = folder.resolve("done");
        TestContainer first = new TestContainer(folder);
        TestContainer.Client client = first.listen();
        try (RunningScript process = first.start("printf half; while ! [ -e " + go + " ]; do sleep 0.05; done; echo ' line'; echo two; "
                + "touch " + done + "; read never < /dev/null; exec sleep 300")) {
            Eventually.holds(() -> client.bytes().length > 0, () -> "half a line");
            first.streams.close();
            first.pump.close();
            Files.createFile(go);
            Eventually.holds(() -> Files.exists(done), () -> "the rest in the FIFO");
            try (TestContainer second = new TestContainer(folder)) {
                assertThat(second.streams.reopen()).isTrue();
                Eventually.holds(() -> logHas(second, 1), () -> "both lines");
                process.signal(Signal.SIGKILL);
                assertThat(process.waitFor()).isEqualTo(new ExitStatus.Killed(9));
                second.streams.processEnded(false).join();
                assertThat(second.logText()).isEqualTo("half line\ntwo\n");
            }
        }
    }
}
