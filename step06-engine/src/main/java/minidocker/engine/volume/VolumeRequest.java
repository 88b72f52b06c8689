package minidocker.engine.volume;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;

/**
 * A volume as somebody wants it.
 *
 * @param name    empty for one that is invented
 * @param driver  empty or {@code local}, which is the only one
 * @param labels  by key
 * @param options of the driver, as mount(8) calls them: {@code type}, {@code device} and {@code o}
 */
public record VolumeRequest(String name, String driver, Map<String, String> labels, Map<String, String> options) {
    public static final String LOCAL = "local";

    private static final Pattern VALID = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]*");
    private static final int SHORTEST = 2;
    /** What a name of a file can be at most, NAME_MAX. */
    private static final int LONGEST = 255;
    private static final List<String> KNOWN = List.of("device", "o", "size", "type");

    public VolumeRequest {
        labels = Map.copyOf(labels);
        options = Map.copyOf(options);
    }

    public static VolumeRequest named(String name) {
        return new VolumeRequest(name, LOCAL, Map.of(), Map.of());
    }

    /** @throws Refusal BAD_PARAMETER, or NOT_FOUND for another driver, in Docker's words */
    public void check() {
        if (!driver.isEmpty() && !driver.equals(LOCAL)) {
            throw new Refusal(Kind.NOT_FOUND, "create " + name + ": error looking up volume plugin " + driver + ": plugin \"" + driver
                    + "\" not found");
        }
        if (!name.isEmpty()) {
            checkName();
        }
        for (String option : new TreeMap<>(options).keySet()) {
            if (!KNOWN.contains(option)) {
                throw refused("invalid option: \"" + option + "\"");
            }
        }
        if (options.containsKey("size")) {
            throw refused("quota size requested but no quota support");
        }
        boolean any = !options.isEmpty();
        if (any && !options.containsKey("device")) {
            throw refused("missing required option: \"device\"");
        }
        if (any && !options.containsKey("type")) {
            throw refused("missing required option: \"type\"");
        }
    }

    private void checkName() {
        if (name.length() < SHORTEST) {
            throw refused("volume name is too short, names should be at least two alphanumeric characters");
        }
        if (!VALID.matcher(name).matches()) {
            throw refused("\"" + name + "\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are"
                    + " allowed. If you intended to pass a host directory, use absolute path");
        }
        if (name.length() > LONGEST) {
            throw refused("volume name is too long, names should be at most " + LONGEST + " characters");
        }
    }

    private Refusal refused(String why) {
        return new Refusal(Kind.BAD_PARAMETER, "create " + name + ": " + why);
    }
}
