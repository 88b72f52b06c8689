package minidocker.cgroups;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The one tree of cgroup v2.
 *
 * @param controllers those that our groups can have: on a hybrid machine few or none, for an ordinary user those that were
 *     delegated
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">Control Group v2</a>
 */
public record UnifiedHierarchy(Path mount, Path own, Set<Controller> controllers) implements Hierarchy {
    private static final String NO_SWAP = "Your kernel does not support swap limit capabilities or the cgroup is not mounted. Memory limited without swap.";
    private static final String NO_SWAPPINESS =
            "Your kernel does not support memory swappiness capabilities or the cgroup is not mounted. Memory swappiness discarded.";
    private static final String NO_OOM_DISABLE = "Your kernel does not support OomKillDisable. OomKillDisable discarded.";
    private static final String NO_WEIGHT = "Your kernel does not support Block I/O weight or the cgroup is not mounted. Weight discarded.";
    private static final String MAX = "max";

    /** The same tree where groups can have other controllers. */
    UnifiedHierarchy with(Set<Controller> newControllers) {
        return new UnifiedHierarchy(mount, own, newControllers);
    }

    @Override
    public List<Write> writes(Limits limits) {
        List<Write> writes = new ArrayList<>();
        if (has(Controller.MEMORY)) {
            memory(limits.memory(), writes);
        }
        if (has(Controller.CPU)) {
            cpu(limits.cpu(), writes);
        }
        if (has(Controller.CPUSET)) {
            cpuset(limits.cpu(), writes);
        }
        if (has(Controller.PIDS) && limits.pids() != null) {
            writes.add(new Write("pids.max", limits.pids(), "beyond so many processes and threads fork(2) fails with EAGAIN"));
        }
        if (has(Controller.IO)) {
            io(limits.io(), writes);
        }
        if (has(Controller.HUGETLB)) {
            limits.hugePages()
                    .forEach((page,
                    limit) -> writes.add(new Write("hugetlb." + page + ".max", limit.bytes(), "so many bytes in pages of "
                    + page)));
        }
        return writes;
    }

    private boolean has(Controller controller) {
        return controllers.contains(controller);
    }

    // tag::memory-v2[]
    private static void memory(MemoryLimits memory, List<Write> writes) {
        if (memory.limit() != null) {
            writes.add(new Write("memory.max", memory.limit().bytes(),
                    "beyond it pages are taken back, and if that does not help a process is killed"));
        }
        Long withSwap = memory.withSwapOrDefault();
        if (withSwap != null) {
            String swap = withSwap == MemoryLimits.UNLIMITED ? MAX : Long.toString(withSwap - memory.limit().bytes());
            writes.add(new Write("memory.swap.max", swap, "swap alone: what --memory-swap leaves beyond the memory")
                    .orDiscard(NO_SWAP));
        }
        if (memory.reservation() != null) {
            writes.add(new Write("memory.low", memory.reservation().bytes(),
                    "as long as it has less, its pages are taken back last"));
        }
        if (memory.swappiness() != null) {
            writes.add(new Write("memory.swappiness", memory.swappiness(), "v2 has nothing like it").orDiscard(NO_SWAPPINESS));
        }
        if (memory.oomKillDisable()) {
            writes.add(new Write("memory.oom_control", 1, "v2 has nothing like it").orDiscard(NO_OOM_DISABLE));
        }
    }
    // end::memory-v2[]

    private static void cpu(CpuLimits cpu, List<Write> writes) {
        if (cpu.shares() != null) {
            writes.add(new Write("cpu.weight", weightOf(cpu.shares()),
                    "its weight when processors are short; every group begins with 100"));
        }
        if (cpu.quota() != null || cpu.period() != null) {
            String quota = cpu.quota() == null || cpu.quota() < 0 ? MAX : cpu.quota().toString();
            long period = cpu.period() == null ? CpuLimits.DEFAULT_PERIOD : cpu.period();
            writes.add(new Write("cpu.max", quota + " " + period,
                    "so many microseconds of processor time in every so many; who used them up waits"));
        }
    }

    /**
     * The weight of v2, 1 to 10000, for the shares of v1, 2 to 262144. The curve is that of runc since 1.4 and crun since 1.23:
     * on a logarithmic scale a parabola through both ends and through the defaults, so that 1024 shares are the weight 100. Older
     * versions drew a straight line, by which the default of a container (39) was less than half of what any other group of the
     * machine has.
     */
    static long weightOf(long shares) {
        if (shares <= CpuLimits.LEAST_SHARES) {
            return 1;
        }
        if (shares >= CpuLimits.MOST_SHARES) {
            return 10_000;
        }
        double log = Math.log(shares) / Math.log(2);
        return (long) Math.ceil(Math.pow(10, (log * log + 125 * log) / 612 - 7.0 / 34));
    }

    private static void cpuset(CpuLimits cpu, List<Write> writes) {
        if (cpu.cpus() != null) {
            writes.add(new Write("cpuset.cpus", cpu.cpus().toString(), "it runs on these processors only"));
        }
        if (cpu.nodes() != null) {
            writes.add(new Write("cpuset.mems", cpu.nodes().toString(), "its memory comes from these nodes only"));
        }
    }

    private static void io(IoLimits io, List<Write> writes) {
        if (io.weight() != null) {
            String why = "its weight when a disk is busy";
            // BFQ counts as v1 did, 10 to 1000; the general weight goes from 1 to 10000.
            long general = 1 + (io.weight() - 10L) * 9_999 / 990;
            writes.add(new Write("io.bfq.weight", io.weight(), why)
                    .or(new Write("io.weight", general, why).orDiscard(NO_WEIGHT)));
        }
        Map<DeviceNumber, String> lines = new TreeMap<>();
        merge(lines, "rbps", io.readBytes());
        merge(lines, "wbps", io.writeBytes());
        merge(lines, "riops", io.readOperations());
        merge(lines, "wiops", io.writeOperations());
        lines.forEach((device,
                rates) -> writes.add(new Write("io.max", device + rates,
                "so much a second from that device and to it, writes through the page "
                + "cache included")));
    }

    private static void merge(Map<DeviceNumber, String> lines, String key, List<Throttle> throttles) {
        throttles.forEach(throttle -> lines.merge(throttle.device(), " " + key + "=" + throttle.rate(), String::concat));
    }

    @Override
    public Statistics statistics(GroupText group) {
        return UnifiedStatistics.of(group);
    }
}
