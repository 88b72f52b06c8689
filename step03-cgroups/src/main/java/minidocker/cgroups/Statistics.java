package minidocker.cgroups;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a group has used. A part is null where no controller counts it.
 *
 * @param pressure by resource, {@code cpu}, {@code memory} and {@code io}; empty where the kernel does not offer it
 */
public record Statistics(CpuTime cpu, Throttling throttling, MemoryUse memory, Tasks tasks, IoUse io, Map<String,
        Pressure> pressure) {
    public static final Statistics NONE = new Statistics(null, null, null, null, null, Map.of());

    /** Processor time in nanoseconds: all, and how it divides into the programs' own and the kernel's for them. */
    public record CpuTime(long total, long user, long system) {}

    /**
     * How often the quota was used up.
     *
     * @param periods in which somebody ran
     * @param throttled in how many of them somebody had to wait
     * @param nanoseconds how long they waited
     */
    public record Throttling(long periods, long throttled, long nanoseconds) {}

    /**
     * Memory in bytes.
     *
     * @param charged all that is counted, page cache included
     * @param inactiveFile page cache that was not used lately, and goes first
     * @param limit {@link MemoryLimits#UNLIMITED} if there is none
     * @param peak the most that was ever charged; -1 where the kernel does not say
     * @param swap what is swapped out
     * @param limitHits how often the limit was reached
     * @param oomKills how many processes were killed for it
     */
    public record MemoryUse(long charged, long inactiveFile, long limit, long peak, long swap, long limitHits, long oomKills) {
        /** What Docker calls the memory that a container uses: without the cache that the kernel would give back at once. */
        public long used() {
            return charged > inactiveFile ? charged - inactiveFile : charged;
        }
    }

    /** Processes and threads; the limit is {@link MemoryLimits#UNLIMITED} if there is none. */
    public record Tasks(long current, long limit) {}

    /** What went to and from all disks, and in how many operations. */
    public record IoUse(long bytesRead, long bytesWritten, long reads, long writes) {}

    /** This, and what it does not know from {@code other}. */
    Statistics and(Statistics other) {
        Map<String, Pressure> both = new TreeMap<>(other.pressure);
        both.putAll(pressure);
        return new Statistics(cpu != null ? cpu : other.cpu, throttling != null ? throttling : other.throttling, memory != null
                ? memory : other.memory,
                tasks != null ? tasks : other.tasks, io != null ? io : other.io, both);
    }
}
