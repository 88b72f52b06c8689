package minidocker.cgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class LimitOptionsTest {
    private static final Machine MACHINE = new Machine(CpuSet.parse("0-3"), CpuSet.parse("0"), MemorySize.parse("8g"));

    @Command
    static final class Run {
        @Mixin
        LimitOptions options = new LimitOptions();
    }

    private static LimitOptions parse(String... arguments) {
        Run run = new Run();
        new CommandLine(run).parseArgs(arguments);
        return run.options;
    }

    private static Limits limits(String... arguments) {
        return parse(arguments).limits(MACHINE);
    }

    @Test
    void without_options_only_devices_are_limited() {
        assertThat(limits()).isEqualTo(Limits.NONE.withDevices(DeviceRule.DEFAULT));
    }

    @Test
    void options_have_docker_s_names_and_units() {
        assertThat(limits("-m", "64m", "--memory-swap", "128m", "--memory-reservation=32MB", "--memory-swappiness", "10",
                "--oom-kill-disable").memory())
                .isEqualTo(new MemoryLimits(MemorySize.ofMebibytes(64), MemorySize.ofMebibytes(32), 128L << 20, 10, true));
        assertThat(limits("--cpus", "0.5", "-c", "512", "--cpuset-cpus", "0-1,3", "--cpuset-mems=0").cpu())
                .isEqualTo(new CpuLimits(50_000L, 100_000L, 512L, CpuSet.parse("0,1,3"), CpuSet.parse("0")));
        assertThat(limits("--cpu-period", "50000", "--cpu-quota", "25000", "--cpu-shares=2").cpu())
                .isEqualTo(new CpuLimits(25_000L, 50_000L, 2L, null, null));
        assertThat(limits("--pids-limit", "20", "--blkio-weight", "300")).satisfies(limits -> {
            assertThat(limits.pids()).isEqualTo(20);
            assertThat(limits.io().weight()).isEqualTo(300);
        });
        assertThat(limits("--hugetlb", "2MB:64m").hugePages()).isEqualTo(Map.of("2MB", MemorySize.ofMebibytes(64)));
    }

    @Test
    void zero_and_minus_one_are_no_limit_where_docker_says_so() {
        assertThat(limits("-m", "0", "--memory-swap", "0", "--memory-swappiness", "-1", "--cpus", "0", "--cpu-shares", "0",
                "--cpu-period", "0", "--cpu-quota",
                "0", "--pids-limit", "-1", "--blkio-weight", "0")).isEqualTo(limits());
        assertThat(limits("--pids-limit", "0").pids()).isNull();
        assertThat(limits("-m", "64m", "--memory-swap", "-1").memory().withSwap()).isEqualTo(MemoryLimits.UNLIMITED);
    }

    @Test
    void rules_for_devices_come_behind_docker_s_own() {
        List<DeviceRule> expected = new ArrayList<>(DeviceRule.DEFAULT);
        expected.add(DeviceRule.allow("c 10:200 rwm"));
        expected.add(DeviceRule.allow("b 7:* r"));
        assertThat(limits("--device-cgroup-rule", "c 10:200 rwm", "--device-cgroup-rule=b 7:* r").devices()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "-m 5m | Minimum memory limit allowed is 6MB",
        "-m 4k | Minimum memory limit allowed is 6MB",
        "-m lots | invalid size: 'lots'",
        "--memory-swap 64m | You should always set the Memory limit when using Memoryswap limit",
        "-m 64m --memory-swap 32m | Minimum memoryswap limit should be larger than memory limit",
        "-m 64m --memory-reservation 65m | Minimum memory limit can not be less than memory reservation limit",
        "--memory-swappiness 101 | Invalid value: 101, valid memory swappiness range is 0-100",
        "--memory-swappiness -2 | Invalid value: -2, valid memory swappiness range is 0-100",
        "--cpus 4.5 | Range of CPUs is from 0.01 to 4.00, as there are only 4 CPUs available",
        "--cpus -1 | Range of CPUs is from 0.01 to 4.00",
        "--cpus 1 --cpu-quota 1000 | Conflicting options: Nano CPUs and CPU Quota cannot both be set",
        "--cpus 1 --cpu-period 1000 | Conflicting options: Nano CPUs and CPU Period cannot both be set",
        "--cpu-period 100 | CPU cfs period can not be less than 1ms",
        "--cpu-quota 100 | CPU cfs quota can not be less than 1ms",
        "--cpu-shares 1 | CPU shares go from 2 to 262144",
        "--cpuset-cpus 4 | Requested CPUs are not available - requested 4, available: 0-3",
        "--cpuset-cpus x | invalid value x for a cpuset",
        "--cpuset-mems 1 | Requested memory nodes are not available - requested 1, available: 0",
        "--blkio-weight 5 | Range of blkio weight is from 10 to 1000",
        "--device-read-bps /dev/null:1mb | /dev/null is not a block device",
        "--device-write-iops vda | bad format: vda",
        "--device-cgroup-rule x | invalid device cgroup format 'x'",
        "--hugetlb 2M | invalid limit of huge pages: 2M"})
    void what_cannot_be_is_refused_with_the_reason(String arguments, String reason) {
        assertThatThrownBy(() -> limits(arguments.split(" "))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(reason);
    }

    @Test
    void no_limits_means_none() {
        assertThat(parse().noLimits()).isFalse();
        assertThat(parse("--no-limits").noLimits()).isTrue();
        assertThatThrownBy(() -> parse("--no-limits", "-m", "64m").noLimits())
                .hasMessageStartingWith("Conflicting options: --no-limits");
    }
}
