package minidocker.cgroups;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which devices may be made, read and written, or may not. Rules form a list: for each kind of access the last rule that speaks
 * of the device counts, and what no rule speaks of is denied. As text, without the verdict: {@code c 1:3 rwm}, the format of
 * devices.allow and of {@code --device-cgroup-rule}.
 *
 * @param allow the verdict
 * @param major of the device's number, null for any
 * @param minor of the device's number, null for any
 * @param access what is allowed or denied; not empty
 */
public record DeviceRule(boolean allow, Type type, Integer major, Integer minor, Set<Access> access) {
    /** Names in /dev of character devices: Documentation/admin-guide/devices.txt of the kernel. */
    private static final Map<String,
            String> NAMES = Map.of("1:3", "null", "1:5", "zero", "1:7", "full", "1:8", "random", "1:9", "urandom", "5:0", "tty",
            "5:1", "console", "5:2", "ptmx", "136:*", "pts/*", "10:200", "net/tun");
    private static final Pattern FORM = Pattern.compile("([acb])\\s+(\\d{1,9}|\\*):(\\d{1,9}|\\*)\\s+([rwm]{1,3})");

    /** What Docker allows in every container: to make any device file, and to use those that hold nothing of the machine's. */
    public static final List<DeviceRule> DEFAULT = List.of(
            allow("c *:* m"), // any device file may be made, ...
            allow("b *:* m"),
            allow("c 1:3 rwm"), // ... but only these may be opened as well
            allow("c 1:5 rwm"),
            allow("c 1:7 rwm"),
            allow("c 1:8 rwm"),
            allow("c 1:9 rwm"),
            allow("c 5:0 rwm"),
            allow("c 5:1 rwm"),
            allow("c 5:2 rwm"),
            allow("c 136:* rwm"));

    /** Character devices, block devices, or both. */
    public enum Type {
        ALL('a'), CHARACTER('c'), BLOCK('b');

        private final char letter;

        Type(char letter) {
            this.letter = letter;
        }
    }

    /** The letters of devices.allow, and the bits of {@code struct bpf_cgroup_dev_ctx} (linux/bpf.h: BPF_DEVCG_ACC_*). */
    public enum Access {
        READ('r', 2), WRITE('w', 4), MAKE('m', 1);

        private final char letter;
        private final int bit;

        Access(char letter, int bit) {
            this.letter = letter;
            this.bit = bit;
        }
    }

    public DeviceRule {
        if (access.isEmpty()) {
            throw new IllegalArgumentException("a device rule speaks of at least one access: r, w or m");
        }
        access = Set.copyOf(access);
    }

    /** {@code c 1:3 rwm}, allowed; {@code a} alone, or with wildcards, is every device. */
    public static DeviceRule allow(String text) {
        return parse(true, text);
    }

    public static DeviceRule deny(String text) {
        return parse(false, text);
    }

    private static DeviceRule parse(boolean allow, String text) {
        if (text.equals("a")) {
            return parse(allow, "a *:* rwm");
        }
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("invalid device cgroup format '" + text
                    + "': write a type, a number and the access, such as 'c 1:3 rwm'");
        }
        Set<Access> access = EnumSet.noneOf(Access.class);
        for (Access one : Access.values()) {
            if (matcher.group(4).indexOf(one.letter) >= 0) {
                access.add(one);
            }
        }
        Type type = switch (matcher.group(1)) {
            case "a" -> Type.ALL;
            case "c" -> Type.CHARACTER;
            default -> Type.BLOCK;
        };
        return new DeviceRule(allow, type, number(matcher.group(2)), number(matcher.group(3)), access);
    }

    private static Integer number(String text) {
        return text.equals("*") ? null : Integer.valueOf(text);
    }

    /** The access as bits. */
    int bits() {
        return access.stream().mapToInt(one -> one.bit).sum();
    }

    /** For a reader: {@code read, write and make null}. */
    String meaning() {
        String verbs = EnumSet.copyOf(access).stream().map(one -> one.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", ")).replaceFirst(", (\\w+)$", " and $1");
        String what = type == Type.CHARACTER ? NAMES.get(numbers()) : null;
        if (what == null) {
            String kind = type == Type.ALL ? "device" : type.name().toLowerCase(Locale.ROOT) + " device";
            what = major == null && minor == null ? "any " + kind : kind + " " + numbers();
        }
        return verbs + " " + what;
    }

    private String numbers() {
        return (major == null ? "*" : major) + ":" + (minor == null ? "*" : minor);
    }

    boolean isEverything() {
        return type == Type.ALL && major == null && minor == null && access.size() == Access.values().length;
    }

    boolean hasSameDevices(DeviceRule other) {
        return type == other.type && Objects.equals(major, other.major) && Objects.equals(minor, other.minor);
    }

    boolean overlaps(DeviceRule other) {
        return (type == Type.ALL || other.type == Type.ALL || type == other.type) && meet(major, other.major)
                && meet(minor, other.minor)
                && (bits() & other.bits()) != 0;
    }

    private static boolean meet(Integer one, Integer other) {
        return one == null || other == null || one.equals(other);
    }

    @Override
    public String toString() {
        String letters = EnumSet.copyOf(access).stream().map(one -> String.valueOf(one.letter)).collect(Collectors.joining());
        return type.letter + " " + numbers() + " " + letters;
    }
}
