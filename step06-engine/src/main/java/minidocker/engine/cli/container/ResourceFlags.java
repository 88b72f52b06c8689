package minidocker.engine.cli.container;

import java.util.Map;
import minidocker.cli.UserError;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.cli.flags.Flags;
import minidocker.engine.cli.flags.GoNumbers;

/** Limits of what a container may use: those that create, run and update have in common, and those that only a new one takes. */
final class ResourceFlags {
    private final boolean forNew;
    private final Flag<Integer> blkioWeight;
    private final Flag<Long> cpuPeriod;
    private final Flag<Long> cpuQuota;
    private final Flag<Long> cpuRealtimePeriod;
    private final Flag<Long> cpuRealtimeRuntime;
    private final Flag<Long> cpuShares;
    private final Flag<Long> cpus;
    private final Flag<String> cpusetCpus;
    private final Flag<String> cpusetMems;
    private final Flag<Long> memory;
    private final Flag<Long> memoryReservation;
    private final Flag<Long> memorySwap;
    private final Flag<Long> kernelMemory;
    private final Flag<Long> pidsLimit;
    private Flag<Long> swappiness;
    private Flag<Boolean> noOomKill;
    private Flag<Long> oomScore;
    private Flag<String> cgroupParent;

    ResourceFlags(Flags flags, boolean forNew) {
        this.forNew = forNew;
        blkioWeight = flags.value("blkio-weight", "", "uint16", 0,
                "Block IO (relative weight), between 10 and 1000, or 0 to disable (default 0)", GoNumbers::unsigned16);
        cpuPeriod = flags.number("cpu-period", "", 0, "Limit CPU CFS (Completely Fair Scheduler) period");
        cpuQuota = flags.number("cpu-quota", "", 0, "Limit CPU CFS (Completely Fair Scheduler) quota");
        cpuRealtimePeriod = flags.number("cpu-rt-period", "", 0, "Limit CPU real-time period in microseconds");
        cpuRealtimeRuntime = flags.number("cpu-rt-runtime", "", 0, "Limit CPU real-time runtime in microseconds");
        cpuShares = flags.number("cpu-shares", "c", 0, "CPU shares (relative weight)");
        cpus = flags.value("cpus", "", "decimal", 0L, "Number of CPUs", GoNumbers::nanoCpus);
        cpusetCpus = flags.text("cpuset-cpus", "", "CPUs in which to allow execution (0-3, 0,1)");
        cpusetMems = flags.text("cpuset-mems", "", "MEMs in which to allow execution (0-3, 0,1)");
        memory = bytes(flags, "memory", "m", "Memory limit");
        memoryReservation = bytes(flags, "memory-reservation", "", "Memory soft limit");
        memorySwap = flags.value("memory-swap", "", "bytes", 0L,
                "Swap limit equal to memory plus swap: '-1' to enable unlimited swap", GoNumbers::bytesOrNone);
        kernelMemory = bytes(flags, "kernel-memory", "", "Kernel memory limit").hidden();
        pidsLimit = flags.number("pids-limit", "", 0, "Tune container pids limit (set -1 for unlimited)");
        if (forNew) {
            swappiness = flags.number("memory-swappiness", "", -1, "Tune container memory swappiness (0 to 100)");
            noOomKill = flags.toggle("oom-kill-disable", "", "Disable OOM Killer");
            oomScore = flags.number("oom-score-adj", "", 0, "Tune host's OOM preferences (-1000 to 1000)");
            cgroupParent = flags.text("cgroup-parent", "", "Optional parent cgroup for the container");
        }
    }

    private static Flag<Long> bytes(Flags flags, String name, String shorthand, String about) {
        return flags.value(name, shorthand, "bytes", 0L, about, GoNumbers::bytes);
    }

    void addTo(Map<String, Object> host) {
        host.put("CpuShares", cpuShares.get());
        host.put("Memory", memory.get());
        host.put("NanoCpus", cpus.get());
        host.put("BlkioWeight", blkioWeight.get());
        host.put("CpuPeriod", cpuPeriod.get());
        host.put("CpuQuota", cpuQuota.get());
        host.put("CpuRealtimePeriod", cpuRealtimePeriod.get());
        host.put("CpuRealtimeRuntime", cpuRealtimeRuntime.get());
        host.put("CpusetCpus", cpusetCpus.get());
        host.put("CpusetMems", cpusetMems.get());
        host.put("MemoryReservation", memoryReservation.get());
        host.put("MemorySwap", memorySwap.get());
        if (kernelMemory.get() != 0) {
            host.put("KernelMemory", kernelMemory.get());
        }
        if (forNew || pidsLimit.isChanged()) {
            host.put("PidsLimit", pidsLimit.get());
        }
        if (!forNew) {
            return;
        }
        if (swappiness.get() != -1 && (swappiness.get() < 0 || swappiness.get() > 100)) {
            throw new UserError("invalid value: " + swappiness.get() + ". Valid memory swappiness range is 0-100");
        }
        host.put("MemorySwappiness", swappiness.get());
        host.put("OomKillDisable", noOomKill.get());
        host.put("OomScoreAdj", oomScore.get());
        host.put("CgroupParent", cgroupParent.get());
    }
}
