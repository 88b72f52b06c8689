package minidocker.cgroups;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import minidocker.cli.ProgramOptions;
import minidocker.namespaces.ContainerRun;
import minidocker.namespaces.ContainerSpec;
import minidocker.namespaces.UserMaps;
import minidocker.syscall.ExitStatus;
import minidocker.syscall.SyscallProgram;
import picocli.CommandLine.Option;

/**
 * The options of {@code run} that limit what a container may use: Docker's names and units. A value of 0, and -1 where Docker
 * takes it, is as if the option were not there.
 */
public final class LimitOptions {
    @Option(names = {"-m", "--memory"}, paramLabel = "SIZE",
            description = "Memory at most, such as 64m; units are b, k, m, g. At least 6m.")
    String memory;

    @Option(names = "--memory-swap", paramLabel = "SIZE",
            description = "Memory and swap together; -1 is unlimited swap. Without it, twice --memory.")
    String memorySwap;

    @Option(names = "--memory-reservation", paramLabel = "SIZE",
            description = "What it is pressed down to when the machine is short of memory.")
    String memoryReservation;

    @Option(names = "--memory-swappiness", paramLabel = "0-100",
            description = "How readily its memory is swapped out (cgroup v1 only).")
    int memorySwappiness = -1;

    @Option(names = "--oom-kill-disable",
            description = "Who wants memory beyond the limit waits instead of being killed (cgroup v1 only).")
    boolean oomKillDisable;

    @Option(names = "--cpus", paramLabel = "N", description = "How many processors' time it may use: 0.5 is half of one.")
    BigDecimal cpus = BigDecimal.ZERO;

    @Option(names = {"-c", "--cpu-shares"}, paramLabel = "N",
            description = "Its weight when processors are short, 2 to 262144; the default is 1024.")
    long cpuShares;

    @Option(names = "--cpu-period", paramLabel = "MICROSECONDS", description = "Processor time is given out anew so often.")
    long cpuPeriod;

    @Option(names = "--cpu-quota", paramLabel = "MICROSECONDS", description = "So much processor time in each period.")
    long cpuQuota;

    @Option(names = "--cpuset-cpus", paramLabel = "LIST", description = "The processors it runs on, such as 0-2,7.")
    String cpusetCpus = "";

    @Option(names = "--cpuset-mems", paramLabel = "LIST", description = "The memory nodes its memory comes from.")
    String cpusetMems = "";

    @Option(names = "--pids-limit", paramLabel = "N", description = "Processes and threads at most; -1 is any number.")
    long pidsLimit;

    @Option(names = "--blkio-weight", paramLabel = "10-1000", description = "Its weight when a disk is busy.")
    int blkioWeight;

    @Option(names = "--device-read-bps", paramLabel = "DEVICE:RATE",
            description = "Bytes a second it may read from a disk, such as /dev/sda:1mb.")
    List<String> deviceReadBps = new ArrayList<>();

    @Option(names = "--device-write-bps", paramLabel = "DEVICE:RATE", description = "Bytes a second it may write to a disk.")
    List<String> deviceWriteBps = new ArrayList<>();

    @Option(names = "--device-read-iops", paramLabel = "DEVICE:RATE", description = "How often a second it may read from a disk.")
    List<String> deviceReadIops = new ArrayList<>();

    @Option(names = "--device-write-iops", paramLabel = "DEVICE:RATE", description = "How often a second it may write to a disk.")
    List<String> deviceWriteIops = new ArrayList<>();

    @Option(names = "--device-cgroup-rule", paramLabel = "RULE",
            description = "Allow more devices, such as 'c 10:200 rwm': type, number, access.")
    List<String> deviceCgroupRules = new ArrayList<>();

    @Option(names = "--hugetlb", paramLabel = "PAGE:SIZE", description = "Huge pages of a size at most, such as 2MB:64m.")
    List<String> hugetlb = new ArrayList<>();

    @Option(names = "--no-limits", description = "Make no control group: nothing is limited, and stats does not show it.")
    boolean noLimits;

    /** True if the container shall run without a group, because none can be had. */
    public boolean noLimits() {
        if (noLimits && !limits(Machine.current()).isDefault()) {
            throw new IllegalArgumentException("Conflicting options: --no-limits and limits cannot both be set");
        }
        return noLimits;
    }

