package minidocker.engine.core;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.cgroups.Limits;
import minidocker.cgroups.Machine;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.json.JsonObject;

/** Changing limits and the restart policy of a container that is there already. */
final class Updating {
    private static final List<String> NUMBERS = List.of("BlkioWeight", "CpuShares", "CpuPeriod", "CpuQuota", "CpuRealtimePeriod",
            "CpuRealtimeRuntime", "Memory", "MemoryReservation", "MemorySwap", "NanoCpus", "PidsLimit");
    private static final List<String> STRINGS = List.of("CpusetCpus", "CpusetMems");

    private Updating() {}

    /**
     * @param wanted the request's body: what is zero, empty or absent stays as it is
     * @throws Refusal BAD_PARAMETER or CONFLICT; then nothing has changed
     */
    static void update(Engine engine, Container container, JsonObject wanted) throws IOException {
        container.lock().lock();
        try {
            if (container.state() instanceof ContainerState.Removing || container.state() instanceof ContainerState.Dead) {
                throw new Refusal(Kind.CONFLICT, "Cannot update container " + container.id()
                        + ": container is marked for removal and cannot be \"update\"");
            }
            HostConfig host = changed(container, wanted);
            Limits limits;
            try {
                limits = ContainerLimits.of(host, Machine.current());
            } catch (IllegalArgumentException | ArithmeticException impossible) {
                throw new Refusal(Kind.BAD_PARAMETER, impossible.getMessage(), impossible);
            }
            if (container.state().isAlive()) {
                container.requireProcess().update(limits.withDevices(null));
            }
            container.configure(container.config().with(host));
            ContainerFiles.write(container);
        } finally {
            container.lock().unlock();
        }
        engine.tell(container, "update");
    }

    private static HostConfig changed(Container container, JsonObject wanted) {
        HostConfig now = container.host();
        HostConfig given = HostConfig.read(wanted);
        Map<String, Object> changes = new LinkedHashMap<>();
        for (String field : NUMBERS) {
            if (given.number(field) != 0) {
                changes.put(field, given.number(field));
            }
        }
        for (String field : STRINGS) {
            if (!given.string(field).isEmpty()) {
                changes.put(field, given.string(field));
            }
        }
        if (given.number("NanoCpus") != 0 && (now.number("CpuPeriod") != 0 || now.number("CpuQuota") != 0)) {
            throw new Refusal(Kind.CONFLICT, "Conflicting options: Nano CPUs cannot be updated as CPU "
                    + (now.number("CpuPeriod") != 0 ? "Period" : "Quota") + " has already been set");
        }
        checkMemory(now, given);
        if (wanted.fields().get("RestartPolicy") instanceof Map<?, ?> policy && policy.get("Name") instanceof String name
                && !name.isEmpty()) {
            RestartPolicy parsed = given.restartPolicy();
            if (now.autoRemove() && !parsed.equals(RestartPolicy.NO)) {
                throw new Refusal(Kind.BAD_PARAMETER,
                        "Restart policy cannot be updated because AutoRemove is enabled for the container");
            }
            changes.put("RestartPolicy", Map.of("Name", name, "MaximumRetryCount", parsed.maximumRetries()));
        }
        return now.with(changes);
    }

    private static void checkMemory(HostConfig now, HostConfig given) {
        long memory = given.number("Memory");
        long swap = now.number("MemorySwap");
        if (memory > 0 && given.number("MemorySwap") == 0 && swap > 0 && memory > swap) {
            throw new Refusal(Kind.BAD_PARAMETER, "Memory limit should be smaller than already set memoryswap limit, update the "
                    + "memoryswap at the same time");
        }
    }
}
