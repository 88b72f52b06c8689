package minidocker.cgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CpuSetTest {
    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = {"0 0", "0-2,7 0-2,7", "7,0,1,2 0-2,7", "0-1,1-3 0-3", "3-3 3", "8191 8191"})
    void lists_are_read_and_printed_in_their_shortest_form(String text, String canonical) {
        assertThat(CpuSet.parse(text)).hasToString(canonical);
    }

    @Test
    void the_empty_text_is_the_empty_set() {
        assertThat(CpuSet.parse("\n").isEmpty()).isTrue();
        assertThat(CpuSet.parse("")).hasToString("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "-1", "1-", "2-1", "1-2-3", "1,,2", "1,", "8192", "99999", "0 1"})
    void what_is_no_list_is_refused(String text) {
        assertThatThrownBy(() -> CpuSet.parse(text)).hasMessageStartingWith("invalid value " + text + " for a cpuset");
    }

    @Test
    void every_set_is_read_back_from_its_text() {
        Random random = new Random();
        for (int i = 0; i < 200; i++) {
            BitSet numbers = new BitSet();
            for (int j = random.nextInt(20); j > 0; j--) {
                int first = random.nextInt(8000);
                numbers.set(first, first + 1 + random.nextInt(100));
            }
            CpuSet set = new CpuSet(numbers);
            assertThat(CpuSet.parse(set.toString())).isEqualTo(set);
            assertThat(set.containsAll(CpuSet.parse(set.toString()))).isTrue();
        }
        assertThat(CpuSet.parse("0-3").containsAll(CpuSet.parse("2,4"))).isFalse();
    }
}
