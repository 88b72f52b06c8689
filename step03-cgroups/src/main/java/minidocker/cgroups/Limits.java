package minidocker.cgroups;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a container may use. It says nothing about how cgroup v1 or v2 are told; see {@link Hierarchy#writes}.
 *
 * @param pids processes and threads at most; null for any number
 * @param devices the rules in their order; null if devices are not limited at all
 * @param hugePages by page size as the kernel writes it, {@code 2MB} or {@code 1GB}: how much of them
 */
public record Limits(MemoryLimits memory, CpuLimits cpu, IoLimits io, Long pids, List<DeviceRule> devices, Map<String,
        MemorySize> hugePages) {
    public static final Limits NONE = new Limits(MemoryLimits.NONE, CpuLimits.NONE, IoLimits.NONE, null, null, Map.of());

    public Limits {
        if (pids != null && pids <= 0) {
            throw new IllegalArgumentException("a limit of " + pids + " processes would let none run: give a positive number");
        }
        devices = devices == null ? null : List.copyOf(devices);
        hugePages = Collections.unmodifiableMap(new TreeMap<>(hugePages));
    }

    public Limits with(MemoryLimits newMemory) {
        return new Limits(newMemory, cpu, io, pids, devices, hugePages);
    }

    public Limits with(CpuLimits newCpu) {
        return new Limits(memory, newCpu, io, pids, devices, hugePages);
    }

    public Limits with(IoLimits newIo) {
        return new Limits(memory, cpu, newIo, pids, devices, hugePages);
    }

    public Limits withPids(Long newPids) {
        return new Limits(memory, cpu, io, newPids, devices, hugePages);
    }

    public Limits withDevices(List<DeviceRule> newDevices) {
        return new Limits(memory, cpu, io, pids, newDevices, hugePages);
    }

    public Limits withHugePages(Map<String, MemorySize> newHugePages) {
        return new Limits(memory, cpu, io, pids, devices, newHugePages);
    }

    /** True if nobody asked for anything: only Docker's rules for devices. */
    public boolean isDefault() {
        return equals(NONE.withDevices(DeviceRule.DEFAULT));
    }

    /** The controllers without which these limits cannot be had; devices excepted, which v2 limits without one. */
    public Set<Controller> controllers() {
        Set<Controller> needed = EnumSet.noneOf(Controller.class);
        if (!memory.equals(MemoryLimits.NONE)) {
            needed.add(Controller.MEMORY);
        }
        if (cpu.quota() != null || cpu.period() != null || cpu.shares() != null) {
            needed.add(Controller.CPU);
        }
        if (cpu.cpus() != null || cpu.nodes() != null) {
            needed.add(Controller.CPUSET);
        }
        if (!io.equals(IoLimits.NONE)) {
            needed.add(Controller.IO);
        }
        if (pids != null) {
            needed.add(Controller.PIDS);
        }
        if (!hugePages.isEmpty()) {
            needed.add(Controller.HUGETLB);
        }
        return needed;
    }

    /**
     * Refuses what this machine does not have.
     *
     * @param cpus the processors that are there
     * @param nodes the memory nodes that are there
     */
    public void check(CpuSet cpus, CpuSet nodes) {
        if (cpu.cpus() != null && !cpus.containsAll(cpu.cpus())) {
            throw new IllegalArgumentException("Requested CPUs are not available - requested " + cpu.cpus() + ", available: "
                    + cpus);
        }
        if (cpu.nodes() != null && !nodes.containsAll(cpu.nodes())) {
            throw new IllegalArgumentException("Requested memory nodes are not available - requested " + cpu.nodes()
                    + ", available: " + nodes);
        }
    }
}
