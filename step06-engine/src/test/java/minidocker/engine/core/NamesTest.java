package minidocker.engine.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import minidocker.engine.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    private final Names names = new Names();

    @Test
    void invented_names_are_two_words_and_all_different() {
        Set<String> invented = new HashSet<>();
        for (int i = 0; i < 3000; i++) {
            String name = names.invent(ContainerId.random());
            assertThat(name).matches("[a-z]+_[a-z]+[0-9]*");
            assertThat(invented.add(name)).isTrue();
        }
    }

    @Test
    void a_name_has_one_owner_at_a_time() {
        ContainerId first = ContainerId.random();
        ContainerId second = ContainerId.random();
        assertThat(names.take("/web", first)).isEqualTo("web");
        assertThatThrownBy(() -> names.take("web", second)).isInstanceOf(Refusal.class).hasMessage(
                "Conflict. The container name \"/web\" is already in use by container \"" + first
                        + "\". You have to remove (or rename) that container to be able to reuse that name.");
        names.release("web", second);
        assertThat(names.owner("web")).contains(first);
        names.release("web", first);
        assertThat(names.take("web", second)).isEqualTo("web");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "-web", "we b", "web/x", "//web", "wéb", ""})
    void a_name_that_is_none_is_refused(String name) {
        assertThatThrownBy(() -> Names.checked(name)).isInstanceOf(Refusal.class).hasMessage("Invalid container name (" + name
                + "), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
    }

    @Test
    void ids_are_64_digits_and_their_short_form_is_no_number() {
        for (int i = 0; i < 2000; i++) {
            assertThat(ContainerId.random().shortHex()).matches("(?=.*[a-f])[0-9a-f]{12}");
        }
    }
}
