package minidocker.cgroups;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A tree of cgroup v1, with one controller or a few.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/index.html">Control Groups version 1</a>
 */
public record LegacyHierarchy(Path mount, Path own, Set<Controller> controllers) implements Hierarchy {
    private static final String NO_SWAP = "Your kernel does not support swap limit capabilities or the cgroup is not mounted. Memory limited without swap.";
    private static final String NO_WEIGHT = "Your kernel does not support Block I/O weight or the cgroup is not mounted. Weight discarded.";

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
        if (has(Controller.DEVICES) && limits.devices() != null) {
            devices(limits.devices(), writes);
        }
        if (has(Controller.HUGETLB)) {
            limits.hugePages().forEach((page, limit) -> writes.add(new Write("hugetlb." + page + ".limit_in_bytes", limit.bytes(),
                    "so many bytes in pages of " + page)));
        }
        return writes;
    }

    private boolean has(Controller controller) {
        return controllers.contains(controller);
    }

    // tag::memory-v1[]
    private static void memory(MemoryLimits memory, List<Write> writes) {
        if (memory.limit() != null) {
            writes.add(new Write("memory.limit_in_bytes", memory.limit().bytes(),
                    "beyond it pages are taken back, and if that does not help a process is killed"));
        }
        Long withSwap = memory.withSwapOrDefault();
        if (withSwap != null) {
            // Behind the limit on memory: the kernel refuses (EINVAL) a sum that is less than the part.
            writes.add(new Write("memory.memsw.limit_in_bytes", withSwap, "memory and swap together").orDiscard(NO_SWAP));
        }
        if (memory.reservation() != null) {
            writes.add(new Write("memory.soft_limit_in_bytes", memory.reservation().bytes(),
                    "what it is pressed down to when the machine is short of memory"));
        }
        if (memory.swappiness() != null) {
            writes.add(new Write("memory.swappiness", memory.swappiness(), "how readily its memory is swapped out, 0 to 100"));
        }
        if (memory.oomKillDisable()) {
            writes.add(new Write("memory.oom_control", 1, "who wants memory that is not there waits, and is not killed"));
        }
    }
    // end::memory-v1[]

    private static void cpu(CpuLimits cpu, List<Write> writes) {
        if (cpu.shares() != null) {
            writes.add(new Write("cpu.shares", cpu.shares(),
                    "its weight when processors are short; every group begins with 1024"));
        }
        // The period first: a quota is checked against the period that is there.
        if (cpu.period() != null) {
            writes.add(new Write("cpu.cfs_period_us", cpu.period(), "time is given out anew every so many microseconds, ..."));
        }
        if (cpu.quota() != null) {
            writes.add(new Write("cpu.cfs_quota_us", cpu.quota(),
                    "... so many microseconds of processor time each; who used them up waits"));
        }
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
            writes.add(new Write("blkio.weight", io.weight(), why)
                    .or(new Write("blkio.bfq.weight", io.weight(), why).orDiscard(NO_WEIGHT)));
        }
        throttle("blkio.throttle.read_bps_device", io.readBytes(), "it reads so many bytes a second from that device", writes);
        throttle("blkio.throttle.write_bps_device", io.writeBytes(),
                "it writes so many bytes a second to that device, past the page cache", writes);
        throttle("blkio.throttle.read_iops_device", io.readOperations(), "it reads so many times a second from that device",
                writes);
        throttle("blkio.throttle.write_iops_device", io.writeOperations(),
                "it writes so many times a second to that device, past the page cache", writes);
    }

    private static void throttle(String file, List<Throttle> throttles, String why, List<Write> writes) {
        for (Throttle throttle : throttles) {
            writes.add(new Write(file, throttle.device() + " " + throttle.rate(), why));
        }
    }

    private static void devices(List<DeviceRule> rules, List<Write> writes) {
        if (rules.isEmpty() || !rules.get(0).isEverything()) {
            writes.add(new Write("devices.deny", "a", "no device at all, except ..."));
        }
        List<DeviceRule> allowed = new ArrayList<>();
        for (DeviceRule rule : rules) {
            if (rule.allow()) {
                allowed.add(rule);
            } else if (!rule.isEverything()) {
                checkRemoval(rule, allowed);
            }
            for (String line : lines(rule)) {
                writes.add(new Write(rule.allow() ? "devices.allow" : "devices.deny", line,
                        (rule.allow() ? "... " : "... but not: ") + rule.meaning()));
            }
        }
    }

    /**
     * Once everything is denied the kernel keeps a list of exceptions: it can strike one out, but not make a hole in a wider one.
     */
    private static void checkRemoval(DeviceRule denied, List<DeviceRule> allowed) {
        for (DeviceRule wider : allowed) {
            if (wider.overlaps(denied) && !wider.hasSameDevices(denied)) {
                throw new IllegalArgumentException("cgroup v1 cannot deny '" + denied + "' and allow the rest of '" + wider
                        + "': allow the devices that are wanted one by one");
            }
        }
    }

    /**
     * The kernel takes a line that begins with {@code a} for everything, whatever follows: both types by name say what is meant.
     */
    private static List<String> lines(DeviceRule rule) {
        if (rule.isEverything()) {
            return List.of("a");
        }
        String text = rule.toString();
        return rule.type() == DeviceRule.Type.ALL ? List.of("c" + text.substring(1), "b" + text.substring(1)) : List.of(text);
    }

    @Override
    public Statistics statistics(GroupText group) {
        return LegacyStatistics.of(controllers, group);
    }
}
