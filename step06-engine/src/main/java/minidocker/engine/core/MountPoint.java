package minidocker.engine.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import minidocker.engine.Refusal;
import minidocker.engine.runtime.spec.SpecMount;
import minidocker.json.JsonObject;

/**
 * Something of the user's that is mounted in a container.
 *
 * @param type        of it
 * @param name        of a volume; empty for anything else
 * @param source      on the host; empty until a volume has a folder, and for a tmpfs
 * @param destination absolute, in the container
 * @param mode        as it was written behind the paths: {@code ro,z}
 * @param readOnly    nobody in the container can write there
 * @param propagation of mounts beneath it: {@code rprivate}; empty for a volume
 * @param mustExist   the source is not made if it is missing
 * @param options     of a tmpfs
 */
record MountPoint(Type type, String name, String source, String destination, String mode, boolean readOnly, String propagation,
        boolean mustExist, List<String> options) {
    private static final Set<String> PROPAGATIONS = Set.of("rprivate", "private", "rshared", "shared", "rslave", "slave");
    /** Taken, and without a meaning on this system: SELinux labels, consistency on a Mac, copying into a volume. */
    private static final Set<String> WITHOUT_EFFECT = Set.of("z", "Z", "nocopy", "consistent", "cached", "delegated", "default");

    enum Type {
        BIND, VOLUME, TMPFS;

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** {@code SOURCE:DESTINATION[:MODE]}, where a source without a slash in front is a volume's name. */
    static MountPoint bind(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length < 2 || parts.length > 3 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw refused("invalid volume specification: '" + text + "'");
        }
        if (!parts[1].startsWith("/")) {
            throw refused("invalid volume specification: '" + text
                    + "': invalid mount config for type \"" + (parts[0].startsWith("/") ? "bind" : "volume")
                    + "\": invalid mount path: '" + parts[1] + "' mount path must be absolute");
        }
        if (clean(parts[1]).equals("/")) {
            throw refused("invalid volume specification: '" + text + "': invalid specification: destination can't be '/'");
        }
        String mode = parts.length == 3 ? parts[2] : "";
        boolean readOnly = false;
        String propagation = "";
        for (String word : mode.isEmpty() ? new String[0] : mode.split(",", -1)) {
            if (word.equals("ro")) {
                readOnly = true;
            } else if (PROPAGATIONS.contains(word)) {
                propagation = word;
            } else if (!word.equals("rw") && !WITHOUT_EFFECT.contains(word)) {
                throw refused("invalid volume specification: '" + text + "': invalid mode: " + mode);
            }
        }
        boolean isPath = parts[0].startsWith("/");
        if (!isPath) {
            checkName(parts[0]);
        }
        return new MountPoint(isPath ? Type.BIND : Type.VOLUME, isPath ? "" : parts[0], isPath ? clean(parts[0]) : "",
                clean(parts[1]), isPath || !mode.isEmpty() ? mode : "z", readOnly,
                isPath && propagation.isEmpty() ? "rprivate" : propagation, false, List.of());
    }

    private static void checkName(String name) {
        if (!name.matches("[a-zA-Z0-9][a-zA-Z0-9_.-]+")) {
            throw refused("create " + name + ": \"" + name + "\" includes invalid characters for a local volume name, only "
                    + "\"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. If you intended to pass a host directory, use absolute path");
        }
    }

    /** One of HostConfig's {@code Mounts}. */
    static MountPoint mount(JsonObject json) {
        String destination = FieldTable.string(json, "Target");
        String type = FieldTable.string(json, "Type");
        String source = FieldTable.string(json, "Source");
        boolean readOnly = FieldTable.bool(json, "ReadOnly");
        if (!destination.startsWith("/")) {
            throw refused("invalid mount config for type \"" + type + "\": " + (destination.isEmpty()
                    ? "field Target must not be empty" : "invalid mount path: '" + destination + "' mount path must be absolute"));
        }
        JsonObject none = new JsonObject(Map.of(), "options");
        return switch (type) {
            case "bind" -> {
                if (!source.startsWith("/")) {
                    throw refused("invalid mount config for type \"bind\": " + (source.isEmpty()
                            ? "field Source must not be empty" : "invalid mount path: '" + source + "' mount path must be absolute"));
                }
                JsonObject options = part(json, "BindOptions", none);
                String propagation = FieldTable.string(options, "Propagation");
                yield new MountPoint(Type.BIND, "", clean(source), clean(destination), "", readOnly,
                        propagation.isEmpty() ? "rprivate" : propagation, !FieldTable.bool(options, "CreateMountpoint"), List.of());
            }
            case "volume" -> {
                if (!source.isEmpty()) {
                    checkName(source);
                }
                yield new MountPoint(Type.VOLUME, source, "", clean(destination), "z", readOnly, "", false, List.of());
            }
            case "tmpfs" -> {
                JsonObject options = part(json, "TmpfsOptions", none);
                List<String> words = new ArrayList<>(List.of("noexec", "nosuid", "nodev"));
                if (FieldTable.number(options, "SizeBytes") > 0) {
                    words.add("size=" + FieldTable.number(options, "SizeBytes"));
                }
                if (FieldTable.number(options, "Mode") > 0) {
                    words.add("mode=" + Long.toOctalString(FieldTable.number(options, "Mode")));
                }
                yield new MountPoint(Type.TMPFS, "", "", clean(destination), "", readOnly, "", false, words);
            }
            default -> throw refused("mount type unknown: \"" + type + "\"");
        };
    }

    private static JsonObject part(JsonObject json, String field, JsonObject none) {
        return json.fields().get(field) instanceof Map<?, ?> map ? JsonObject.of(map, field) : none;
    }

    /** One of HostConfig's {@code Tmpfs}. */
    static MountPoint tmpfs(String destination, String options) {
        List<String> words = new ArrayList<>(List.of("noexec", "nosuid", "nodev"));
        for (String option : options.isEmpty() ? new String[0] : options.split(",")) {
            // "exec" takes back the "noexec" that is the default, and so on.
            words.remove(option.startsWith("no") ? option.substring(2) : "no" + option);
            words.add(option);
        }
        return new MountPoint(Type.TMPFS, "", "", clean(destination), options, words.contains("ro"), "", false, words);
    }

    /** A volume without a name, which an image or -v asks for. */
    static MountPoint anonymous(String destination) {
        if (!destination.startsWith("/")) {
            throw refused("invalid volume specification: '" + destination + "': mount path must be absolute");
        }
        return new MountPoint(Type.VOLUME, "", "", clean(destination), "", false, "", false, List.of());
    }

    /**
     * All that a configuration asks for, by destination. What the user says goes before what the image says.
     *
     * @throws Refusal BAD_PARAMETER, in Docker's words
     */
    static List<MountPoint> of(ContainerConfig config) {
        Map<String, MountPoint> points = new LinkedHashMap<>();
        config.host().strings("Binds").forEach(text -> add(points, bind(text)));
        config.host().objects("Mounts").forEach(json -> add(points, mount(json)));
        config.host().map("Tmpfs").forEach((destination, options) -> add(points, tmpfs(destination, options)));
        config.volumes().forEach(path -> points.putIfAbsent(clean(path), anonymous(path)));
        return List.copyOf(points.values());
    }

    private static void add(Map<String, MountPoint> points, MountPoint point) {
        if (points.putIfAbsent(point.destination(), point) != null) {
            throw refused("Duplicate mount point: " + point.destination());
        }
    }

    private static String clean(String path) {
        String clean = java.nio.file.Path.of(path).normalize().toString();
        return clean.isEmpty() ? "/" : clean;
    }

    MountPoint at(String newSource) {
        return new MountPoint(type, name, newSource, destination, mode, readOnly, propagation, mustExist, options);
    }

    SpecMount spec() {
        if (type == Type.TMPFS) {
            return new SpecMount(destination, "tmpfs", "tmpfs", options);
        }
        return new SpecMount(destination, "bind", source,
                List.of("rbind", propagation.isEmpty() ? "rprivate" : propagation, readOnly ? "ro" : "rw"));
    }

    /** As inspect shows it. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Type", type.toString());
        if (type == Type.VOLUME) {
            json.put("Name", name);
        }
        json.put("Source", source);
        json.put("Destination", destination);
        if (type == Type.VOLUME) {
            json.put("Driver", "local");
        }
        json.put("Mode", mode);
        json.put("RW", !readOnly);
        json.put("Propagation", propagation);
        return json;
    }

    private static Refusal refused(String sentence) {
        return new Refusal(Refusal.Kind.BAD_PARAMETER, sentence);
    }
}
