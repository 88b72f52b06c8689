package minidocker.engine.core;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import minidocker.engine.Refusal;
import minidocker.engine.core.MountPoint.Trait;
import minidocker.engine.core.MountPoint.Type;
import minidocker.engine.volume.Volume;
import minidocker.engine.volume.VolumeRequest;
import minidocker.json.JsonObject;

/**
 * A mount as somebody wrote it.
 *
 * @param point  of a volume without a name: without one
 * @param volume that is to be there for it; null for anything but a volume, and for one that is there already
 */
record WantedMount(MountPoint point, VolumeRequest volume) {
    private static final List<String> NOT_EXECUTABLE = List.of("noexec", "nosuid", "nodev");

    /** {@code SOURCE:DESTINATION[:MODE]}, where a source without a slash in front is a volume's name. */
    static WantedMount bind(String text, String driver) {
        String[] parts = text.split(":", -1);
        if (parts.length < 2 || parts.length > 3 || parts[0].isEmpty() || parts[1].isEmpty()
                || parts.length == 2 && new MountMode(parts[1]).isValid()) {
            throw refused("invalid volume specification: '" + text + "'");
        }
        MountMode mode = new MountMode(parts.length == 3 ? parts[2] : "").checked();
        boolean isPath = parts[0].startsWith("/");
        try {
            checkTarget(parts[1]);
            if (!isPath && !mode.propagation().isEmpty()) {
                throw refused("field BindOptions must not be specified");
            } else if (isPath && mode.isWithoutCopy()) {
                throw refused("field VolumeOptions must not be specified");
            }
        } catch (Refusal refusal) {
            throw refused("invalid volume specification: '" + text + "': invalid mount config for type \""
                    + (isPath ? "bind" : "volume") + "\": " + refusal.getMessage());
        }
        String destination = MountPoint.clean(parts[1]);
        if (isPath) {
            return new WantedMount(new MountPoint(Type.BIND, "", MountPoint.clean(parts[0]), destination, mode.text(),
                    mode.isReadOnly(), mode.propagation().isEmpty() ? "rprivate" : mode.propagation(), Set.of(), "", List.of()), null);
        }
        Set<Trait> traits = mode.isWithoutCopy() ? Set.of(Trait.NO_COPY) : Set.of();
        return new WantedMount(new MountPoint(Type.VOLUME, parts[0], "", destination, mode.text().isEmpty() ? "z" : mode.text(),
                mode.isReadOnly(), "", traits, "", List.of()), new VolumeRequest(parts[0], driver, Map.of(), Map.of()));
    }

    /** One of HostConfig's {@code Mounts}. */
    static WantedMount mount(JsonObject json) {
        String type = FieldTable.string(json, "Type");
        try {
            String destination = FieldTable.string(json, "Target");
            if (destination.isEmpty()) {
                throw refused("field Target must not be empty");
            }
            checkTarget(destination);
            return switch (type) {
                case "bind" -> bindMount(json, MountPoint.clean(destination));
                case "volume" -> volumeMount(json, MountPoint.clean(destination));
                case "tmpfs" -> tmpfsMount(json, MountPoint.clean(destination));
                default -> throw refused("mount type unknown");
            };
        } catch (Refusal refusal) {
            throw refused("invalid mount config for type \"" + type + "\": " + refusal.getMessage());
        }
    }

    private static void checkTarget(String destination) {
        if (!destination.startsWith("/")) {
            throw refused("invalid mount path: '" + destination + "' mount path must be absolute");
        }
        if (MountPoint.clean(destination).equals("/")) {
            throw refused("invalid specification: destination can't be '/'");
        }
    }

    private static JsonObject part(JsonObject json, String field) {
        return JsonObject.of(json.fields().get(field) instanceof Map<?, ?> map ? map : Map.of(), field);
    }

    private static void refuse(JsonObject json, String... fields) {
        for (String field : fields) {
            if (json.fields().get(field) != null) {
                throw refused("field " + field + " must not be specified");
            }
        }
    }

