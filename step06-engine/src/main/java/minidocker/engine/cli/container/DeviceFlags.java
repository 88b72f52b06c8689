package minidocker.engine.cli.container;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.cli.UserError;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.cli.flags.Flags;
import minidocker.engine.cli.flags.GoNumbers;

/** Devices that the container gets, and how fast it may read and write those of the host. */
final class DeviceFlags {
    private final Flag<List<String>> devices;
    private final Flag<List<String>> rules;
    private final Flag<List<String>> ulimits;
    private final Flag<List<String>> gpus;
    private final List<Flag<List<Map<String, Object>>>> throttles = new ArrayList<>();
    private static final List<String> FIELDS = List.of("BlkioWeightDevice", "BlkioDeviceReadBps", "BlkioDeviceWriteBps",
            "BlkioDeviceReadIOps", "BlkioDeviceWriteIOps");

    DeviceFlags(Flags flags) {
        devices = flags.list("device", "", "Add a host device to the container");
        rules = flags.list("device-cgroup-rule", "", "list", "Add a rule to the cgroup allowed devices list", DeviceFlags::rule);
        gpus = flags.list("gpus", "", "GPU devices to add to the container ('all' to pass all GPUs)").hidden();
        ulimits = flags.list("ulimit", "", "ulimit", "Ulimit options", text -> {
            ulimit(text);
            return text;
        });
        throttles.add(throttle(flags, "blkio-weight-device", "Block IO weight (relative device weight)", "Weight", false));
        throttles.add(throttle(flags, "device-read-bps", "Limit read rate (bytes per second) from a device", "Rate", true));
        throttles.add(throttle(flags, "device-write-bps", "Limit write rate (bytes per second) to a device", "Rate", true));
        throttles.add(throttle(flags, "device-read-iops", "Limit read rate (IO per second) from a device", "Rate", false));
        throttles.add(throttle(flags, "device-write-iops", "Limit write rate (IO per second) to a device", "Rate", false));
    }

    private static Flag<List<Map<String, Object>>> throttle(Flags flags, String name, String about, String field, boolean bytes) {
        return flags.list(name, "", "list", about, text -> {
            int colon = text.indexOf(':');
            if (colon <= 0 || colon == text.length() - 1) {
                throw new IllegalArgumentException("bad format: " + text);
            }
            if (!text.startsWith("/dev/")) {
                throw new IllegalArgumentException("bad format for device path: " + text);
            }
            Map<String, Object> throttle = new LinkedHashMap<>();
            throttle.put("Path", text.substring(0, colon));
            String value = text.substring(colon + 1);
            try {
                throttle.put(field, bytes ? GoNumbers.bytes(value) : GoNumbers.integer(value));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("invalid " + field.toLowerCase(java.util.Locale.ROOT) + " for device: " + text
                        + ". The correct format is <device-path>:<number>" + (bytes ? "[<unit>]" : "")
                        + ". Number must be a positive integer" + (bytes ? ". Unit is optional and can be kb, mb, or gb" : ""));
            }
            return throttle;
        });
    }

    private static String rule(String text) {
        if (!text.matches("^[acb] ([0-9]+|\\*):([0-9]+|\\*) [rwm]{1,3}$")) {
            throw new IllegalArgumentException("invalid device cgroup format '" + text + "'");
        }
        return text;
    }

    /** {@code nofile=1024:2048}, {@code core=-1}. */
    private static Map<String, Object> ulimit(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException("invalid ulimit argument: " + text);
        }
        String name = text.substring(0, equals);
        if (!name.matches("core|cpu|data|fsize|locks|memlock|msgqueue|nice|nofile|nproc|rss|rtprio|rttime|sigpending|stack")) {
            throw new IllegalArgumentException("invalid ulimit type: " + name);
        }
        String[] limits = text.substring(equals + 1).split(":", -1);
        if (limits.length > 2) {
            throw new IllegalArgumentException("too many limit value arguments - " + text.substring(equals + 1)
                    + ", can only have up to two, `soft[:hard]`");
        }
        long soft = GoNumbers.integer(limits[0]);
        long hard = limits.length == 2 ? GoNumbers.integer(limits[1]) : soft;
        if (hard != -1 && (soft == -1 || soft > hard)) {
            throw new IllegalArgumentException("ulimit soft limit must be less than or equal to hard limit: "
                    + (soft == -1 ? "soft: -1 (unlimited), hard: " + hard : soft + " > " + hard));
        }
        Map<String, Object> ulimit = new LinkedHashMap<>();
        ulimit.put("Name", name);
        ulimit.put("Hard", hard);
        ulimit.put("Soft", soft);
        return ulimit;
    }

    void addTo(Map<String, Object> host) {
        if (gpus.isChanged()) {
            throw new UserError("could not select device driver \"\" with capabilities: [[gpu]]");
        }
        List<Map<String, Object>> mapped = new ArrayList<>();
        devices.get().forEach(text -> mapped.add(device(text)));
        host.put("Devices", mapped);
        host.put("DeviceCgroupRules", rules.isChanged() ? rules.get() : null);
        // The last one of a name counts.
        Map<String, Map<String, Object>> limits = new java.util.TreeMap<>();
        ulimits.get().forEach(text -> limits.put(text.substring(0, text.indexOf('=')), ulimit(text)));
        host.put("Ulimits", List.copyOf(limits.values()));
        for (int i = 0; i < FIELDS.size(); i++) {
            host.put(FIELDS.get(i), throttles.get(i).get());
        }
    }

    /** {@code /dev/sda}, {@code /dev/sda:/dev/xvda}, {@code /dev/sda:/dev/xvda:r}, {@code /dev/sda:r}. */
    private static Map<String, Object> device(String text) {
        String[] parts = text.split(":", -1);
        String inside = parts[0];
        String permissions = "rwm";
        if (parts.length > 3 || parts[0].isEmpty()) {
            throw new UserError("bad format for path: " + text);
        }
        if (parts.length > 1 && parts[parts.length - 1].matches("[rwm]{1,3}")) {
            permissions = parts[parts.length - 1];
            inside = parts.length == 3 ? parts[1] : inside;
        } else if (parts.length == 3) {
            throw new UserError("bad mode specified: " + parts[2]);
        } else if (parts.length == 2) {
            inside = parts[1];
        }
        if (!inside.startsWith("/")) {
            throw new UserError(inside + " is not an absolute path");
        }
        Map<String, Object> device = new LinkedHashMap<>();
        device.put("PathOnHost", parts[0]);
        device.put("PathInContainer", inside);
        device.put("CgroupPermissions", permissions);
        return device;
    }
}
