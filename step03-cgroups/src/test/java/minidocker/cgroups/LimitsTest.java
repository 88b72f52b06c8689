package minidocker.cgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final MemorySize SIZE = MemorySize.ofMebibytes(64);

    @Test
    void less_than_six_megabytes_is_too_little() {
        assertThatThrownBy(() -> MemoryLimits.of(new MemorySize((6 << 20) - 1)))
                .hasMessageStartingWith("Minimum memory limit allowed is 6MB");
        assertThat(MemoryLimits.of(new MemorySize(6 << 20)).limit()).hasToString("6m");
    }

    @Test
    void swap_is_limited_together_with_memory_and_never_below_it() {
        assertThatThrownBy(() -> new MemoryLimits(null, null, SIZE.bytes(), null, false))
                .hasMessageStartingWith("You should always set the Memory limit when using Memoryswap limit");
        assertThatThrownBy(() -> new MemoryLimits(SIZE, null, SIZE.bytes() - 1, null, false))
                .hasMessageStartingWith("Minimum memoryswap limit should be larger than memory limit")
                        .hasMessageContaining("at least 64m");
        assertThat(new MemoryLimits(SIZE, null, SIZE.bytes(), null, false).withSwapOrDefault()).isEqualTo(SIZE.bytes());
        assertThat(new MemoryLimits(SIZE, null, MemoryLimits.UNLIMITED, null, false).withSwapOrDefault()).isEqualTo(-1);
        assertThat(MemoryLimits.of(SIZE).withSwapOrDefault()).isEqualTo(2 * SIZE.bytes());
        assertThat(MemoryLimits.NONE.withSwapOrDefault()).isNull();
    }

    @Test
    void a_reservation_is_not_above_the_limit() {
        assertThatThrownBy(() -> new MemoryLimits(SIZE, MemorySize.ofMebibytes(65), null, null, false))
                .hasMessageStartingWith("Minimum memory limit can not be less than memory reservation limit");
        assertThatThrownBy(() -> new MemoryLimits(null, MemorySize.ofMebibytes(5), null, null, false))
                .hasMessageStartingWith("Minimum memory reservation allowed is 6MB");
    }

    @Test
    void swappiness_is_a_percentage() {
        assertThatThrownBy(() -> new MemoryLimits(null, null, null, 101, false))
                .hasMessage("Invalid value: 101, valid memory swappiness range is 0-100");
    }

    @Test
    void no_more_processors_than_there_are() {
        assertThat(CpuLimits.ofCpus(new BigDecimal("0.5"), 2)).isEqualTo(new CpuLimits(50_000L, 100_000L, null, null, null));
        assertThat(CpuLimits.ofCpus(new BigDecimal("1.25"), 2).quota()).isEqualTo(125_000);
        for (String wrong : List.of("0", "0.009", "-1", "2.01")) {
            assertThatThrownBy(() -> CpuLimits.ofCpus(new BigDecimal(wrong), 2))
                    .hasMessage("Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available");
        }
    }

    @Test
    void periods_and_quotas_and_shares_have_bounds() {
        assertThatThrownBy(() -> new CpuLimits(null, 999L, null, null, null))
                .hasMessageStartingWith("CPU cfs period can not be less than 1ms");
        assertThatThrownBy(() -> new CpuLimits(null, 1_000_001L, null, null, null)).hasMessageContaining("larger than 1s");
        assertThatThrownBy(() -> new CpuLimits(999L, null, null, null, null))
                .hasMessageStartingWith("CPU cfs quota can not be less than 1ms");
        assertThatThrownBy(() -> CpuLimits.NONE.withShares(1L)).hasMessageStartingWith("CPU shares go from 2 to 262144");
        assertThat(new CpuLimits(-1L, null, null, null, null).quota()).isEqualTo(-1);
    }

    @Test
    void processors_and_nodes_that_are_not_there_are_named() {
        Limits limits = Limits.NONE.with(CpuLimits.NONE.on(CpuSet.parse("1,5"), CpuSet.parse("0")));
        assertThatThrownBy(() -> limits.check(CpuSet.parse("0-1"), CpuSet.parse("0")))
                .hasMessage("Requested CPUs are not available - requested 1,5, available: 0-1");
        assertThatThrownBy(() -> limits.check(CpuSet.parse("0-5"), CpuSet.parse("1")))
                .hasMessage("Requested memory nodes are not available - requested 0, available: 1");
        limits.check(CpuSet.parse("0-7"), CpuSet.parse("0-1"));
    }

    @Test
    void weights_and_numbers_of_processes_have_bounds() {
        assertThatThrownBy(() -> new IoLimits(9, List.of(), List.of(), List.of(), List.of()))
                .hasMessageStartingWith("Range of blkio weight is from 10 to 1000");
        assertThatThrownBy(() -> Limits.NONE.withPids(0L)).hasMessageContaining("give a positive number");
    }

    @Test
    void limits_know_which_controllers_they_need() {
        assertThat(Limits.NONE.controllers()).isEmpty();
        assertThat(Limits.NONE.withDevices(DeviceRule.DEFAULT).controllers()).isEmpty();
        Limits all = Limits.NONE.with(MemoryLimits.of(SIZE)).with(CpuLimits.NONE.withShares(2L).on(CpuSet.parse("0"), null))
                .withPids(5L)
                .with(new IoLimits(10, List.of(), List.of(), List.of(), List.of())).withHugePages(Map.of("2MB", SIZE));
        assertThat(all.controllers())
                .containsExactlyInAnyOrder(Controller.MEMORY, Controller.CPU, Controller.CPUSET, Controller.PIDS, Controller.IO,
                Controller.HUGETLB);
    }
}
