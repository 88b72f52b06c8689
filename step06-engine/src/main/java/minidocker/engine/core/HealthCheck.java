package minidocker.engine.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.json.JsonObject;

/**
 * How to find out whether a container is well.
 *
 * @param command       to execute in it
 * @param interval      between the end of a check and the next
 * @param timeout       after which a check is ended and has failed
 * @param startPeriod   in which failures do not count
 * @param startInterval between checks in the start period
 * @param retries       so many failures in a row make it unhealthy
 */
record HealthCheck(List<String> command, Duration interval, Duration timeout, Duration startPeriod, Duration startInterval,
        int retries) {
    private static final Duration USUAL = Duration.ofSeconds(30);
    private static final long LEAST_NANOSECONDS = 1_000_000;

    /**
     * Of {@code Config.Healthcheck}.
     *
     * @return empty if there is none, or NONE is asked for
     * @throws Refusal BAD_PARAMETER, in Docker's words
     */
    static Optional<HealthCheck> of(ContainerConfig config) {
        if (!(config.json().fields().get("Healthcheck") instanceof Map<?, ?> map)) {
            return Optional.empty();
        }
        JsonObject json = JsonObject.of(map, "Healthcheck");
        List<String> test = FieldTable.strings(json, "Test");
        Duration interval = duration(json, "Interval", USUAL);
        Duration timeout = duration(json, "Timeout", USUAL);
        Duration startPeriod = duration(json, "StartPeriod", Duration.ZERO);
        Duration startInterval = duration(json, "StartInterval", Duration.ofSeconds(5));
        long retries = FieldTable.number(json, "Retries");
        if (retries < 0) {
            throw new Refusal(Kind.BAD_PARAMETER, "Retries in Healthcheck cannot be negative");
        }
        if (test.isEmpty() || test.get(0).isEmpty() || test.get(0).equals("NONE")) {
            return Optional.empty();
        }
        List<String> command = switch (test.get(0)) {
            case "CMD" -> test.subList(1, test.size());
            case "CMD-SHELL" -> shell(config, test.subList(1, test.size()));
            default -> throw new Refusal(Kind.BAD_PARAMETER, "Unknown healthcheck type '" + test.get(0) + "' (expected 'CMD')");
        };
        return Optional.of(new HealthCheck(command, interval, timeout, startPeriod, startInterval,
                retries == 0 ? 3 : (int) retries));
    }

    private static List<String> shell(ContainerConfig config, List<String> words) {
        List<String> shell = config.strings("Shell");
        List<String> command = new ArrayList<>(shell.isEmpty() ? List.of("/bin/sh", "-c") : shell);
        command.addAll(words);
        return command;
    }

    private static Duration duration(JsonObject json, String field, Duration otherwise) {
        long nanoseconds = FieldTable.number(json, field);
        if (nanoseconds != 0 && nanoseconds < LEAST_NANOSECONDS) {
            throw new Refusal(Kind.BAD_PARAMETER, field + " in Healthcheck cannot be less than 1ms");
        }
        return nanoseconds == 0 ? otherwise : Duration.ofNanos(nanoseconds);
    }
}
