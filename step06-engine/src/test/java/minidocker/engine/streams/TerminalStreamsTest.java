package minidocker.engine.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import minidocker.testing.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TerminalStreamsTest {
    @TempDir
    private Path folder;

    private final String word = UUID.randomUUID().toString();

    private TestContainer container() {
        return new TestContainer(folder, new ContainerStreams.Settings(true, true, true), LogSettings.DEFAULT);
    }

    private static RunningScript start(TestContainer container, String script) throws Exception {
        TestTerminal terminal = TestTerminal.open();
        container.streams.openConsole(terminal.master());
        return RunningScript.start(terminal.ends(), script);
    }

    private static String text(TestContainer.Client client) {
        return new String(client.bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void a_terminals_output_is_raw_and_logged_as_standard_output() throws Exception {
        try (TestContainer container = container()) {
            TestContainer.Client client = container.attach(TestContainer.ALL, (InputStream) null);
            try (RunningScript process = start(container, "echo " + word + "; echo more >&2; tty > /dev/null && echo terminal")) {
                process.waitFor();
                container.streams.processEnded(false).join();
            }
            assertThat(client.end()).isEqualTo(AttachEnd.FINISHED);
            assertThat(text(client)).isEqualTo(word + "\r\nmore\r\nterminal\r\n");
            assertThat(container.logText()).isEqualTo(text(client));
            assertThat(container.log()).extracting(LogEntry::stream).containsOnly(StandardStream.STDOUT);
        }
    }

    @Test
    void the_keys_detach_and_the_process_goes_on_for_the_next_client() throws Exception {
        try (TestContainer container = container();
                RunningScript process = start(container, "stty -echo; echo ready; while read line; do echo got $line; done")) {
            Eventually.holds(() -> logged(container, "ready"), () -> "the process");
            TestContainer.Keyboard keyboard = new TestContainer.Keyboard();
            TestContainer.Client first = container.attach(TestContainer.ALL, keyboard);
            keyboard.type("one\n");
            Eventually.holds(() -> text(first).contains("got one"), () -> "an answer");
            keyboard.type("\u0010\u0011");
            assertThat(first.end()).isEqualTo(AttachEnd.DETACHED);
            TestContainer.Keyboard other = new TestContainer.Keyboard();
            TestContainer.Client second = container.attach(TestContainer.ALL, other);
            other.type(word + "\n");
            Eventually.holds(() -> text(second).contains("got " + word), () -> "an answer to the second client");
            // ^D, which ends a line: the end of the input for who reads a terminal.
            other.type("\u0004");
            process.waitFor();
            container.streams.processEnded(false).join();
            assertThat(second.end()).isEqualTo(AttachEnd.FINISHED);
            assertThat(text(first)).doesNotContain(word);
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
    void the_end_of_a_clients_input_is_not_the_terminals() throws Exception {
        try (TestContainer container = container(); RunningScript process = start(container, "read a; read b; echo $a-$b")) {
            container.attach(TestContainer.ALL, "one\n");
            TestContainer.Client client = container.attach(TestContainer.ALL, word + "\n");
            process.waitFor();
            container.streams.processEnded(false).join();
            client.end();
            assertThat(container.logText()).containsPattern("one-" + word + "|" + word + "-one");
        }
    }

    @Test
    void the_process_sees_the_size_of_the_window() throws Exception {
        try (TestContainer container = container(); RunningScript process = start(container, "read go; stty size")) {
            container.streams.resize(123, 45);
            container.attach(TestContainer.ALL, "go\n");
            process.waitFor();
            container.streams.processEnded(false).join();
            assertThat(container.logText()).contains("45 123");
        }
    }

    @Test
    void a_large_output_of_a_terminal_arrives_whole() throws Exception {
        try (TestContainer container = container()) {
            TestContainer.Client client = container.attach(TestContainer.ALL, (InputStream) null);
            try (RunningScript process = start(container, "seq 1 50000")) {
                process.waitFor();
                container.streams.processEnded(false).join();
            }
            client.end();
            assertThat(text(client)).startsWith("1\r\n2\r\n").endsWith("\r\n50000\r\n").hasLineCount(50000);
        }
    }
}
