package minidocker.cgroups;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatsTableTest {
    private static final MemorySize MACHINE = MemorySize.parse("8g");

    private static Statistics used(long nanoseconds, Statistics.MemoryUse memory) {
        return new Statistics(new Statistics.CpuTime(nanoseconds, 0, 0), null, memory, new Statistics.Tasks(3, -1),
                new Statistics.IoUse(4_300_000, 0, 1, 0),
                Map.of());
    }

    @Test
    void it_looks_as_docker_s() {
        Statistics before = used(1_000_000_000, null);
        Statistics now = used(1_500_000_000, new Statistics.MemoryUse(20 << 20, 4 << 20, 64 << 20, -1, 0, 0, 0));
        assertThat(StatsTable.of(List.of(
                new StatsTable.Row(new GroupName("3f2a9c0b1d2e", "web"), before, now, 1_000_000_000,
                        new NetworkTraffic(1_234, 56)),
                new StatsTable.Row(new GroupName("00112233aabb", ""), now, now, 0, NetworkTraffic.NONE)), MACHINE, false)).isEqualTo("""
                CONTAINER ID   NAME   CPU %    MEM USAGE / LIMIT   MEM %    NET I/O        BLOCK I/O    PIDS
                3f2a9c0b1d2e   web    50.00%   16MiB / 64MiB       25.00%   1.23kB / 56B   4.3MB / 0B   3
                00112233aabb   --     0.00%    16MiB / 64MiB       25.00%   0B / 0B        4.3MB / 0B   3
                """);
    }

    @Test
    void without_a_limit_the_machine_is_the_limit() {
        Statistics now = used(0, new Statistics.MemoryUse(2L << 30, 0, MemoryLimits.UNLIMITED, -1, 0, 0, 0));
        assertThat(StatsTable.of(List.of(new StatsTable.Row(new GroupName("a", ""), now, now, 1, NetworkTraffic.NONE)), MACHINE,
                false)).contains("2GiB / 8GiB").contains("25.00%");
    }

    @Test
    void what_is_not_counted_is_two_hyphens() {
        assertThat(StatsTable.of(List.of(new StatsTable.Row(new GroupName("a", ""), Statistics.NONE, Statistics.NONE, 1,
                NetworkTraffic.NONE)), MACHINE, false))
                .contains("0.00%   -- / --").endsWith("-- / --     --\n");
    }

    @Test
    void pressure_is_shown_if_asked_for_and_two_hyphens_where_the_kernel_does_not_tell() {
        Pressure disk = Pressure.parse("some avg10=12.50 avg60=3.00 avg300=1.00 total=5\nfull avg10=2.25 avg60=0.00 avg300=0.00 total=4\n");
        Statistics now = new Statistics(null, null, null, null, null, Map.of("io", disk, "cpu", Pressure.parse("some avg10=0.10 avg60=0.00 avg300=0.00 total=5\n")));
        assertThat(StatsTable.of(List.of(new StatsTable.Row(new GroupName("a", ""), now, now, 1, NetworkTraffic.NONE)), MACHINE, true))
                .contains("PIDS   CPU STALL       MEM STALL   IO STALL\n").endsWith("--     0.10% / 0.00%   -- / --     12.50% / 2.25%\n");
    }

    @Test
    void traffic_of_all_devices_but_lo_is_added() {
        String text = """
                Inter-|   Receive                                                |  Transmit
                 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                    lo:    1000      10    0    0    0     0          0         0     1000      10    0    0    0     0       0          0
                  eth0:     200       2    0    0    0     0          0         0       30       1    0    0    0     0       0          0
                eth1:7 1 0 0 0 0 0 0 5 1 0 0 0 0 0 0
                """;
        assertThat(NetworkTraffic.parse(text)).isEqualTo(new NetworkTraffic(207, 35));
    }

    @Test
    void names_of_groups_are_read_back_and_meant_by_name_or_beginning() {
        GroupName name = GroupName.random("web-1.b");
        assertThat(GroupName.parse(name.toString())).contains(name);
        assertThat(GroupName.parse("mini-docker.self")).isEmpty();
        assertThat(GroupName.parse("with blank")).isEmpty();
        assertThat(name.id()).matches("[0-9a-f]{12}");
        assertThat(name.isMeantBy(name.id().substring(0, 3))).isTrue();
        assertThat(name.isMeantBy("web-1.b")).isTrue();
        assertThat(name.isMeantBy("web")).isFalse();
        assertThat(name.isMeantBy("")).isFalse();
    }
}
