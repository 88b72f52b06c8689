package minidocker.chroot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessSpecTest {
    @Test
    void an_environment_begins_with_path_home_and_the_terminal() {
        assertThat(ProcessSpec.environment(List.of(), Map.of("TERM", "vt100", "SECRET", "x")))
                .containsExactly("PATH=" + ProcessSpec.DEFAULT_PATH, "HOME=/root", "TERM=vt100");
        assertThat(ProcessSpec.environment(List.of(), Map.of())).hasSize(2);
    }

    @Test
    void what_is_asked_for_comes_last_and_each_key_once() {
        assertThat(ProcessSpec.environment(List.of("A=1", "HOME=/srv", "B", "A=2=3", "MISSING", "EMPTY="),
                Map.of("B", "from outside")))
                .containsExactly("PATH=" + ProcessSpec.DEFAULT_PATH, "HOME=/srv", "A=2=3", "B=from outside", "EMPTY=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "=", "=x"})
    void a_variable_has_a_name(String entry) {
        assertThatThrownBy(() -> ProcessSpec.environment(List.of(entry), Map.of())).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the environment variable \"" + entry + "\" has no name: write -e NAME=value");
    }

    @Test
    void the_path_for_commands_is_the_one_of_the_environment() {
        assertThat(new ProcessSpec(List.of("x"), List.of("A=1", "PATH=/opt"), "/", null).path()).isEqualTo("/opt");
        assertThat(new ProcessSpec(List.of("x"), List.of("MYPATH=/opt"), "/", null).path()).isEqualTo(ProcessSpec.DEFAULT_PATH);
    }

    @Test
    void what_cannot_be_run_is_refused() {
        assertThatThrownBy(() -> new ProcessSpec(List.of(), List.of(), "/", null)).hasMessage("there is no command to run");
        assertThatThrownBy(() -> new ProcessSpec(List.of("", "x"), List.of(), "/", null))
                .hasMessage("the command is empty: name a program, such as sh");
        assertThatThrownBy(() -> new ProcessSpec(List.of("x"), List.of(), "srv", null))
                .hasMessageStartingWith("the working directory srv is relative");
        assertThat(new ProcessSpec(List.of("x", ""), List.of(), "/", null).arguments()).containsExactly("x", "");
    }

    @ParameterizedTest
    @CsvSource({"0, 0:0", "1000, 1000:0", "1000:50, 1000:50", "4294967294:4294967294, 4294967294:4294967294", "007:08, 7:8"})
    void a_user_is_two_numbers(String text, String user) {
        assertThat(User.parse(text)).hasToString(user);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "1:", ":1", "root", "1:2:3", "-1", "+1", " 1", "4294967295", "99999999999", "1:x", "0x10",
            "١"})
    void anything_else_is_no_user(String text) {
        assertThatThrownBy(() -> User.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the user " + text + " is not of the form UID or UID:GID, with numbers such as 1000:1000");
    }
}
