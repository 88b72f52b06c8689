package minidocker.engine.core;

import static minidocker.engine.core.FieldTable.Type.BOOL;
import static minidocker.engine.core.FieldTable.Type.NUMBER;
import static minidocker.engine.core.FieldTable.Type.OBJECT;
import static minidocker.engine.core.FieldTable.Type.OBJECTS;
import static minidocker.engine.core.FieldTable.Type.STRING;
import static minidocker.engine.core.FieldTable.Type.STRINGS;
import static minidocker.engine.core.FieldTable.Type.STRING_MAP;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.json.JsonObject;

/**
 * What a container gets of the machine: Docker's {@code HostConfig}, complete and in its order.
 *
 * @param json every field, as {@code inspect} shows it
 */
public record HostConfig(JsonObject json) {
    /** Docker's 64 MiB for /dev/shm. */
    public static final long SHM_BYTES = 64L << 20;

    private static final FieldTable FIELDS = new FieldTable("HostConfig")
            .field("Binds", STRINGS, null)
            .field("ContainerIDFile", STRING, "")
            .field("LogConfig", OBJECT, Map.of("Type", "", "Config", Map.of()))
            .field("NetworkMode", STRING, "")
            .field("PortBindings", OBJECT, Map.of())
            .field("RestartPolicy", OBJECT, Map.of())
            .field("AutoRemove", BOOL, false)
            .field("VolumeDriver", STRING, "")
            .field("VolumesFrom", STRINGS, null)
            .field("ConsoleSize", FieldTable.Type.NUMBERS, List.of(0, 0))
            .optional("Annotations", STRING_MAP)
            .field("CapAdd", STRINGS, null)
            .field("CapDrop", STRINGS, null)
            .field("CgroupnsMode", STRING, "")
            .field("Dns", STRINGS, List.of())
            .field("DnsOptions", STRINGS, List.of())
            .field("DnsSearch", STRINGS, List.of())
            .field("ExtraHosts", STRINGS, null)
            .field("GroupAdd", STRINGS, null)
            .field("IpcMode", STRING, "")
            .field("Cgroup", STRING, "")
            .field("Links", STRINGS, null)
            .field("OomScoreAdj", NUMBER, 0)
            .field("PidMode", STRING, "")
            .field("Privileged", BOOL, false)
            .field("PublishAllPorts", BOOL, false)
            .field("ReadonlyRootfs", BOOL, false)
            .field("SecurityOpt", STRINGS, null)
            .optional("StorageOpt", STRING_MAP)
            .optional("Tmpfs", STRING_MAP)
            .field("UTSMode", STRING, "")
            .field("UsernsMode", STRING, "")
            .field("ShmSize", NUMBER, 0)
            .optional("Sysctls", STRING_MAP)
            .field("Runtime", STRING, "")
            .field("Isolation", STRING, "")
            .field("CpuShares", NUMBER, 0)
            .field("Memory", NUMBER, 0)
            .field("NanoCpus", NUMBER, 0)
            .field("CgroupParent", STRING, "")
            .field("BlkioWeight", NUMBER, 0)
            .field("BlkioWeightDevice", OBJECTS, List.of())
            .field("BlkioDeviceReadBps", OBJECTS, List.of())
            .field("BlkioDeviceWriteBps", OBJECTS, List.of())
            .field("BlkioDeviceReadIOps", OBJECTS, List.of())
            .field("BlkioDeviceWriteIOps", OBJECTS, List.of())
            .field("CpuPeriod", NUMBER, 0)
            .field("CpuQuota", NUMBER, 0)
            .field("CpuRealtimePeriod", NUMBER, 0)
            .field("CpuRealtimeRuntime", NUMBER, 0)
            .field("CpusetCpus", STRING, "")
            .field("CpusetMems", STRING, "")
            .field("Devices", OBJECTS, List.of())
            .field("DeviceCgroupRules", STRINGS, null)
            .field("DeviceRequests", OBJECTS, null)
            .field("MemoryReservation", NUMBER, 0)
            .field("MemorySwap", NUMBER, 0)
            .field("MemorySwappiness", NUMBER, null)
            .field("OomKillDisable", BOOL, null)
            .field("PidsLimit", NUMBER, null)
            .field("Ulimits", OBJECTS, List.of())
            .field("CpuCount", NUMBER, 0)
            .field("CpuPercent", NUMBER, 0)
            .field("IOMaximumIOps", NUMBER, 0)
            .field("IOMaximumBandwidth", NUMBER, 0)
            .optional("Mounts", OBJECTS)
            .field("MaskedPaths", STRINGS, null)
            .field("ReadonlyPaths", STRINGS, null)
            .optional("Init", BOOL);

    /** @throws minidocker.engine.Refusal BAD_PARAMETER, if a field has the wrong type */
    public static HostConfig read(JsonObject given) {
        return new HostConfig(FIELDS.read(given));
    }

    /** With other values in some fields, which must be of the right type. */
    public HostConfig with(Map<String, Object> changes) {
        Map<String, Object> fields = new LinkedHashMap<>(json.fields());
        fields.putAll(changes);
        return read(new JsonObject(fields, json.what()));
    }

    public String string(String field) {
        return FieldTable.string(json, field);
    }

    /** 0 if it is not set. */
    public long number(String field) {
        return FieldTable.number(json, field);
    }

    public boolean bool(String field) {
        return FieldTable.bool(json, field);
    }

    public List<String> strings(String field) {
        return FieldTable.strings(json, field);
    }

    public List<JsonObject> objects(String field) {
        return FieldTable.objects(json, field);
    }

    public Map<String, String> map(String field) {
        return FieldTable.map(json, field);
    }

    /** The number, if somebody set it. */
    public Optional<Long> given(String field) {
        return json.fields().get(field) instanceof Number number ? Optional.of(number.longValue()) : Optional.empty();
    }

    /** Height and width of the terminal at its start, in characters; zeros if nobody said. */
    public List<Integer> consoleSize() {
        return json.fields().get("ConsoleSize") instanceof List<?> list && list.size() == 2
                ? list.stream().map(number -> ((Number) number).intValue()).toList() : List.of(0, 0);
    }

    /** Removed as soon as it ends. */
    public boolean autoRemove() {
        return bool("AutoRemove");
    }

    public RestartPolicy restartPolicy() {
        JsonObject policy = JsonObject.of((Map<?, ?>) json.fields().get("RestartPolicy"), "RestartPolicy");
        return RestartPolicy.of(FieldTable.string(policy, "Name"), (int) FieldTable.number(policy, "MaximumRetryCount"));
    }

    /** {@code json-file}, {@code local}, {@code none}. */
    public String logDriver() {
        return FieldTable.string(JsonObject.of((Map<?, ?>) json.fields().get("LogConfig"), "LogConfig"), "Type");
    }

    /** {@code max-size}, {@code max-file} ... */
    public Map<String, String> logOptions() {
        return FieldTable.map(JsonObject.of((Map<?, ?>) json.fields().get("LogConfig"), "LogConfig"), "Config");
    }
}