    private static WantedMount bindMount(JsonObject json, String destination) {
        String source = FieldTable.string(json, "Source");
        if (source.isEmpty()) {
            throw refused("field Source must not be empty");
        }
        refuse(json, "VolumeOptions", "TmpfsOptions");
        JsonObject options = part(json, "BindOptions");
        String propagation = FieldTable.string(options, "Propagation");
        if (!propagation.isEmpty() && !MountMode.PROPAGATIONS.contains(propagation)) {
            throw refused("invalid propagation mode: " + propagation);
        }
        if (!source.startsWith("/")) {
            throw refused("invalid mount path: '" + source + "' mount path must be absolute");
        }
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        if (!FieldTable.bool(options, "CreateMountpoint")) {
            traits.add(Trait.MUST_EXIST);
        }
        if (FieldTable.bool(options, "NonRecursive")) {
            traits.add(Trait.NOT_RECURSIVE);
        }
        if (FieldTable.bool(options, "ReadOnlyNonRecursive")) {
            traits.add(Trait.SHALLOW_READ_ONLY);
        }
        return new WantedMount(new MountPoint(Type.BIND, "", MountPoint.clean(source), destination, "",
                FieldTable.bool(json, "ReadOnly"), propagation.isEmpty() ? "rprivate" : propagation, traits, "", List.of()), null);
    }

    private static WantedMount volumeMount(JsonObject json, String destination) {
        String name = FieldTable.string(json, "Source");
        boolean readOnly = FieldTable.bool(json, "ReadOnly");
        refuse(json, "BindOptions", "TmpfsOptions");
        if (name.isEmpty() && readOnly) {
            throw refused("must not set ReadOnly mode when using anonymous volumes");
        }
        JsonObject options = part(json, "VolumeOptions");
        String subpath = FieldTable.string(options, "Subpath");
        if (!subpath.isEmpty() && (subpath.startsWith("/") || java.nio.file.Path.of(subpath).normalize().startsWith(".."))) {
            throw refused("subpath must be a relative path within the volume");
        }
        JsonObject driver = part(options, "DriverConfig");
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        if (name.isEmpty()) {
            traits.add(Trait.OWN);
        }
        // What lies in the image is for the volume as a whole.
        if (FieldTable.bool(options, "NoCopy") || !subpath.isEmpty()) {
            traits.add(Trait.NO_COPY);
        }
        return new WantedMount(new MountPoint(Type.VOLUME, name, "", destination, "z", readOnly, "", traits, subpath, List.of()),
                new VolumeRequest(name, FieldTable.string(driver, "Name"), labels(name, FieldTable.map(options, "Labels")),
                        FieldTable.map(driver, "Options")));
    }

    private static Map<String, String> labels(String name, Map<String, String> given) {
        Map<String, String> labels = new HashMap<>(given);
        if (name.isEmpty()) {
            labels.put(Volume.ANONYMOUS, "");
        }
        return labels;
    }

    private static WantedMount tmpfsMount(JsonObject json, String destination) {
        refuse(json, "BindOptions", "VolumeOptions");
        if (!FieldTable.string(json, "Source").isEmpty()) {
            throw refused("field Source must not be specified");
        }
        JsonObject options = part(json, "TmpfsOptions");
        boolean readOnly = FieldTable.bool(json, "ReadOnly");
        List<String> words = new ArrayList<>(NOT_EXECUTABLE);
        if (readOnly) {
            words.add("ro");
        }
        if (FieldTable.number(options, "SizeBytes") > 0) {
            words.add("size=" + FieldTable.number(options, "SizeBytes"));
        }
        if (FieldTable.number(options, "Mode") > 0) {
            words.add("mode=" + Long.toOctalString(FieldTable.number(options, "Mode")));
        }
        return new WantedMount(new MountPoint(Type.TMPFS, "", "", destination, "", readOnly, "", Set.of(), "", words), null);
    }

    /** One of HostConfig's {@code Tmpfs}. */
    static WantedMount tmpfs(String destination, String options) {
        checkTarget(destination);
        List<String> words = new ArrayList<>(NOT_EXECUTABLE);
        for (String option : options.isEmpty() ? new String[0] : options.split(",")) {
            TmpfsOption.check(option);
            // "exec" takes back the "noexec" that is the default, and so on.
            words.remove(option.startsWith("no") ? option.substring(2) : "no" + option);
            words.add(option);
        }
        return new WantedMount(new MountPoint(Type.TMPFS, "", "", MountPoint.clean(destination), options, words.contains("ro"), "",
                Set.of(Trait.HIDDEN), "", words), null);
    }

    /** A volume without a name, which an image or -v asks for. */
    static WantedMount anonymous(String destination, String driver) {
        if (!destination.startsWith("/")) {
            throw refused("invalid volume specification: '" + destination + "': mount path must be absolute");
        }
        checkTarget(destination);
        return new WantedMount(new MountPoint(Type.VOLUME, "", "", MountPoint.clean(destination), "", false, "", Set.of(Trait.OWN), "",
                List.of()), new VolumeRequest("", driver, labels("", Map.of()), Map.of()));
    }

    private static Refusal refused(String sentence) {
        return new Refusal(Refusal.Kind.BAD_PARAMETER, sentence);
    }
}
