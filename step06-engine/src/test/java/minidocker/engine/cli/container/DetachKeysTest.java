package minidocker.engine.cli.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import minidocker.cli.UserError;
import org.junit.jupiter.api.Test;

final class DetachKeysTest {
    private final ByteArrayOutputStream through = new ByteArrayOutputStream();

    private boolean type(DetachKeys keys, String... pieces) throws IOException {
        for (String piece : pieces) {
            byte[] bytes = piece.getBytes();
            if (keys.pass(bytes, bytes.length, through)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void the_keys_leave_and_do_not_get_through() throws IOException {
        assertThat(type(DetachKeys.parse(""), "ls\r\u0010\u0011")).isTrue();
        assertThat(through).hasToString("ls\r");
    }

    @Test
    void they_may_come_one_by_one() throws IOException {
        assertThat(type(DetachKeys.parse(""), "a", "\u0010", "\u0011")).isTrue();
        assertThat(through).hasToString("a");
    }

    @Test
    void the_first_key_alone_gets_through_with_the_next_one() throws IOException {
        assertThat(type(DetachKeys.parse(""), "\u0010", "\u0010", "x")).isFalse();
        assertThat(through).hasToString("\u0010\u0010x");
    }

    @Test
    void a_single_key_is_enough() throws IOException {
        assertThat(type(DetachKeys.parse("ctrl-]"), "ab\u001dcd")).isTrue();
        assertThat(through).hasToString("ab");
    }

    @Test
    void keys_that_nobody_has_are_refused() {
        assertThatThrownBy(() -> DetachKeys.parse("ctrl-1")).isInstanceOf(UserError.class).hasMessageContaining("ctrl-1");
    }
}
