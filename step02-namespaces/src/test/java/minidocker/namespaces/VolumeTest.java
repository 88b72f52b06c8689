package minidocker.namespaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VolumeTest {
    @Test
    void can_be_written_unless_it_says_ro() {
        assertThat(Volume.parse("/a:/b")).isEqualTo(new Volume.Request("/a", "/b", false));
        assertThat(Volume.parse("/a:/b:rw")).isEqualTo(new Volume.Request("/a", "/b", false));
        assertThat(Volume.parse("/a:/b:ro")).isEqualTo(new Volume.Request("/a", "/b", true));
    }

    @ParameterizedTest
    @CsvSource({"/b/, /b", "//b///c, /b/c", "/b/./c/., /b/c", "/b/../c, /c", "/../../b, /b", "/b/c/../../d/, /d",
            "/..b/...,  /..b/...", "'/with space', '/with space'"})
    void the_destination_is_cleaned_as_docker_does_it(String written, String meant) {
        assertThat(Volume.parse("/a:" + written).destination()).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "//", "/.", "/./", "/..", "/b/..", "/b/../../", "/./b/.././"})
    void the_root_is_no_destination_however_it_is_written(String destination) {
        assertThatThrownBy(() -> Volume.parse("/a:" + destination)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be /");
    }

    @ParameterizedTest
    @CsvSource({"/a, not of the form", "'', not of the form", ":/b, not of the form", "/a:/b:ro:rw, not of the form",
            "a:/b, \"$PWD/a\"", "../a:/b, is relative", "/a:b, must be a path from /",
        "/a:, must be a path from /", "/a:/b:x, neither ro nor rw", "/a:/b:, neither ro nor rw"})
    void what_is_none_gets_a_sentence(String text, String sentence) {
        assertThatThrownBy(() -> Volume.parse(text)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(sentence);
    }

    @Test
    void depth_counts_folders() {
        assertThat(new Volume("/a", "/b", false, false).depth()).isEqualTo(1);
        assertThat(new Volume("/a", "/b/c/d", false, false).depth()).isEqualTo(3);
    }
}
