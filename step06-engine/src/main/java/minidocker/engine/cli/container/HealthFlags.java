package minidocker.engine.cli.container;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.cli.UserError;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.cli.flags.Flags;
import minidocker.engine.cli.flags.GoNumbers;

/** {@code --health-*}: how the engine finds out whether what runs still works. */
final class HealthFlags {
    private final Flag<Boolean> none;
    private final Flag<String> command;
    private final Flag<Long> interval;
    private final Flag<Long> timeout;
    private final Flag<Long> startPeriod;
    private final Flag<Long> startInterval;
    private final Flag<Long> retries;

    HealthFlags(Flags flags) {
        none = flags.toggle("no-healthcheck", "", "Disable any container-specified HEALTHCHECK");
        command = flags.text("health-cmd", "", "Command to run to check health");
        interval = duration(flags, "health-interval", "Time between running the check (ms|s|m|h)");
        timeout = duration(flags, "health-timeout", "Maximum time to allow one check to run (ms|s|m|h)");
        startPeriod = duration(flags, "health-start-period",
                "Start period for the container to initialize before starting health-retries countdown (ms|s|m|h)");
        startInterval = duration(flags, "health-start-interval", "Time between running the check during the start period (ms|s|m|h)");
        retries = flags.number("health-retries", "", 0, "Consecutive failures needed to report unhealthy");
    }

    private static Flag<Long> duration(Flags flags, String name, String about) {
        return flags.value(name, "", "duration", 0L, about + " (default 0s)", GoNumbers::duration);
    }

    void addTo(Map<String, Object> config) {
        boolean any = !command.get().isEmpty() || interval.get() != 0 || timeout.get() != 0 || startPeriod.get() != 0
                || startInterval.get() != 0 || retries.get() != 0;
        if (none.get()) {
            if (any) {
                throw new UserError("--no-healthcheck conflicts with --health-* options");
            }
            config.put("Healthcheck", Map.of("Test", List.of("NONE")));
            return;
        }
        if (!any) {
            return;
        }
        Map<String, Object> check = new LinkedHashMap<>();
        if (!command.get().isEmpty()) {
            check.put("Test", List.of("CMD-SHELL", command.get()));
        }
        add(check, "Interval", interval, "--health-interval");
        add(check, "Timeout", timeout, "--health-timeout");
        add(check, "StartPeriod", startPeriod, "--health-start-period");
        add(check, "StartInterval", startInterval, "--health-start-interval");
        add(check, "Retries", retries, "--health-retries");
        config.put("Healthcheck", check);
    }

    private static void add(Map<String, Object> check, String field, Flag<Long> flag, String name) {
        if (flag.get() < 0) {
            throw new UserError(name + " cannot be negative");
        }
        if (flag.get() != 0) {
            check.put(field, flag.get());
        }
    }
}
