package minidocker.engine.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import minidocker.engine.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DetachKeysTest {

    private static String passed(DetachKeys.Filter filter, String typed) {
        byte[] bytes = typed.getBytes(StandardCharsets.ISO_8859_1);
        return new String(filter.pass(bytes, bytes.length), StandardCharsets.ISO_8859_1);
    }

    @Test
    void the_default_is_ctrl_p_ctrl_q() {
        assertThat(DetachKeys.parse("")).isEqualTo(DetachKeys.parse("ctrl-p,ctrl-q")).isEqualTo(DetachKeys.DEFAULT)
                .isNotEqualTo(DetachKeys.parse("ctrl-q,ctrl-p"));
    }

    @Test
    void the_whole_sequence_detaches_also_key_by_key_and_nothing_of_it_is_passed_on() {
        DetachKeys.Filter filter = DetachKeys.DEFAULT.filter();
        assertThat(passed(filter, "ab\u0010")).isEqualTo("ab");
        assertThat(filter.isDetached()).isFalse();
        assertThat(passed(filter, "\u0011never")).isEmpty();
        assertThat(filter.isDetached()).isTrue();
    }

    @Test
    void a_sequence_that_breaks_off_reaches_the_process_after_all() {
        DetachKeys.Filter filter = DetachKeys.DEFAULT.filter();
        assertThat(passed(filter, "\u0010")).isEmpty();
        assertThat(passed(filter, "\u0010")).isEqualTo("\u0010");
        assertThat(passed(filter, "x\u0011")).isEqualTo("\u0010x\u0011");
        assertThat(filter.isDetached()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"'a,b', ab", "ctrl-@, '\0'", "ctrl-[, '\u001b'", "CTRL-A, '\u0001'", "'ctrl-_,x', '\u001fx'"})
    void keys_are_written_as_docker_does(String keys, String typed) {
        DetachKeys.Filter filter = DetachKeys.parse(keys).filter();
        assertThat(passed(filter, typed)).isEmpty();
        assertThat(filter.isDetached()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ctrl-", "ctrl-1", "alt-a", "a,,b", "\u00e4"})
    void other_keys_are_refused(String keys) {
        assertThatThrownBy(() -> DetachKeys.parse(keys)).isInstanceOf(Refusal.class).hasMessageContaining("detach keys (" + keys + ")");
    }
}
