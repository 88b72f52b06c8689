package minidocker.engine.cli.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class NaturalOrderTest {
    @Test
    void numbers_in_names_are_counted() {
        List<String> sorted = List.of("", "1", "01", "2", "10", "a", "a1", "a1b", "a2", "a10", "a100000000000000000000", "b");
        List<String> shuffled = new ArrayList<>(sorted);
        Collections.shuffle(shuffled);
        shuffled.sort(NaturalOrder.COMPARATOR);
        assertThat(shuffled).isEqualTo(sorted);
    }
}
