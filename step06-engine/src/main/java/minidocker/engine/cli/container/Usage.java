package minidocker.engine.cli.container;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import minidocker.engine.cli.BinarySize;
import minidocker.images.pull.ByteUnits;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;

/**
 * What a container uses, of one answer of the engine's.
 *
 * @param cpuPercent 100 is one CPU
 * @param memory bytes, without what is only cached
 * @param limit bytes
 */
record Usage(String id, String name, double cpuPercent, long memory, long limit, long received, long sent, long read, long written,
        long pids, boolean isKnown) {

    static Usage none(String container) {
        return new Usage(container, "--", 0, 0, 0, 0, 0, 0, 0, 0, false);
    }

    static Usage of(JsonObject stats, String container) throws MalformedJson {
        JsonObject memory = part(stats, "memory_stats");
        long received = 0;
        long sent = 0;
        JsonObject networks = part(stats, "networks");
        for (String name : networks.fields().keySet()) {
            received += number(networks.object(name), "rx_bytes");
            sent += number(networks.object(name), "tx_bytes");
        }
        long read = 0;
        long written = 0;
        for (JsonObject one : part(stats, "blkio_stats").objects("io_service_bytes_recursive")) {
            String operation = one.optionalString("op").orElse("").toLowerCase(Locale.ROOT);
            read += operation.equals("read") ? number(one, "value") : 0;
            written += operation.equals("write") ? number(one, "value") : 0;
        }
        String id = stats.optionalString("id").filter(text -> !text.isEmpty()).orElse(container);
        String name = stats.optionalString("name").orElse("--");
        return new Usage(id, name.startsWith("/") ? name.substring(1) : name, cpu(stats), withoutCache(memory), number(memory, "limit"),
                received, sent, read, written, number(part(stats, "pids_stats"), "current"), true);
    }

    private static JsonObject part(JsonObject of, String name) throws MalformedJson {
        return of.optionalObject(name).orElse(new JsonObject(Map.of(), name));
    }

    private static long number(JsonObject of, String name) {
        // Some counters are unsigned and have all bits set for "no limit".
        return of.fields().get(name) instanceof Number value ? value.longValue() : 0;
    }

    private static double cpu(JsonObject stats) throws MalformedJson {
        JsonObject now = part(stats, "cpu_stats");
        JsonObject before = part(stats, "precpu_stats");
        double used = (double) number(part(now, "cpu_usage"), "total_usage") - number(part(before, "cpu_usage"), "total_usage");
        double passed = (double) number(now, "system_cpu_usage") - number(before, "system_cpu_usage");
        double cpus = number(now, "online_cpus");
        if (cpus == 0 && part(now, "cpu_usage").fields().get("percpu_usage") instanceof List<?> each) {
            cpus = each.size();
        }
        return used > 0 && passed > 0 ? used / passed * cpus * 100 : 0;
    }

    /** The kernel would give back inactive pages of files at once; they are counted apart by cgroup v1 and v2. */
    private static long withoutCache(JsonObject memory) throws MalformedJson {
        long usage = number(memory, "usage");
        JsonObject details = part(memory, "stats");
        for (String name : List.of("total_inactive_file", "inactive_file")) {
            long inactive = number(details, name);
            if (details.has(name) && inactive < usage) {
                return usage - inactive;
            }
        }
        return usage;
    }

    /** @param gone there is no container any more to say anything of */
    Map<String, Object> fields(boolean gone) {
        Map<String, Object> fields = new LinkedHashMap<>();
        boolean unknown = gone || !isKnown;
        fields.put("Name", name);
        fields.put("CPUPerc", unknown ? "--" : percent(cpuPercent));
        fields.put("MemUsage", unknown ? "-- / --" : BinarySize.of(memory) + " / " + BinarySize.of(limit));
        fields.put("MemPerc", unknown ? "--" : percent(limit == 0 ? 0 : 100.0 * memory / limit));
        fields.put("NetIO", unknown ? "--" : ByteUnits.human(received, 3) + " / " + ByteUnits.human(sent, 3));
        fields.put("BlockIO", unknown ? "--" : ByteUnits.human(read, 3) + " / " + ByteUnits.human(written, 3));
        fields.put("PIDs", unknown ? "--" : String.valueOf(pids));
        return fields;
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.2f%%", value);
    }
}
