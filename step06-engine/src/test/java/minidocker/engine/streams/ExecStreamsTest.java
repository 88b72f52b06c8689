package minidocker.engine.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ExecStreamsTest {
    private final String word = UUID.randomUUID().toString();

    private static TestContainer.Client attach(ExecStreams streams, InputStream in) throws Exception {
        return new TestContainer.Client(streams.attach(TestContainer.ALL), in, new ByteArrayOutputStream());
    }

    private static void run(ExecStreams streams, String script) throws Exception {
        try (RunningScript process = RunningScript.start(streams.open(), script)) {
            process.waitFor();
            streams.processEnded().join();
        }
    }

    @Test
    void input_goes_in_and_both_outputs_come_out() throws Exception {
        try (Pump pump = new Pump(); ExecStreams streams = new ExecStreams(false, true, pump)) {
            TestContainer.Client client = attach(streams, new ByteArrayInputStream(word.getBytes(StandardCharsets.UTF_8)));
            run(streams, "cat; echo trouble >&2");
            assertThat(client.end()).isEqualTo(AttachEnd.FINISHED);
            assertThat(client.text(StandardStream.STDOUT)).isEqualTo(word);
            assertThat(client.text(StandardStream.STDERR)).isEqualTo("trouble\n");
        }
    }

    @Test
    void without_a_client_the_output_goes_nowhere_and_holds_nobody_up() throws Exception {
        try (Pump pump = new Pump(); ExecStreams streams = new ExecStreams(false, false, pump)) {
            run(streams, "head -c 10000000 /dev/zero");
        }
    }

    @Test
    void what_it_leaves_in_the_background_does_not_hold_up_its_end() throws Exception {
        try (Pump pump = new Pump(); ExecStreams streams = new ExecStreams(false, false, pump)) {
            TestContainer.Client client = attach(streams, null);
            run(streams, "sleep 300 & echo $!");
            assertThat(client.end()).isEqualTo(AttachEnd.FINISHED);
            long background = Long.parseLong(client.text(StandardStream.STDOUT).strip());
            assertThat(ProcessHandle.of(background).orElseThrow().destroyForcibly()).isTrue();
        }
    }

    @Test
    void a_terminal_belongs_to_it_alone() throws Exception {
        try (Pump pump = new Pump(); ExecStreams streams = new ExecStreams(true, true, pump)) {
            TestContainer.Keyboard keyboard = new TestContainer.Keyboard();
            TestContainer.Client client = attach(streams, keyboard);
            TestTerminal terminal = TestTerminal.open();
            streams.openConsole(terminal.master());
            streams.resize(77, 33);
            try (RunningScript process = RunningScript.start(terminal.ends(), "read a; stty size; echo $a")) {
                keyboard.type(word + "\n");
                process.waitFor();
                streams.processEnded().join();
            }
            client.end();
            assertThat(new String(client.bytes(), StandardCharsets.UTF_8)).contains("33 77\r\n" + word + "\r\n");
        }
    }
}
