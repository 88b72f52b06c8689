package minidocker.engine.core;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import minidocker.engine.runtime.HostMount;
import minidocker.engine.runtime.spec.SpecMount;
import minidocker.engine.volume.Volume;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;

/**
 * Something of the user's that is mounted in a container.
 *
 * @param type        of it
 * @param name        of a volume; empty for anything else
 * @param source      on the host; empty for a volume, which knows its folder, and for a tmpfs
 * @param destination absolute, in the container
 * @param mode        as it was written behind the paths: {@code ro,z}
 * @param readOnly    nobody in the container can write there
 * @param propagation of mounts beneath it: {@code rprivate}; empty for a volume
 * @param traits      what else there is to it
 * @param subpath     of a volume, what in it is mounted; empty for all of it
 * @param options     of a tmpfs
 */
record MountPoint(Type type, String name, String source, String destination, String mode, boolean readOnly, String propagation,
        Set<Trait> traits, String subpath, List<String> options) {

    enum Type {
        BIND, VOLUME, TMPFS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What is true of few. */
    enum Trait {
        /** The source is not made if it is missing. */
        MUST_EXIST,
        /** A volume that was made for this container, which may take it along when it goes. */
        OWN,
        /** A new volume does not begin with what the image has in its place. */
        NO_COPY,
        /** What is mounted below the source stays behind. */
        NOT_RECURSIVE,
        /** Read-only, but what is mounted below may be written. */
        SHALLOW_READ_ONLY,
        /** One of --tmpfs, which inspect does not show. */
        HIDDEN
    }

    MountPoint {
        traits = Set.copyOf(traits);
        options = List.copyOf(options);
    }

    boolean has(Trait trait) {
        return traits.contains(trait);
    }

    static String clean(String path) {
        String clean = Path.of(path).normalize().toString();
        return clean.isEmpty() ? "/" : clean;
    }

    boolean isVolume() {
        return type == Type.VOLUME;
    }

    MountPoint named(String volume) {
        return new MountPoint(type, volume, source, destination, mode, readOnly, propagation, traits, subpath, options);
    }

    /** For a container that takes it over: nothing is copied, the way it was written is forgotten. */
    MountPoint inherited(boolean alsoReadOnly) {
        Set<Trait> kept = new java.util.HashSet<>(traits);
        kept.add(Trait.NO_COPY);
        return new MountPoint(type, name, source, destination, "", readOnly || alsoReadOnly, propagation, kept, subpath, options);
    }

    /** What the runtime mounts, of anything but a volume. */
    SpecMount spec() {
        return type == Type.TMPFS ? new SpecMount(destination, "tmpfs", "tmpfs", options)
                : new SpecMount(destination, "bind", source, bindOptions());
    }

    /** What the runtime mounts. A volume that {@link Volume#isMounted()} is mounted for its containers. */
    SpecMount spec(Volume volume) {
        if (!volume.isMounted()) {
            return new SpecMount(destination, "bind", volume.data().toString(), bindOptions());
        }
        List<String> words = new ArrayList<>(volume.mountOptions());
        if (!volume.isBind()) {
            words.add(HostMount.FILESYSTEM);
        }
        words.add("rprivate");
        if (readOnly) {
            words.add("rro");
        }
        addSubpath(words);
        return new SpecMount(destination, volume.isBind() ? "bind" : volume.type(), volume.device(), words);
    }

    /** The same of a volume that is mounted in a container that runs. @param there its place, from the host */
    SpecMount spec(String there) {
        return new SpecMount(destination, "bind", there, bindOptions());
    }

    private List<String> bindOptions() {
        List<String> words = new ArrayList<>();
        words.add(has(Trait.NOT_RECURSIVE) ? "bind" : "rbind");
        words.add(propagation.isEmpty() ? "rprivate" : propagation);
        words.add(!readOnly ? "rw" : has(Trait.NOT_RECURSIVE) || has(Trait.SHALLOW_READ_ONLY) ? "ro" : "rro");
        addSubpath(words);
        return words;
    }

    private void addSubpath(List<String> words) {
        if (!subpath.isEmpty()) {
            words.add(HostMount.SUBPATH + subpath);
        }
    }

    /** As inspect shows it. @param folder of a volume's files */
    Map<String, Object> json(String folder) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Type", type.toString());
        if (isVolume()) {
            json.put("Name", name);
        }
        json.put("Source", isVolume() ? folder : source);
        json.put("Destination", destination);
        if (isVolume()) {
            json.put("Driver", "local");
        }
        json.put("Mode", mode);
        json.put("RW", !readOnly);
        json.put("Propagation", propagation);
        return json;
    }

    /** As {@code container.json} keeps it. */
    Map<String, Object> kept() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Type", type.toString());
        json.put("Name", name);
        json.put("Source", source);
        json.put("Destination", destination);
        json.put("Mode", mode);
        json.put("RW", !readOnly);
        json.put("Propagation", propagation);
        json.put("Traits", traits.stream().map(Trait::name).sorted().toList());
        json.put("Subpath", subpath);
        json.put("Options", options);
        return json;
    }

    /** @throws MalformedJson if it is none that {@link #kept} has written */
    static MountPoint read(JsonObject json) throws MalformedJson {
        try {
            Set<Trait> traits = new java.util.HashSet<>();
            for (String trait : json.strings("Traits")) {
                traits.add(Trait.valueOf(trait));
            }
            return new MountPoint(Type.valueOf(json.string("Type").toUpperCase(Locale.ROOT)), json.string("Name"),
                    json.string("Source"), json.string("Destination"), json.string("Mode"), !json.bool("RW"),
                    json.string("Propagation"), traits, json.string("Subpath"), json.strings("Options"));
        } catch (IllegalArgumentException unknown) {
            throw new MalformedJson("a mount of " + json.what() + " is none of ours: " + unknown.getMessage());
        }
    }
}
