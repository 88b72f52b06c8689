package minidocker.namespaces;

import static minidocker.syscall.MountFlag.MS_NODEV;
import static minidocker.syscall.MountFlag.MS_NOEXEC;
import static minidocker.syscall.MountFlag.MS_NOSUID;
import static minidocker.syscall.MountFlag.MS_RDONLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TmpfsTest {
    @Test
    void without_options_nothing_in_it_can_be_executed() {
        assertThat(Tmpfs.parse("/t")).isEqualTo(new Tmpfs("/t", List.of(MS_NOSUID, MS_NODEV, MS_NOEXEC), null));
    }

    @Test
    void options_add_flags_take_them_away_or_are_data() {
        assertThat(Tmpfs.parse("/t:exec,size=64m,ro,mode=1777,uid=5,gid=7,rw"))
                .isEqualTo(new Tmpfs("/t", List.of(MS_NOSUID, MS_NODEV, MS_RDONLY), "size=64m,mode=1777,uid=5,gid=7"));
        assertThat(Tmpfs.parse("/t:suid,dev,exec").flags()).isEmpty();
        assertThat(Tmpfs.parse("/t:noexec,noexec").flags()).containsExactly(MS_NOSUID, MS_NODEV, MS_NOEXEC);
    }

    @Test
    void the_destination_is_cleaned() {
        assertThat(Tmpfs.parse("/a/../../b//c/:size=1k").destination()).isEqualTo("/b/c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "t", "t:size=1m", "/", "//", "/..", "/a/..:ro", ":ro"})
    void a_destination_is_a_path_from_the_root_and_not_the_root_itself(String text) {
        assertThatThrownBy(() -> Tmpfs.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs a path from /");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bind", "size=", "size=1x", "mode=999", "mode=17777", "uid=root", "size=1m size=2m", "huge=always",
            "mpol=bind:0", " "})
    void an_option_that_is_unknown_or_might_smuggle_something_in_is_refused(String option) {
        assertThatThrownBy(() -> Tmpfs.parse("/t:" + option)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the tmpfs option");
    }
}
