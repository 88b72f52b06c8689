package minidocker.cgroups;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    private static final Path MOUNT = Path.of("/sys/fs/cgroup");

    private final Map<String, String> files = new HashMap<>();

    private Statistics unified() {
        return new UnifiedHierarchy(MOUNT, MOUNT, Set.of()).statistics(files::get);
    }

    private Statistics legacy(Controller... controllers) {
        return new LegacyHierarchy(MOUNT, MOUNT, Set.of(controllers)).statistics(files::get);
    }

    @Test
    void a_group_of_v2_with_all_controllers() {
        files.put("cpu.stat", """
                usage_usec 3054946
                user_usec 2706300
                system_usec 348646
                core_sched.force_idle_usec 0
                nr_periods 10
                nr_throttled 4
                throttled_usec 77
                nr_bursts 0
                """);
        files.put("memory.current", "10485760\n");
        files.put("memory.max", "max\n");
        files.put("memory.peak", "20971520\n");
        files.put("memory.swap.current", "4096\n");
        files.put("memory.stat", "anon 4096\nfile 8192\ninactive_file 485760\nactive_file 1\n");
        files.put("memory.events", "low 0\nhigh 0\nmax 17\noom 2\noom_kill 1\noom_group_kill 0\n");
        files.put("pids.current", "3\n");
        files.put("pids.max", "20\n");
        files.put("io.stat",
                "254:0 rbytes=4096 wbytes=8192 rios=1 wios=2 dbytes=0 dios=0\n8:0 \n8:16 rbytes=1 wbytes=2 rios=3 wios=4\n");
        files.put("memory.pressure",
                "some avg10=0.12 avg60=1.50 avg300=99.99 total=123456\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=7\n");
        Statistics found = unified();
        assertThat(found.cpu()).isEqualTo(new Statistics.CpuTime(3_054_946_000L, 2_706_300_000L, 348_646_000L));
        assertThat(found.throttling()).isEqualTo(new Statistics.Throttling(10, 4, 77_000));
        assertThat(found.memory())
                .isEqualTo(new Statistics.MemoryUse(10485760, 485760, MemoryLimits.UNLIMITED, 20971520, 4096, 17, 1));
        assertThat(found.memory().used()).isEqualTo(10_000_000);
        assertThat(found.tasks()).isEqualTo(new Statistics.Tasks(3, 20));
        assertThat(found.io()).isEqualTo(new Statistics.IoUse(4097, 8194, 4, 6));
        assertThat(found.pressure()).containsExactly(
                Map.entry("memory", new Pressure(new Pressure.Share(0.12, 1.5, 99.99, 123456), new Pressure.Share(0, 0, 0, 7))));
    }

    @Test
    void a_group_of_v2_without_controllers_still_counts_time() {
        files.put("cpu.stat", "usage_usec 5\nuser_usec 3\nsystem_usec 2\n");
        assertThat(unified())
                .isEqualTo(new Statistics(new Statistics.CpuTime(5000, 3000, 2000), null, null, null, null, Map.of()));
    }

    @Test
    void the_processor_s_pressure_had_one_line_before_linux_5_13() {
        files.put("cpu.pressure", "some avg10=2.00 avg60=0.00 avg300=0.00 total=9\n");
        assertThat(unified().pressure().get("cpu"))
                .isEqualTo(new Pressure(new Pressure.Share(2, 0, 0, 9), new Pressure.Share(0, 0, 0, 0)));
    }

    @Test
    void io_that_never_happened_is_an_empty_file() {
        files.put("io.stat", "");
        assertThat(unified().io()).isEqualTo(new Statistics.IoUse(0, 0, 0, 0));
    }

    @Test
    void a_group_of_v1_with_all_controllers() {
        files.put("cpuacct.usage", "123456789012\n");
        files.put("cpuacct.stat", "user 1000\nsystem 234\n");
        files.put("cpu.stat", "nr_periods 0\nnr_throttled 0\nthrottled_time 0\nnr_bursts 0\nburst_time 0\n");
        files.put("memory.usage_in_bytes", "1000\n");
        files.put("memory.limit_in_bytes", "9223372036854771712\n");
        files.put("memory.max_usage_in_bytes", "3000\n");
        files.put("memory.failcnt", "6\n");
        files.put("memory.stat",
                "inactive_file 1\nhierarchical_memory_limit 9223372036854771712\ntotal_inactive_file 400\ntotal_swap 5\n");
        files.put("memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n");
        files.put("pids.current", "0\n");
        files.put("pids.max", "max\n");
        files.put("blkio.throttle.io_service_bytes_recursive",
                "254:0 Read 4096\n254:0 Write 8192\n254:0 Sync 1\n254:0 Async 2\n254:0 Total 12288\nTotal 12288\n");
        files.put("blkio.throttle.io_serviced_recursive", "254:0 Read 1\n254:0 Write 2\n254:16 Read 5\n254:0 Total 3\nTotal 8\n");
        Statistics found = legacy(Controller.values());
        assertThat(found.cpu()).isEqualTo(new Statistics.CpuTime(123456789012L, 10_000_000_000L, 2_340_000_000L));
        assertThat(found.throttling()).isEqualTo(new Statistics.Throttling(0, 0, 0));
        assertThat(found.memory()).isEqualTo(new Statistics.MemoryUse(1000, 400, MemoryLimits.UNLIMITED, 3000, 5, 6, 2));
        assertThat(found.memory().used()).isEqualTo(600);
        assertThat(found.tasks()).isEqualTo(new Statistics.Tasks(0, MemoryLimits.UNLIMITED));
        assertThat(found.io()).isEqualTo(new Statistics.IoUse(4096, 8192, 6, 2));
    }

    @Test
    void old_files_are_read_where_the_new_ones_are_missing() {
        files.put("blkio.throttle.io_service_bytes", "8:0 Read 7\nTotal 7\n");
        files.put("blkio.throttle.io_serviced", "Total 0\n");
        assertThat(legacy(Controller.IO).io()).isEqualTo(new Statistics.IoUse(7, 0, 0, 0));
        assertThat(legacy(Controller.MEMORY, Controller.CPU)).isEqualTo(Statistics.NONE);
    }

    @Test
    void each_hierarchy_of_v1_tells_only_of_its_own_controllers() {
        files.put("pids.current", "4\n");
        assertThat(legacy(Controller.CPU).tasks()).isNull();
        assertThat(legacy(Controller.PIDS).and(legacy(Controller.CPU)).tasks().current()).isEqualTo(4);
        assertThat(Statistics.NONE.and(legacy(Controller.PIDS)).tasks().current()).isEqualTo(4);
    }

    @Test
    void more_inactive_cache_than_is_charged_does_not_make_memory_negative() {
        assertThat(new Statistics.MemoryUse(10, 20, -1, -1, 0, 0, 0).used()).isEqualTo(10);
    }

    @Test
    void limits_beyond_a_long_are_none() {
        assertThat(KeyedText.count("18446744073709551615\n")).isEqualTo(MemoryLimits.UNLIMITED);
        assertThat(KeyedText.count("9223372036854710272")).isEqualTo(MemoryLimits.UNLIMITED);
        assertThat(KeyedText.count("9223372036854710271")).isEqualTo(9223372036854710271L);
        assertThat(KeyedText.count("max")).isEqualTo(MemoryLimits.UNLIMITED);
    }
}
