package minidocker.engine.runtime.spec;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;

/**
 * A limit of one process, see getrlimit(2).
 *
 * @param type {@code RLIMIT_NOFILE}
 * @param soft what counts; {@link #INFINITY} is none
 * @param hard up to which the process itself may lift it; {@link #INFINITY} is none
 */
public record Rlimit(String type, long soft, long hard) {
    /** RLIM_INFINITY, all bits set. */
    public static final long INFINITY = -1;

    /** By their numbers, include/uapi/asm-generic/resource.h. */
    private static final List<String> TYPES = List.of("RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_DATA", "RLIMIT_STACK", "RLIMIT_CORE",
            "RLIMIT_RSS", "RLIMIT_NPROC", "RLIMIT_NOFILE", "RLIMIT_MEMLOCK", "RLIMIT_AS", "RLIMIT_LOCKS", "RLIMIT_SIGPENDING",
            "RLIMIT_MSGQUEUE", "RLIMIT_NICE", "RLIMIT_RTPRIO", "RLIMIT_RTTIME");

    public Rlimit {
        if (!TYPES.contains(type)) {
            throw new IllegalArgumentException("there is no resource limit " + type + ": see getrlimit(2) for those there are");
        }
        if (Long.compareUnsigned(soft, hard) > 0) {
            throw new IllegalArgumentException("ulimit soft limit must be less than or equal to hard limit: " + type + " "
                    + Long.toUnsignedString(soft) + " > " + Long.toUnsignedString(hard));
        }
    }

    /** The number that prlimit(2) has for it. */
    public int number() {
        return TYPES.indexOf(type);
    }

    static Rlimit of(JsonObject json) throws MalformedJson {
        return new Rlimit(json.string("type"), limit(json, "soft"), limit(json, "hard"));
    }

    /** 64 bits without a sign, which is more than a long of Java's can say. */
    private static long limit(JsonObject json, String field) throws MalformedJson {
        Object value = json.fields().get(field);
        if (value instanceof Number number && new java.math.BigDecimal(number.toString()).compareTo(
                new java.math.BigDecimal(Long.MAX_VALUE)) > 0) {
            return new java.math.BigDecimal(number.toString()).toBigInteger().longValue();
        }
        return json.number(field);
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("type", type);
        json.put("hard", new BigInteger(Long.toUnsignedString(hard)));
        json.put("soft", new BigInteger(Long.toUnsignedString(soft)));
        return json;
    }
}
