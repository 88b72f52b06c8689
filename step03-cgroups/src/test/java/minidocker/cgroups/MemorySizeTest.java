package minidocker.cgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemorySizeTest {
    @ParameterizedTest
    @CsvSource({"0,0", "42,42", "42b,42", "1k,1024", "1K,1024", "64m,67108864", "64mb,67108864", "64MiB,67108864",
            "64 M,67108864", "1g,1073741824",
        "1.5g,1610612736", "0.5k,512", "2t,2199023255552", "1p,1125899906842624", "1.0001b,1", "8191p,9222246136947933184"})
    void sizes_are_read_with_docker_s_units(String text, long bytes) {
        assertThat(MemorySize.parse(text)).isEqualTo(new MemorySize(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "m", "-1", "-5m", "64x", "64mm", "1,5g", "1.5.2g", ".5g", "0x10", "64m ", "1e3", "8192p",
            "99999999999999999999"})
    void what_is_no_size_is_refused_with_what_to_write(String text) {
        assertThatThrownBy(() -> MemorySize.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("invalid size: '" + text + "'");
    }

    @Test
    void every_size_prints_as_what_it_was_read_from() {
        Random random = new Random();
        for (int i = 0; i < 1000; i++) {
            MemorySize size = new MemorySize(random.nextLong(Long.MAX_VALUE) >> random.nextInt(63) << random.nextInt(3) * 10 & Long.MAX_VALUE);
            assertThat(MemorySize.parse(size.toString())).isEqualTo(size);
        }
    }

    @ParameterizedTest
    @CsvSource({"0,0B", "1023,1023B", "1024,1KiB", "12939427,12.34MiB", "67108864,64MiB", "25276571648,23.54GiB",
            "1073741823,1024MiB"})
    void memory_is_shown_in_four_digits_and_binary_units(long bytes, String shown) {
        assertThat(new MemorySize(bytes).shown()).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({"0,0B", "999,999B", "1000,1kB", "12345678,12.3MB", "1500000000,1.5GB"})
    void traffic_is_shown_in_three_digits_and_decimal_units(long bytes, String shown) {
        assertThat(Quantity.decimal(bytes)).isEqualTo(shown);
    }
}
