package minidocker.engine.cli.container;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import minidocker.engine.cli.flags.GoNumbers;

/** {@code --mount type=bind,source=/a,target=/b,readonly}: the fields are those of one line of CSV (RFC 4180). */
final class MountOption {
    private final Map<String, Object> mount = new LinkedHashMap<>();
    private final Map<String, Object> bind = new LinkedHashMap<>();
    private final Map<String, Object> volume = new LinkedHashMap<>();
    private final Map<String, Object> tmpfs = new LinkedHashMap<>();

    private MountOption() {
        mount.put("Type", "volume");
    }

    static Map<String, Object> parse(String text) {
        MountOption option = new MountOption();
        if (text.isEmpty()) {
            throw new IllegalArgumentException("value is empty");
        }
        for (String field : Csv.fields(text)) {
            int equals = field.indexOf('=');
            String key = (equals < 0 ? field : field.substring(0, equals)).toLowerCase(Locale.ROOT);
            option.field(key, equals < 0 ? null : field.substring(equals + 1), field);
        }
        return option.whole();
    }

    private void field(String key, String value, String field) {
        if (value == null && !key.matches("readonly|ro|volume-nocopy|bind-nonrecursive|bind-create-src")) {
            throw new IllegalArgumentException("invalid field '" + field + "' must be a key=value pair");
        }
        switch (key) {
            case "type" -> mount.put("Type", value.toLowerCase(Locale.ROOT));
            case "source", "src" -> mount.put("Source", value.equals(".") || value.startsWith("./") || value.startsWith("../")
                    ? Path.of(value).toAbsolutePath().normalize().toString() : value);
            case "target", "dst", "destination" -> mount.put("Target", value);
            case "readonly", "ro" -> mount.put("ReadOnly", isTrue(key, value));
            case "consistency" -> mount.put("Consistency", value.toLowerCase(Locale.ROOT));
            case "bind-propagation" -> bind.put("Propagation", value.toLowerCase(Locale.ROOT));
            case "bind-nonrecursive" -> bind.put("NonRecursive", isTrue(key, value));
            case "bind-recursive" -> recursive(value);
            case "bind-create-src" -> bind.put("CreateMountpoint", isTrue(key, value));
            case "volume-subpath" -> volume.put("Subpath", value);
            case "volume-nocopy" -> volume.put("NoCopy", isTrue(key, value));
            case "volume-label" -> pair(volume, "Labels", value);
            case "volume-driver" -> driver().put("Name", value);
            case "volume-opt" -> pair(driver(), "Options", value);
            case "tmpfs-size" -> tmpfs.put("SizeBytes", size(key, value));
            case "tmpfs-mode" -> tmpfs.put("Mode", mode(key, value));
            default -> throw new IllegalArgumentException("unexpected key '" + key + "' in '" + field + "'");
        }
    }

    private static boolean isTrue(String key, String value) {
        if (value == null || value.matches("1|t|T|true|TRUE|True")) {
            return true;
        }
        if (value.matches("0|f|F|false|FALSE|False")) {
            return false;
        }
        throw new IllegalArgumentException("invalid value for " + key + ": " + value);
    }

    private void recursive(String value) {
        switch (value) {
            case "enabled" -> { }
            case "disabled" -> bind.put("NonRecursive", true);
            case "writable" -> bind.put("ReadOnlyNonRecursive", true);
            case "readonly" -> bind.put("ReadOnlyForceRecursive", true);
            default -> throw new IllegalArgumentException("invalid value for bind-recursive: " + value
                    + " (must be \"enabled\", \"disabled\", \"writable\", or \"readonly\")");
        }
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> driver() {
        return (Map<String, Object>) volume.computeIfAbsent("DriverConfig", key -> new LinkedHashMap<String, Object>());
    }

    @SuppressWarnings("unchecked")
    private static void pair(Map<String, Object> map, String field, String value) {
        int equals = value.indexOf('=');
        ((Map<String, Object>) map.computeIfAbsent(field, key -> new LinkedHashMap<String, Object>()))
                .put(equals < 0 ? value : value.substring(0, equals), equals < 0 ? "" : value.substring(equals + 1));
    }

    private static long size(String key, String value) {
        try {
            return GoNumbers.bytes(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("invalid value for " + key + ": " + value);
        }
    }

    private static int mode(String key, String value) {
        if (!value.matches("[0-7]{1,4}")) {
            throw new IllegalArgumentException("invalid value for " + key + ": " + value);
        }
        return Integer.parseInt(value, 8);
    }

    private Map<String, Object> whole() {
        String type = (String) mount.get("Type");
        if (!mount.containsKey("Target")) {
            throw new IllegalArgumentException("target is required");
        }
        refuseUnless(type, "bind", bind);
        refuseUnless(type, "volume", volume);
        refuseUnless(type, "tmpfs", tmpfs);
        if (!bind.isEmpty()) {
            mount.put("BindOptions", bind);
        }
        if (!volume.isEmpty()) {
            mount.put("VolumeOptions", volume);
        }
        if (!tmpfs.isEmpty()) {
            mount.put("TmpfsOptions", tmpfs);
        }
        return mount;
    }

    private static void refuseUnless(String type, String wanted, Map<String, Object> options) {
        if (!type.equals(wanted) && !options.isEmpty()) {
            throw new IllegalArgumentException("cannot mix '" + wanted + "-*' options with mount type '" + type + "'");
        }
    }
}
