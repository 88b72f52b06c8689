package minidocker.engine.volume;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A volume that is there.
 *
 * @param folder  of all that is kept of it
 * @param options of the driver; empty if its files lie in its own folder
 */
public record Volume(String name, Path folder, Instant created, Map<String, String> labels, Map<String, String> options) {
    /** Docker's mark of a volume that nobody has given a name. */
    public static final String ANONYMOUS = "com.docker.volume.anonymous";

    public Volume {
        labels = sorted(labels);
        options = sorted(options);
    }

    private static Map<String, String> sorted(Map<String, String> map) {
        return Collections.unmodifiableMap(new TreeMap<>(map));
    }

    public boolean isAnonymous() {
        return labels.containsKey(ANONYMOUS);
    }

    /** Where its files are, or, if it {@link #isMounted()}, where they seem to be. */
    public Path data() {
        return data(folder);
    }

    static Path data(Path folder) {
        return folder.resolve("_data");
    }

    /** Its files are a filesystem or a folder somewhere else, mounted for each container. */
    public boolean isMounted() {
        return !options.isEmpty();
    }

    /** The type of the filesystem, for mount(2). */
    public String type() {
        return options.getOrDefault("type", "");
    }

    /** What the filesystem lies on. */
    public String device() {
        return options.getOrDefault("device", "");
    }

    /** The options {@code o=}, as of mount(8). */
    public List<String> mountOptions() {
        String words = options.getOrDefault("o", "");
        return words.isEmpty() ? List.of() : List.of(words.split(","));
    }

    /** Another folder of the host's, and no filesystem of its own. */
    public boolean isBind() {
        return mountOptions().contains("bind") || mountOptions().contains("rbind");
    }

    /** As the interface shows it. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("CreatedAt", created.truncatedTo(ChronoUnit.SECONDS).toString());
        json.put("Driver", VolumeRequest.LOCAL);
        json.put("Labels", labels.isEmpty() ? null : labels);
        json.put("Mountpoint", data().toString());
        json.put("Name", name);
        json.put("Options", options.isEmpty() ? null : options);
        json.put("Scope", "local");
        return json;
    }
}
