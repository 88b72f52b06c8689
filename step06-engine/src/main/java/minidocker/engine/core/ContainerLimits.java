package minidocker.engine.core;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import minidocker.cgroups.CpuLimits;
import minidocker.cgroups.CpuSet;
import minidocker.cgroups.DeviceNumber;
import minidocker.cgroups.DeviceRule;
import minidocker.cgroups.IoLimits;
import minidocker.cgroups.Limits;
import minidocker.cgroups.Machine;
import minidocker.cgroups.MemoryLimits;
import minidocker.cgroups.MemorySize;
import minidocker.cgroups.Throttle;
import minidocker.json.JsonObject;

/** What a {@link HostConfig} says about limits, as step 3 has them. In Docker's fields, 0 is none, and so is -1 where it is taken. */
final class ContainerLimits {
    /** Of --cpus: 1.5 processors are 1500000000. */
    private static final BigDecimal NANO = BigDecimal.valueOf(1_000_000_000);

    private ContainerLimits() {}

    /** @throws IllegalArgumentException with Docker's words, if they cannot be on this machine */
    static Limits of(HostConfig host, Machine machine) {
        Limits limits = new Limits(memory(host), cpu(host, machine), io(host),
                host.given("PidsLimit").filter(most -> most > 0).orElse(null), devices(host), Map.of());
        limits.check(machine.cpus(), machine.nodes());
        return limits;
    }

    private static MemoryLimits memory(HostConfig host) {
        long swap = host.number("MemorySwap");
        Long swappiness = host.given("MemorySwappiness").filter(value -> value != -1).orElse(null);
        return new MemoryLimits(size(host.number("Memory")), size(host.number("MemoryReservation")), swap == 0 ? null : swap,
                swappiness == null ? null : Math.toIntExact(swappiness), host.bool("OomKillDisable"));
    }

    private static MemorySize size(long bytes) {
        return bytes == 0 ? null : new MemorySize(bytes);
    }

    private static CpuLimits cpu(HostConfig host, Machine machine) {
        Long shares = host.number("CpuShares") == 0 ? null : Long.valueOf(host.number("CpuShares"));
        CpuSet on = host.string("CpusetCpus").isEmpty() ? null : CpuSet.parse(host.string("CpusetCpus"));
        CpuSet from = host.string("CpusetMems").isEmpty() ? null : CpuSet.parse(host.string("CpusetMems"));
        long nano = host.number("NanoCpus");
        long period = host.number("CpuPeriod");
        long quota = host.number("CpuQuota");
        if (nano == 0) {
            return new CpuLimits(quota == 0 ? null : quota, period == 0 ? null : period, shares, on, from);
        }
        if (period != 0 || quota != 0) {
            throw new IllegalArgumentException("Conflicting options: Nano CPUs and CPU " + (period != 0 ? "Period" : "Quota")
                    + " cannot both be set");
        }
        return CpuLimits.ofCpus(BigDecimal.valueOf(nano).divide(NANO), machine.cpus().count()).withShares(shares).on(on, from);
    }

    private static IoLimits io(HostConfig host) {
        long weight = host.number("BlkioWeight");
        return new IoLimits(weight == 0 ? null : Math.toIntExact(weight), throttles(host, "BlkioDeviceReadBps"),
                throttles(host, "BlkioDeviceWriteBps"), throttles(host, "BlkioDeviceReadIOps"),
                throttles(host, "BlkioDeviceWriteIOps"));
    }

    private static List<Throttle> throttles(HostConfig host, String field) {
        return host.objects(field).stream().map(one -> new Throttle(
                DeviceNumber.ofBlockDevice(FieldTable.string(one, "Path")), FieldTable.number(one, "Rate"))).toList();
    }

    /** Docker's rules, those for the devices that the container gets, and the user's own. A privileged container may use all. */
    private static List<DeviceRule> devices(HostConfig host) {
        if (host.bool("Privileged")) {
            return List.of(DeviceRule.allow("a"));
        }
        List<DeviceRule> rules = new ArrayList<>(DeviceRule.DEFAULT);
        for (JsonObject device : host.objects("Devices")) {
            HostDevice.at(Path.of(FieldTable.string(device, "PathOnHost")), FieldTable.string(device, "PathInContainer"))
                    .forEach(found -> rules.add(found.rule(FieldTable.string(device, "CgroupPermissions"))));
        }
        host.strings("DeviceCgroupRules").forEach(text -> rules.add(DeviceRule.allow(text)));
        return rules;
    }
}
