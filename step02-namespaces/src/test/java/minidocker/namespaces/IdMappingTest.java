package minidocker.namespaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdMappingTest {
    @Test
    void is_read_as_podman_writes_it_and_written_as_the_kernel_reads_it() {
        long outside = 1 + new Random().nextInt(1 << 20);
        assertThat(IdMapping.parse("0:" + outside + ":65536")).isEqualTo(new IdMapping(0, outside, 65536));
        assertThat(IdMapping.parse("7:" + outside + ":1").line()).isEqualTo("7 " + outside + " 1");
    }

    @Test
    void all_ids_there_are_can_be_mapped_and_no_more() {
        assertThat(new IdMapping(0, 0, 4_294_967_295L).line()).isEqualTo("0 0 4294967295");
        assertThatThrownBy(() -> new IdMapping(0, 0, 4_294_967_296L)).hasMessageContaining("IDs go from 0 to 4294967294");
        assertThatThrownBy(() -> new IdMapping(1, 0, 4_294_967_295L)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new IdMapping(0, 1, 4_294_967_295L)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> IdMapping.parse("0:0:0")).hasMessageContaining("at least one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0:1", "0:1:2:3", "-1:0:1", "0:1:x", "0 1 2", "0:99999999999:1", "0:1:2 "})
    void what_is_none_gets_a_sentence(String text) {
        assertThatThrownBy(() -> IdMapping.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("INSIDE:OUTSIDE:COUNT");
    }

    @Test
    void a_range_is_found_by_number_or_name_and_starts_behind_the_users_own_id() {
        List<String> lines = List.of("# a comment", "", "other:100000:65536", "  ada:200000:1000  ", "1000:300000:5",
                "ada:400000:9");
        assertThat(UserMaps.range(lines, "4711", "ada")).isEqualTo(new IdMapping(1, 200000, 1000));
        assertThat(UserMaps.range(lines, "1000", "ada")).isEqualTo(new IdMapping(1, 200000, 1000));
        assertThat(UserMaps.range(lines, "1000", "bob")).isEqualTo(new IdMapping(1, 300000, 5));
        assertThat(UserMaps.range(lines, "4711", "bob")).isNull();
        assertThat(UserMaps.range(lines, "100", "oth")).isNull();
    }

    @Test
    void a_line_that_is_broken_or_gives_nothing_is_passed_over() {
        List<String> lines = List.of("ada:1000", "ada:x:5", "ada:100000:0", "ada:100000:-5", "ada:100000:5:6", "ada:500000:5");
        assertThat(UserMaps.range(lines, "1", "ada")).isEqualTo(new IdMapping(1, 500000, 5));
        assertThat(UserMaps.range(List.of(), "1", "ada")).isNull();
    }

    @Test
    void one_id_is_one_user_and_one_group() {
        IdMapping one = new IdMapping(0, 1000, 1);
        IdMapping two = new IdMapping(0, 1000, 2);
        assertThat(new UserMaps(List.of(one), List.of(one)).isOneId()).isTrue();
        assertThat(new UserMaps(List.of(one), List.of(two)).isOneId()).isFalse();
        assertThat(new UserMaps(List.of(two), List.of(one)).isOneId()).isFalse();
        assertThat(new UserMaps(List.of(one, new IdMapping(1, 5, 1)), List.of(one)).isOneId()).isFalse();
    }

    @Test
    void the_group_of_terminals_is_there_if_a_line_covers_five() {
        IdMapping one = new IdMapping(0, 1000, 1);
        assertThat(UserMaps.hasTtyGroup(new UserMaps(List.of(one), List.of(one)))).isFalse();
        assertThat(UserMaps.hasTtyGroup(new UserMaps(List.of(one), List.of(new IdMapping(0, 1000, 5))))).isFalse();
        assertThat(UserMaps.hasTtyGroup(new UserMaps(List.of(one), List.of(new IdMapping(0, 1000, 6))))).isTrue();
        assertThat(UserMaps.hasTtyGroup(new UserMaps(List.of(one), List.of(one, new IdMapping(5, 2000, 1))))).isTrue();
    }

    @Test
    void only_the_first_user_namespace_maps_everybody() {
        assertThat(UserMaps.isWhole(List.of(new IdMapping(0, 0, 4_294_967_295L)))).isTrue();
        assertThat(UserMaps.isWhole(List.of(new IdMapping(0, 0, 65536)))).isFalse();
        assertThat(UserMaps.isWhole(List.of())).isFalse();
    }
}
