package minidocker.engine.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultiplexedStreamTest {

    @Test
    void a_frame_is_eight_bytes_of_header_and_the_payload() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MultiplexedStream.write(out, StandardStream.STDERR, new byte[] {'x', 'h', 'i', 'x'}, 1, 2);
        assertThat(out.toByteArray()).containsExactly(2, 0, 0, 0, 0, 0, 0, 2, 'h', 'i');
    }

    @Test
    void what_was_written_is_read() throws IOException {
        byte[] payload = new byte[100_000];
        new Random().nextBytes(payload);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MultiplexedStream.write(out, StandardStream.STDOUT, payload, 0, payload.length);
        MultiplexedStream.write(out, StandardStream.STDOUT, payload, 0, 0);
        ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());
        MultiplexedStream.Frame frame = MultiplexedStream.read(in);
        assertThat(frame.stream()).isEqualTo(StandardStream.STDOUT);
        assertThat(frame.payload()).isEqualTo(payload);
        assertThat(MultiplexedStream.read(in)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9})
    void an_end_within_a_frame_is_no_end_of_the_output(int length) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MultiplexedStream.write(out, StandardStream.STDOUT, new byte[] {1, 2}, 0, 2);
        byte[] torn = Arrays.copyOf(out.toByteArray(), length);
        assertThatThrownBy(() -> MultiplexedStream.read(new ByteArrayInputStream(torn))).isInstanceOf(EOFException.class);
    }

    @Test
    void what_is_no_frame_is_refused_and_not_allocated() {
        byte[] text = "HTTP/1.1 500 oops".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        assertThatThrownBy(() -> MultiplexedStream.read(new ByteArrayInputStream(text))).isInstanceOf(EOFException.class);
        byte[] negative = {1, 0, 0, 0, (byte) 0xff, 0, 0, 0, 1};
        assertThatThrownBy(() -> MultiplexedStream.read(new ByteArrayInputStream(negative))).isInstanceOf(EOFException.class);
    }
}
