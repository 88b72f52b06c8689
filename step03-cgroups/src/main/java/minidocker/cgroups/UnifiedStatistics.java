package minidocker.cgroups;

import java.util.Map;
import java.util.TreeMap;
import minidocker.cgroups.Hierarchy.GroupText;
import minidocker.cgroups.Statistics.CpuTime;
import minidocker.cgroups.Statistics.IoUse;
import minidocker.cgroups.Statistics.MemoryUse;
import minidocker.cgroups.Statistics.Tasks;
import minidocker.cgroups.Statistics.Throttling;

/** The files of a cgroup v2 group, read. Which of them are there depends on the controllers that the group has. */
final class UnifiedStatistics {
    private static final long NANOSECONDS = 1_000;

    private UnifiedStatistics() {}

    static Statistics of(GroupText group) {
        KeyedText cpu = KeyedText.lines(group.read("cpu.stat"));
        return new Statistics(cpuTime(cpu), throttling(cpu), memory(group), tasks(group), io(group.read("io.stat")),
                pressure(group));
    }

    private static CpuTime cpuTime(KeyedText cpu) {
        return !cpu.has("usage_usec") ? null
                : new CpuTime(NANOSECONDS * cpu.number("usage_usec"), NANOSECONDS * cpu.number("user_usec"),
                NANOSECONDS * cpu.number("system_usec"));
    }

    private static Throttling throttling(KeyedText cpu) {
        return !cpu.has("nr_periods") ? null
                : new Throttling(cpu.number("nr_periods"), cpu.number("nr_throttled"),
                NANOSECONDS * cpu.number("throttled_usec"));
    }

    private static MemoryUse memory(GroupText group) {
        String current = group.read("memory.current");
        if (current == null) {
            return null;
        }
        KeyedText events = KeyedText.lines(group.read("memory.events"));
        String limit = group.read("memory.max");
        String peak = group.read("memory.peak");
        String swap = group.read("memory.swap.current");
        return new MemoryUse(KeyedText.count(current), KeyedText.lines(group.read("memory.stat")).number("inactive_file"),
                limit == null ? MemoryLimits.UNLIMITED : KeyedText.count(limit), peak == null ? -1 : KeyedText.count(peak),
                swap == null ? 0 : KeyedText.count(swap), events.number("max"), events.number("oom_kill"));
    }

    private static Tasks tasks(GroupText group) {
        String current = group.read("pids.current");
        String limit = group.read("pids.max");
        return current == null ? null
                : new Tasks(KeyedText.count(current), limit == null ? MemoryLimits.UNLIMITED : KeyedText.count(limit));
    }

    /** A line for each device; one that was used only before has its number and nothing behind it. */
    private static IoUse io(String text) {
        if (text == null) {
            return null;
        }
        IoUse sum = new IoUse(0, 0, 0, 0);
        for (String line : text.split("\n")) {
            KeyedText device = KeyedText.pairs(line);
            sum = new IoUse(sum.bytesRead() + device.number("rbytes"), sum.bytesWritten() + device.number("wbytes"), sum.reads()
                    + device.number("rios"),
                    sum.writes() + device.number("wios"));
        }
        return sum;
    }

    /** Files that are there, but cannot be read where the kernel was started with psi=0, which is some distributions' default. */
    private static Map<String, Pressure> pressure(GroupText group) {
        Map<String, Pressure> pressure = new TreeMap<>();
        for (String resource : new String[] {"cpu", "memory", "io"}) {
            String text = group.read(resource + ".pressure");
            if (text != null && text.startsWith("some ")) {
                pressure.put(resource, Pressure.parse(text));
            }
        }
        return pressure;
    }
}
