package minidocker.cgroups;

import java.util.Map;
import java.util.Set;
import minidocker.cgroups.Hierarchy.GroupText;
import minidocker.cgroups.Statistics.CpuTime;
import minidocker.cgroups.Statistics.IoUse;
import minidocker.cgroups.Statistics.MemoryUse;
import minidocker.cgroups.Statistics.Tasks;
import minidocker.cgroups.Statistics.Throttling;

/** The files of a cgroup v1 group, read: those of the controllers that its hierarchy has. */
final class LegacyStatistics {
    /** cpuacct.stat counts in USER_HZ, which is 100 on every architecture we run on. */
    private static final long NANOSECONDS_OF_A_TICK = 10_000_000;

    private LegacyStatistics() {}

    static Statistics of(Set<Controller> controllers, GroupText group) {
        return new Statistics(controllers.contains(Controller.CPUACCT) ? cpuTime(group) : null,
                controllers.contains(Controller.CPU) ? throttling(KeyedText.lines(group.read("cpu.stat"))) : null,
                controllers.contains(Controller.MEMORY) ? memory(group) : null, controllers.contains(Controller.PIDS)
                        ? tasks(group) : null,
                controllers.contains(Controller.IO) ? io(group) : null, Map.of());
    }

    private static CpuTime cpuTime(GroupText group) {
        String usage = group.read("cpuacct.usage");
        KeyedText stat = KeyedText.lines(group.read("cpuacct.stat"));
        return usage == null ? null : new CpuTime(KeyedText.count(usage), NANOSECONDS_OF_A_TICK * stat.number("user"),
                NANOSECONDS_OF_A_TICK * stat.number("system"));
    }

    private static Throttling throttling(KeyedText stat) {
        return !stat.has("nr_periods") ? null
                : new Throttling(stat.number("nr_periods"), stat.number("nr_throttled"), stat.number("throttled_time"));
    }

    private static MemoryUse memory(GroupText group) {
        String usage = group.read("memory.usage_in_bytes");
        if (usage == null) {
            return null;
        }
        KeyedText stat = KeyedText.lines(group.read("memory.stat"));
        return new MemoryUse(KeyedText.count(usage), stat.number("total_inactive_file"),
                number(group, "memory.limit_in_bytes", MemoryLimits.UNLIMITED),
                number(group, "memory.max_usage_in_bytes", -1), stat.number("total_swap"), hits(group),
                KeyedText.lines(group.read("memory.oom_control")).number("oom_kill"));
    }

    /** A limit on memory and swap together that is no higher than that on memory alone is reached first. */
    private static long hits(GroupText group) {
        return number(group, "memory.failcnt", 0) + number(group, "memory.memsw.failcnt", 0);
    }

    private static Tasks tasks(GroupText group) {
        String current = group.read("pids.current");
        return current == null ? null : new Tasks(KeyedText.count(current), number(group, "pids.max", MemoryLimits.UNLIMITED));
    }

    private static long number(GroupText group, String file, long missing) {
        String text = group.read(file);
        return text == null ? missing : KeyedText.count(text);
    }

    /**
     * The throttling layer counts whatever scheduler a disk has; files without {@code _recursive} leave out groups below (before
     * Linux 5.0 there is no other).
     */
    private static IoUse io(GroupText group) {
        String bytes = first(group, "blkio.throttle.io_service_bytes_recursive", "blkio.throttle.io_service_bytes");
        String operations = first(group, "blkio.throttle.io_serviced_recursive", "blkio.throttle.io_serviced");
        return bytes == null || operations == null ? null
                : new IoUse(sum(bytes, "Read"), sum(bytes, "Write"), sum(operations, "Read"), sum(operations, "Write"));
    }

    private static String first(GroupText group, String... files) {
        for (String file : files) {
            String text = group.read(file);
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    /** Of lines {@code 254:0 Read 4096}. */
    private static long sum(String text, String direction) {
        long sum = 0;
        for (String line : text.split("\n")) {
            String[] words = line.strip().split(" ");
            if (words.length == 3 && words[1].equals(direction)) {
                sum += KeyedText.count(words[2]);
            }
        }
        return sum;
    }
}
