package minidocker.images.pull;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrinterTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private String terminal(int columns, PullEvent... events) {
        TerminalPrinter printer = new TerminalPrinter(new PrintStream(bytes, true, StandardCharsets.UTF_8), () -> columns);
        for (PullEvent event : events) {
            printer.event(event);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static PullEvent layer(String id, LayerState state) {
        return new PullEvent.Layer(id, state);
    }

    @Test
    void a_layer_is_rewritten_on_its_own_line() {
        String text = terminal(80, new PullEvent.Started("latest", "library/x"), layer("aaa", new LayerState.PullingFsLayer()),
                layer("bbb", new LayerState.PullingFsLayer()), layer("aaa", new LayerState.Downloading(1_500_000, 3_000_000)),
                layer("bbb", new LayerState.PullComplete()), new PullEvent.Line("Digest: d"));
        assertThat(text).isEqualTo("latest: Pulling from library/x\naaa: Pulling fs layer\nbbb: Pulling fs layer\n"
                + "\033[2A\033[2K\raaa: Downloading    1.5MB/3MB\r\033[2B" + "\033[1A\033[2K\rbbb: Pull complete\r\033[1B"
                        + "Digest: d\n");
    }

    @Test
    void the_bar_has_fifty_places_and_needs_a_wide_terminal() {
        assertThat(TerminalPrinter.progress(25, 100, 120))
                .isEqualTo("[" + "=".repeat(12) + ">" + " ".repeat(38) + "]      25B/100B");
        assertThat(TerminalPrinter.progress(100, 100, 120)).startsWith("[" + "=".repeat(50) + ">]");
        assertThat(TerminalPrinter.progress(25, 100, 110)).isEqualTo("     25B/100B");
        assertThat(TerminalPrinter.progress(0, 0, 120)).isEmpty();
        assertThat(TerminalPrinter.progress(10, 0, 120)).isEqualTo("     10B");
    }

    @Test
    void a_line_never_wraps() {
        String text = terminal(20, layer("0123456789ab", new LayerState.Downloading(1, 1_000_000)));
        assertThat(text.strip()).hasSizeLessThan(20);
    }

    @Test
    void plain_lines_leave_progress_out() {
        PlainPrinter printer = new PlainPrinter(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        printer.event(layer("a", new LayerState.Downloading(1, 2)));
        printer.event(layer("a", new LayerState.Extracting(1, 2)));
        printer.event(layer("a", new LayerState.Retrying(Duration.ofSeconds(5))));
        printer.event(layer("a", new LayerState.Retrying(Duration.ofMillis(5))));
        printer.event(layer("a", new LayerState.Waiting()));
        printer.event(layer("a", new LayerState.AlreadyExists()));
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("a: Retrying in 5 seconds", "a: Retrying in 1 second",
                "a: Waiting", "a: Already exists");
    }

    @ParameterizedTest
    @CsvSource({"0, 0B", "1, 1B", "999, 999B", "1000, 1kB", "1001, 1.001kB", "12345, 12.35kB", "123456, 123.5kB",
            "999999, 1000kB",
        "1000000, 1MB", "3370706, 3.371MB", "9000000000, 9GB", "9223372036854775807, 9.223EB"})
    void bytes_are_printed_as_docker_does(long bytes, String text) {
        assertThat(ByteUnits.human(bytes)).isEqualTo(text);
    }
}
