package minidocker.engine.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.cgroups.Machine;
import minidocker.cgroups.MemoryLimits;
import minidocker.cgroups.Statistics;
import minidocker.engine.core.Container;
import minidocker.engine.core.Past;
import minidocker.engine.runtime.ContainerProcess;

/**
 * What a container has used until some moment, in Docker's form.
 *
 * @param read   {@link Past#NEVER} if it does not run
 * @param system processor time of the whole machine in nanoseconds, idle time included
 */
record StatisticsSample(Instant read, Statistics statistics, long system) {
    static final StatisticsSample NONE = new StatisticsSample(Past.NEVER, Statistics.NONE, 0);
    /** USER_HZ: the unit of /proc/stat is a hundredth of a second on every architecture here. */
    private static final long NANOSECONDS_PER_TICK = 10_000_000;
    /** user nice system idle iowait irq softirq steal; what follows is in them already, proc_stat(5). */
    private static final int COLUMNS = 8;

    static StatisticsSample of(Container container) throws IOException {
        Optional<ContainerProcess> process = container.process();
        if (process.isEmpty() || !container.state().isAlive()) {
            return NONE;
        }
        return new StatisticsSample(Instant.now(), process.get().statistics(), systemTime());
    }

    private static long systemTime() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/stat"))) {
            String[] words = lines.findFirst().orElse("cpu").split("\\s+");
            long ticks = 0;
            for (int i = 1; i <= COLUMNS && i < words.length; i++) {
                ticks += Long.parseLong(words[i]);
            }
            return ticks * NANOSECONDS_PER_TICK;
        }
    }

    Map<String, Object> json(Container container, StatisticsSample before) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("read", Times.rfc3339(read));
        json.put("preread", Times.rfc3339(before.read));
        json.put("pids_stats", tasks());
        json.put("blkio_stats", io());
        json.put("num_procs", 0);
        json.put("storage_stats", Map.of());
        json.put("cpu_stats", cpu());
        json.put("precpu_stats", before.cpu());
        json.put("memory_stats", memory());
        json.put("name", "/" + container.name());
        json.put("id", container.id().hex());
        return json;
    }

    private Map<String, Object> tasks() {
        Map<String, Object> json = new LinkedHashMap<>();
        if (statistics.tasks() != null) {
            json.put("current", statistics.tasks().current());
            if (statistics.tasks().limit() != MemoryLimits.UNLIMITED) {
                json.put("limit", statistics.tasks().limit());
            }
        }
        return json;
    }

    private Map<String, Object> io() {
        Map<String, Object> json = new LinkedHashMap<>();
        List<Object> bytes = new ArrayList<>();
        if (statistics.io() != null) {
            bytes.add(operation("read", statistics.io().bytesRead()));
            bytes.add(operation("write", statistics.io().bytesWritten()));
        }
        json.put("io_service_bytes_recursive", bytes.isEmpty() ? null : bytes);
        for (String other : List.of("io_serviced_recursive", "io_queue_recursive", "io_service_time_recursive",
                "io_wait_time_recursive", "io_merged_recursive", "io_time_recursive", "sectors_recursive")) {
            json.put(other, null);
        }
        return json;
    }

    /** Of all disks together: what each did is not told apart. */
    private static Map<String, Object> operation(String name, long value) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("major", 0);
        json.put("minor", 0);
        json.put("op", name);
        json.put("value", value);
        return json;
    }

    private Map<String, Object> cpu() {
        Map<String, Object> usage = new LinkedHashMap<>();
        Statistics.CpuTime time = statistics.cpu() == null ? new Statistics.CpuTime(0, 0, 0) : statistics.cpu();
        usage.put("total_usage", time.total());
        usage.put("usage_in_kernelmode", time.system());
        usage.put("usage_in_usermode", time.user());
        Statistics.Throttling throttling = statistics.throttling() == null ? new Statistics.Throttling(0, 0, 0)
                : statistics.throttling();
        Map<String, Object> throttled = new LinkedHashMap<>();
        throttled.put("periods", throttling.periods());
        throttled.put("throttled_periods", throttling.throttled());
        throttled.put("throttled_time", throttling.nanoseconds());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("cpu_usage", usage);
        if (system > 0) {
            json.put("system_cpu_usage", system);
            json.put("online_cpus", Machine.current().cpus().count());
        }
        json.put("throttling_data", throttled);
        return json;
    }

    private Map<String, Object> memory() {
        Map<String, Object> json = new LinkedHashMap<>();
        Statistics.MemoryUse memory = statistics.memory();
        if (memory != null) {
            json.put("usage", memory.charged());
            if (memory.peak() >= 0) {
                json.put("max_usage", memory.peak());
            }
            json.put("stats", Map.of("inactive_file", memory.inactiveFile(), "total_inactive_file", memory.inactiveFile()));
            json.put("failcnt", memory.limitHits());
            long all = Machine.current().memory().bytes();
            json.put("limit", memory.limit() == MemoryLimits.UNLIMITED || memory.limit() > all ? all : memory.limit());
        }
        return json;
    }
}
