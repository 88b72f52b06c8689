package minidocker.cgroups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WritesTest {
    private static final Path MOUNT = Path.of("/sys/fs/cgroup");
    private static final Hierarchy V1 = new LegacyHierarchy(MOUNT, MOUNT, EnumSet.allOf(Controller.class));
    private static final Hierarchy V2 = new UnifiedHierarchy(MOUNT, MOUNT, EnumSet.allOf(Controller.class));
    private static final DeviceNumber DISK = new DeviceNumber(254, 0);
    private static final DeviceNumber OTHER = new DeviceNumber(8, 16);

    private static List<String> writes(Hierarchy hierarchy, Limits limits) {
        return hierarchy.writes(limits).stream().map(Write::toString).toList();
    }

    @Test
    void no_limits_are_no_writes() {
        assertThat(V1.writes(Limits.NONE)).isEmpty();
        assertThat(V2.writes(Limits.NONE)).isEmpty();
    }

    @Test
    void every_write_says_why() {
        Limits limits = Limits.NONE.with(MemoryLimits.of(MemorySize.ofMebibytes(64)))
                .with(new CpuLimits(1000L, 2000L, 2L, CpuSet.parse("0"), CpuSet.parse("0")))
                .with(new IoLimits(10, List.of(new Throttle(DISK, 1)), List.of(), List.of(), List.of())).withPids(3L)
                        .withDevices(DeviceRule.DEFAULT);
        assertThat(Stream.concat(V1.writes(limits).stream(), V2.writes(limits).stream()))
                .allSatisfy(write -> assertThat(write.why()).isNotBlank());
    }

    @Test
    void memory_comes_before_its_sum_with_swap_in_v1() {
        Limits limits = Limits.NONE.with(new MemoryLimits(new MemorySize(8 << 20), new MemorySize(7 << 20), 9L << 20, 10, true));
        assertThat(writes(V1, limits))
                .containsExactly("echo 8388608 > memory.limit_in_bytes", "echo 9437184 > memory.memsw.limit_in_bytes",
                "echo 7340032 > memory.soft_limit_in_bytes", "echo 10 > memory.swappiness", "echo 1 > memory.oom_control");
    }

    @Test
    void swap_is_counted_alone_in_v2_and_what_v2_has_not_is_discarded_with_docker_s_words() {
        Limits limits = Limits.NONE.with(new MemoryLimits(new MemorySize(8 << 20), new MemorySize(7 << 20), 9L << 20, 10, true));
        assertThat(writes(V2, limits))
                .startsWith("echo 8388608 > memory.max", "echo 1048576 > memory.swap.max", "echo 7340032 > memory.low");
        assertThat(V2.writes(limits).get(3).discarded()).contains("Memory swappiness discarded");
        assertThat(V2.writes(limits).get(4).discarded()).contains("OomKillDisable discarded");
    }

    @Test
    void without_a_word_about_swap_there_is_as_much_of_it_as_of_memory() {
        Limits limits = Limits.NONE.with(MemoryLimits.of(new MemorySize(8 << 20)));
        assertThat(writes(V1, limits)).contains("echo 16777216 > memory.memsw.limit_in_bytes");
        assertThat(writes(V2, limits)).contains("echo 8388608 > memory.swap.max");
        assertThat(V1.writes(limits).get(1).discarded()).contains("Memory limited without swap");
    }

    @Test
    void unlimited_swap_is_max_in_v2_and_minus_one_in_v1() {
        Limits limits = Limits.NONE.with(new MemoryLimits(new MemorySize(8 << 20), null, MemoryLimits.UNLIMITED, null, false));
        assertThat(writes(V1, limits)).contains("echo -1 > memory.memsw.limit_in_bytes");
        assertThat(writes(V2, limits)).contains("echo max > memory.swap.max");
    }

    @Test
    void quota_and_period_are_two_files_in_v1_and_one_in_v2() {
        Limits limits = Limits.NONE.with(new CpuLimits(50_000L, 100_000L, 1024L, CpuSet.parse("1,0"), CpuSet.parse("0")));
        assertThat(writes(V1, limits))
                .containsExactly("echo 1024 > cpu.shares", "echo 100000 > cpu.cfs_period_us", "echo 50000 > cpu.cfs_quota_us",
                "echo 0-1 > cpuset.cpus", "echo 0 > cpuset.mems");
        assertThat(writes(V2, limits))
                .containsExactly("echo 100 > cpu.weight", "echo 50000 100000 > cpu.max", "echo 0-1 > cpuset.cpus",
                "echo 0 > cpuset.mems");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {"20000,-,20000 100000", "-,50000,max 50000", "-1,-,max 100000"})
    void half_of_a_quota_has_the_kernel_s_default_for_the_other_half(Long quota, Long period, String max) {
        assertThat(writes(V2, Limits.NONE.with(new CpuLimits(quota, period, null, null, null))))
                .containsExactly("echo " + max + " > cpu.max");
    }

    @ParameterizedTest
    @CsvSource({"2,1", "1024,100", "262144,10000", "512,59", "2048,174"})
    void shares_become_a_weight_so_that_least_default_and_most_stay_what_they_are(long shares, long weight) {
        assertThat(UnifiedHierarchy.weightOf(shares)).isEqualTo(weight);
    }

    @Test
    void more_shares_are_never_less_weight() {
        for (long shares = CpuLimits.LEAST_SHARES; shares < CpuLimits.MOST_SHARES; shares++) {
            assertThat(UnifiedHierarchy.weightOf(shares + 1)).isBetween(UnifiedHierarchy.weightOf(shares), 10_000L);
        }
    }

    @Test
    void throttles_are_a_file_each_in_v1_and_a_line_for_each_device_in_v2() {
        Limits limits = Limits.NONE.with(new IoLimits(null, List.of(new Throttle(DISK, 1000), new Throttle(OTHER, 5)),
                List.of(new Throttle(DISK, 2000)),
                List.of(new Throttle(DISK, 30)), List.of(new Throttle(OTHER, 40))));
        assertThat(writes(V1, limits))
                .containsExactly("echo 254:0 1000 > blkio.throttle.read_bps_device",
                "echo 8:16 5 > blkio.throttle.read_bps_device",
                "echo 254:0 2000 > blkio.throttle.write_bps_device", "echo 254:0 30 > blkio.throttle.read_iops_device",
                "echo 8:16 40 > blkio.throttle.write_iops_device");
        assertThat(writes(V2, limits))
                .containsExactly("echo 8:16 rbps=5 wiops=40 > io.max", "echo 254:0 rbps=1000 wbps=2000 riops=30 > io.max");
    }

    @Test
    void weights_of_disks_have_two_possible_files() {
        Limits limits = Limits.NONE.with(new IoLimits(1000, List.of(), List.of(), List.of(), List.of()));
        assertThat(V1.writes(limits).get(0)).hasToString("echo 1000 > blkio.weight");
        assertThat(V1.writes(limits).get(0).otherwise()).hasToString("echo 1000 > blkio.bfq.weight");
        assertThat(V2.writes(limits).get(0)).hasToString("echo 1000 > io.bfq.weight");
        assertThat(V2.writes(limits).get(0).otherwise()).hasToString("echo 10000 > io.weight");
        assertThat(V2.writes(limits).get(0).otherwise().discarded()).contains("Weight discarded");
    }

    @Test
    void pids_and_huge_pages() {
        Limits limits = Limits.NONE.withPids(7L).withHugePages(Map.of("2MB", MemorySize.parse("4m")));
        assertThat(writes(V1, limits)).containsExactly("echo 7 > pids.max", "echo 4194304 > hugetlb.2MB.limit_in_bytes");
        assertThat(writes(V2, limits)).containsExactly("echo 7 > pids.max", "echo 4194304 > hugetlb.2MB.max");
    }

    @Test
    void devices_are_a_list_in_v1_and_no_file_at_all_in_v2() {
        Limits limits = Limits.NONE.withDevices(List.of(DeviceRule.allow("c 1:3 rwm"), DeviceRule.allow("a 7:* r"),
                DeviceRule.deny("c 1:3 w")));
        assertThat(writes(V1, limits))
                .containsExactly("echo a > devices.deny", "echo c 1:3 rwm > devices.allow", "echo c 7:* r > devices.allow",
                "echo b 7:* r > devices.allow", "echo c 1:3 w > devices.deny");
        assertThat(writes(V2, limits)).isEmpty();
        assertThat(writes(V1, Limits.NONE.withDevices(List.of(DeviceRule.allow("a"))))).containsExactly("echo a > devices.allow");
    }

    @Test
    void a_hole_in_a_wider_rule_is_refused_because_v1_cannot_make_one() {
        Limits limits = Limits.NONE.withDevices(List.of(DeviceRule.allow("c 1:* rw"), DeviceRule.deny("c 1:3 w")));
        assertThatThrownBy(() -> V1.writes(limits))
                .hasMessageStartingWith("cgroup v1 cannot deny 'c 1:3 w' and allow the rest of 'c 1:* rw'");
    }

    @Test
    void a_hierarchy_is_told_only_what_its_controllers_understand() {
        Limits limits = Limits.NONE.with(MemoryLimits.of(MemorySize.ofMebibytes(64))).withPids(7L);
        assertThat(writes(new LegacyHierarchy(MOUNT, MOUNT, EnumSet.of(Controller.PIDS)), limits))
                .containsExactly("echo 7 > pids.max");
        assertThat(writes(new UnifiedHierarchy(MOUNT, MOUNT, EnumSet.of(Controller.HUGETLB)), limits)).isEmpty();
    }
}
