package minidocker.engine.runtime.spec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.cgroups.CpuLimits;
import minidocker.cgroups.CpuSet;
import minidocker.cgroups.DeviceNumber;
import minidocker.cgroups.DeviceRule;
import minidocker.cgroups.IoLimits;
import minidocker.cgroups.Limits;
import minidocker.cgroups.MemoryLimits;
import minidocker.cgroups.MemorySize;
import minidocker.cgroups.Throttle;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;

/** {@code linux.resources}: step 3's limits, parsed and printed as the specification writes them. */
final class Resources {
    private Resources() {}

    static Limits of(JsonObject json) throws MalformedJson {
        Optional<JsonObject> memory = json.optionalObject("memory");
        Optional<JsonObject> cpu = json.optionalObject("cpu");
        Optional<JsonObject> io = json.optionalObject("blockIO");
        Optional<JsonObject> pids = json.optionalObject("pids");
        Map<String, MemorySize> hugePages = new LinkedHashMap<>();
        for (JsonObject page : json.objects("hugepageLimits")) {
            hugePages.put(page.string("pageSize"), new MemorySize(page.number("limit")));
        }
        Long most = pids.isEmpty() ? null : positive(pids.get(), "limit");
        return new Limits(memory.isEmpty() ? MemoryLimits.NONE : memory(memory.get()),
                cpu.isEmpty() ? CpuLimits.NONE : cpu(cpu.get()), io.isEmpty() ? IoLimits.NONE : io(io.get()), most,
                json.has("devices") ? devices(json.objects("devices")) : null, hugePages);
    }

    /** What is zero or less is no limit to any runtime. */
    private static Long positive(JsonObject json, String field) throws MalformedJson {
        return json.optionalNumber(field).filter(number -> number > 0).orElse(null);
    }

    private static MemoryLimits memory(JsonObject json) throws MalformedJson {
        Long swap = json.optionalNumber("swap").filter(number -> number != 0).orElse(null);
        return new MemoryLimits(size(json, "limit"), size(json, "reservation"), swap,
                json.optionalNumber("swappiness").map(Long::intValue).orElse(null), json.bool("disableOOMKiller"));
    }

    private static MemorySize size(JsonObject json, String field) throws MalformedJson {
        Long bytes = positive(json, field);
        return bytes == null ? null : new MemorySize(bytes);
    }

    private static CpuLimits cpu(JsonObject json) throws MalformedJson {
        return new CpuLimits(json.optionalNumber("quota").filter(quota -> quota != 0).orElse(null), positive(json, "period"),
                positive(json, "shares"), cpus(json, "cpus"), cpus(json, "mems"));
    }

    private static CpuSet cpus(JsonObject json, String field) throws MalformedJson {
        return json.optionalString(field).filter(text -> !text.isBlank()).map(CpuSet::parse).orElse(null);
    }

    private static IoLimits io(JsonObject json) throws MalformedJson {
        Long weight = positive(json, "weight");
        return new IoLimits(weight == null ? null : weight.intValue(), throttles(json, "throttleReadBpsDevice"),
                throttles(json, "throttleWriteBpsDevice"), throttles(json, "throttleReadIOPSDevice"),
                throttles(json, "throttleWriteIOPSDevice"));
    }

    private static List<Throttle> throttles(JsonObject json, String field) throws MalformedJson {
        List<Throttle> throttles = new ArrayList<>();
        for (JsonObject one : json.objects(field)) {
            throttles.add(new Throttle(new DeviceNumber((int) one.number("major"), (int) one.number("minor")),
                    one.number("rate")));
        }
        return throttles;
    }

    private static List<DeviceRule> devices(List<JsonObject> list) throws MalformedJson {
        List<DeviceRule> rules = new ArrayList<>();
        for (JsonObject json : list) {
            String text = json.optionalString("type").orElse("a") + " " + number(json, "major") + ":" + number(json, "minor")
                    + " " + json.optionalString("access").orElse("rwm");
            rules.add(json.bool("allow") ? DeviceRule.allow(text) : DeviceRule.deny(text));
        }
        return rules;
    }

    /** -1 is what old versions of runc write for any. */
    private static String number(JsonObject json, String field) throws MalformedJson {
        return json.optionalNumber(field).filter(number -> number >= 0).map(Object::toString).orElse("*");
    }

    static Map<String, Object> json(Limits limits) {
        Map<String, Object> json = new LinkedHashMap<>();
        if (limits.devices() != null) {
            json.put("devices", limits.devices().stream().map(Resources::json).toList());
        }
        Absent.put(json, "memory", memory(limits.memory()));
        Absent.put(json, "cpu", cpu(limits.cpu()));
        if (limits.pids() != null) {
            json.put("pids", Map.of("limit", limits.pids()));
        }
        Absent.put(json, "blockIO", io(limits.io()));
        List<Object> pages = new ArrayList<>();
        limits.hugePages().forEach((page, limit) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("pageSize", page);
            one.put("limit", limit.bytes());
            pages.add(one);
        });
        Absent.put(json, "hugepageLimits", pages);
        return json;
    }

    /** The rule's own text is {@code c 1:3 rwm}, with a star for any number. */
    private static Map<String, Object> json(DeviceRule rule) {
        Map<String, Object> json = new LinkedHashMap<>();
        String[] words = rule.toString().split(" ");
        json.put("allow", rule.allow());
        json.put("type", words[0]);
        Absent.put(json, "major", rule.major());
        Absent.put(json, "minor", rule.minor());
        json.put("access", words[2]);
        return json;
    }

    private static Map<String, Object> memory(MemoryLimits memory) {
        Map<String, Object> json = new LinkedHashMap<>();
        Absent.put(json, "limit", memory.limit() == null ? null : memory.limit().bytes());
        Absent.put(json, "reservation", memory.reservation() == null ? null : memory.reservation().bytes());
        Absent.put(json, "swap", memory.withSwap());
        Absent.put(json, "swappiness", memory.swappiness());
        Absent.put(json, "disableOOMKiller", memory.oomKillDisable() ? Boolean.TRUE : null);
        return json;
    }

    private static Map<String, Object> cpu(CpuLimits cpu) {
        Map<String, Object> json = new LinkedHashMap<>();
        Absent.put(json, "shares", cpu.shares());
        Absent.put(json, "quota", cpu.quota());
        Absent.put(json, "period", cpu.period());
        Absent.put(json, "cpus", cpu.cpus() == null ? null : cpu.cpus().toString());
        Absent.put(json, "mems", cpu.nodes() == null ? null : cpu.nodes().toString());
        return json;
    }

    private static Map<String, Object> io(IoLimits io) {
        Map<String, Object> json = new LinkedHashMap<>();
        Absent.put(json, "weight", io.weight());
        Absent.put(json, "throttleReadBpsDevice", json(io.readBytes()));
        Absent.put(json, "throttleWriteBpsDevice", json(io.writeBytes()));
        Absent.put(json, "throttleReadIOPSDevice", json(io.readOperations()));
        Absent.put(json, "throttleWriteIOPSDevice", json(io.writeOperations()));
        return json;
    }

    private static List<Object> json(List<Throttle> throttles) {
        List<Object> list = new ArrayList<>();
        for (Throttle throttle : throttles) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("major", throttle.device().major());
            json.put("minor", throttle.device().minor());
            json.put("rate", throttle.rate());
            list.add(json);
        }
        return list;
    }
}
