package minidocker.cgroups;

/**
 * What a group may have of memory. Every part may be null: then there is no such limit.
 *
 * @param limit beyond which the kernel takes pages back, and kills if that does not help
 * @param reservation to which the group is pressed down when the machine as a whole is short of memory
 * @param withSwap memory and swap together, in bytes; {@link #UNLIMITED}; or null, which is Docker's default of twice the limit
 * @param swappiness 0 to 100: how readily anonymous pages are swapped out
 * @param oomKillDisable processes wait for memory instead of being killed; only cgroup v1 can do that
 */
public record MemoryLimits(MemorySize limit, MemorySize reservation, Long withSwap, Integer swappiness, boolean oomKillDisable) {
    public static final MemoryLimits NONE = new MemoryLimits(null, null, null, null, false);
    public static final long UNLIMITED = -1;
    /** Docker's: with less not even the runtime's own setup fits. */
    private static final MemorySize LEAST = MemorySize.ofMebibytes(6);

    public MemoryLimits {
        if (limit != null && limit.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException("Minimum memory limit allowed is 6MB, and " + limit
                    + " is less: give -m at least 6m");
        }
        if (withSwap != null && withSwap != UNLIMITED) {
            if (limit == null) {
                throw new IllegalArgumentException("You should always set the Memory limit when using Memoryswap limit: add -m, of which --memory-swap is the sum "
                        + "with swap");
            }
            if (withSwap < limit.bytes()) {
                throw new IllegalArgumentException("Minimum memoryswap limit should be larger than memory limit: --memory-swap is memory and swap together, "
                        + "so give at least " + limit + ", or -1 for unlimited swap");
            }
        }
        if (swappiness != null && (swappiness < 0 || swappiness > 100)) {
            throw new IllegalArgumentException("Invalid value: " + swappiness + ", valid memory swappiness range is 0-100");
        }
        if (reservation != null && reservation.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException("Minimum memory reservation allowed is 6MB, and " + reservation
                    + " is less: give --memory-reservation at least 6m");
        }
        if (limit != null && reservation != null && limit.compareTo(reservation) < 0) {
            throw new IllegalArgumentException("Minimum memory limit can not be less than memory reservation limit: give -m at least " + reservation
                    + ", or --memory-reservation at most " + limit);
        }
    }

    public static MemoryLimits of(MemorySize limit) {
        return new MemoryLimits(limit, null, null, null, false);
    }

    /** Memory and swap together, with Docker's default in place; {@link #UNLIMITED}, or null if memory is not limited either. */
    Long withSwapOrDefault() {
        return withSwap != null || limit == null ? withSwap : Long.valueOf(2 * limit.bytes());
    }
}
