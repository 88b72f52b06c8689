package minidocker.cgroups;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What a group may have of the processors. Every part may be null: then there is no such limit.
 *
 * @param quota microseconds of processor time in each period, over all processors together; -1 is no limit
 * @param period microseconds, 1000 to 1000000; the kernel's default is 100000
 * @param shares the weight against other groups when processors are short, 2 to 262144; the default is 1024
 * @param cpus the processors it may run on
 * @param nodes the memory nodes it may allocate from
 */
public record CpuLimits(Long quota, Long period, Long shares, CpuSet cpus, CpuSet nodes) {
    public static final CpuLimits NONE = new CpuLimits(null, null, null, null, null);
    static final long DEFAULT_PERIOD = 100_000;
    static final long LEAST_SHARES = 2;
    static final long MOST_SHARES = 262_144;

    public CpuLimits {
        if (period != null && (period < 1_000 || period > 1_000_000)) {
            throw new IllegalArgumentException("CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000), as " + period + " is");
        }
        if (quota != null && quota >= 0 && quota < 1_000) {
            throw new IllegalArgumentException("CPU cfs quota can not be less than 1ms (i.e. 1000), as " + quota + " is");
        }
        if (shares != null && (shares < LEAST_SHARES || shares > MOST_SHARES)) {
            throw new IllegalArgumentException("CPU shares go from " + LEAST_SHARES + " to " + MOST_SHARES + ", and " + shares
                    + " is outside: the default is 1024");
        }
    }

    /**
     * So many processors' time: {@code 0.5} is half of one.
     *
     * @param available how many processors there are
     */
    public static CpuLimits ofCpus(BigDecimal cpus, int available) {
        if (cpus.compareTo(new BigDecimal("0.01")) < 0 || cpus.compareTo(BigDecimal.valueOf(available)) > 0) {
            throw new IllegalArgumentException("Range of CPUs is from 0.01 to " + available + ".00, as there are only "
                    + available + " CPUs available");
        }
        long quota = cpus.multiply(BigDecimal.valueOf(DEFAULT_PERIOD)).setScale(0, RoundingMode.HALF_UP).longValue();
        return new CpuLimits(quota, DEFAULT_PERIOD, null, null, null);
    }

    public CpuLimits withShares(Long newShares) {
        return new CpuLimits(quota, period, newShares, cpus, nodes);
    }

    public CpuLimits on(CpuSet newCpus, CpuSet newNodes) {
        return new CpuLimits(quota, period, shares, newCpus, newNodes);
    }
}