    /** Runs a container with these limits; in a group only if a limit is asked for. */
    public ExitStatus run(ContainerSpec spec, UserMaps maps, boolean trace) {
        return limits(Machine.current()).isDefault() ? new ContainerRun(spec, maps, List.of()).run(trace)
                : new LimitedRun(this, GroupName.random("")).run(spec, maps, trace);
    }

    /** Prints what {@link #run} would do; the exit code. */
    public int print(ProgramOptions look, SyscallProgram program) {
        return limits(Machine.current()).isDefault() ? look.print(program) : new LimitedRun(this, GroupName.random(""))
                .print(look, program);
    }

    /**
     * The limits they describe, with Docker's rules for devices.
     *
     * @throws IllegalArgumentException with Docker's words, and what to do, if they cannot be
     */
    public Limits limits(Machine machine) {
        Limits limits = new Limits(memory(), cpu(machine), io(DeviceNumber::ofBlockDevice), pidsLimit <= 0 ? null : pidsLimit,
                devices(), hugePages());
        limits.check(machine.cpus(), machine.nodes());
        return limits;
    }

    private MemoryLimits memory() {
        Long swap = memorySwap != null && memorySwap.equals("-1") ? Long.valueOf(MemoryLimits.UNLIMITED)
                : bytes(size(memorySwap));
        if (memorySwappiness < -1) {
            throw new IllegalArgumentException("Invalid value: " + memorySwappiness + ", valid memory swappiness range is 0-100");
        }
        return new MemoryLimits(size(memory), size(memoryReservation), swap, memorySwappiness == -1 ? null : memorySwappiness,
                oomKillDisable);
    }

    private static MemorySize size(String text) {
        MemorySize size = text == null ? null : MemorySize.parse(text);
        return size == null || size.bytes() == 0 ? null : size;
    }

    private static Long bytes(MemorySize size) {
        return size == null ? null : Long.valueOf(size.bytes());
    }

    private CpuLimits cpu(Machine machine) {
        Long shares = cpuShares == 0 ? null : cpuShares;
        CpuSet on = cpusetCpus.isEmpty() ? null : CpuSet.parse(cpusetCpus);
        CpuSet from = cpusetMems.isEmpty() ? null : CpuSet.parse(cpusetMems);
        if (cpus.signum() == 0) {
            return new CpuLimits(cpuQuota == 0 ? null : cpuQuota, cpuPeriod == 0 ? null : cpuPeriod, shares, on, from);
        }
        if (cpuPeriod != 0 || cpuQuota != 0) {
            throw new IllegalArgumentException("Conflicting options: Nano CPUs and CPU " + (cpuPeriod != 0 ? "Period" : "Quota")
                    + " cannot both be set: --cpus is short for a quota and a period");
        }
        return CpuLimits.ofCpus(cpus, machine.cpus().count()).withShares(shares).on(on, from);
    }

    private IoLimits io(Function<String, DeviceNumber> number) {
        return new IoLimits(blkioWeight == 0 ? null : blkioWeight, deviceReadBps.stream()
                .map(text -> Throttle.bytes(text, number)).toList(),
                deviceWriteBps.stream().map(text -> Throttle.bytes(text, number)).toList(),
                deviceReadIops.stream().map(text -> Throttle.operations(text, number)).toList(),
                deviceWriteIops.stream().map(text -> Throttle.operations(text, number)).toList());
    }

    private List<DeviceRule> devices() {
        List<DeviceRule> rules = new ArrayList<>(DeviceRule.DEFAULT);
        deviceCgroupRules.forEach(text -> rules.add(DeviceRule.allow(text)));
        return rules;
    }

    private Map<String, MemorySize> hugePages() {
        Map<String, MemorySize> pages = new LinkedHashMap<>();
        for (String text : hugetlb) {
            String[] parts = text.split(":", 2);
            if (parts.length != 2 || !parts[0].matches("[1-9][0-9]*[KMG]B")) {
                throw new IllegalArgumentException("invalid limit of huge pages: " + text
                        + ": write a page size as the kernel does, and an amount, such as 2MB:64m");
            }
            pages.put(parts[0], MemorySize.parse(parts[1]));
        }
        return pages;
    }
}
