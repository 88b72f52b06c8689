package minidocker.engine.cli.container;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import minidocker.cli.UserError;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.cli.flags.Flags;
import minidocker.engine.cli.flags.GoNumbers;

/** What the container sees besides its image: volumes, folders of the host, memory. */
final class StorageFlags {
    private final Flag<List<String>> volumes;
    private final Flag<List<Map<String, Object>>> mounts;
    private final Flag<List<String>> tmpfs;
    private final Flag<List<String>> volumesFrom;
    private final Flag<String> volumeDriver;
    private final Flag<List<String>> storageOptions;
    private final Flag<Long> shmSize;
    private final Flag<Boolean> readOnly;

    StorageFlags(Flags flags) {
        volumes = flags.list("volume", "v", "Bind mount a volume");
        mounts = flags.list("mount", "", "mount", "Attach a filesystem mount to the container", MountOption::parse);
        tmpfs = flags.list("tmpfs", "", "Mount a tmpfs directory");
        volumesFrom = flags.list("volumes-from", "", "Mount volumes from the specified container(s)");
        volumeDriver = flags.text("volume-driver", "", "Optional volume driver for the container");
        storageOptions = flags.list("storage-opt", "", "Storage driver options for the container");
        shmSize = flags.value("shm-size", "", "bytes", 0L, "Size of /dev/shm", GoNumbers::bytes);
        readOnly = flags.toggle("read-only", "", "Mount the container's root filesystem as read only");
    }

    /** A volume without a name is part of the configuration. */
    void addVolumes(Map<String, Object> config) {
        Map<String, Object> anonymous = new LinkedHashMap<>();
        volumes.get().stream().filter(text -> !hasSource(text)).forEach(text -> anonymous.put(text, Map.of()));
        config.put("Volumes", anonymous);
    }

    void addTo(Map<String, Object> host) throws IOException {
        Set<String> binds = new LinkedHashSet<>();
        for (String text : volumes.get()) {
            if (hasSource(text)) {
                binds.add(absolute(text));
            }
        }
        host.put("Binds", binds.isEmpty() ? null : List.copyOf(binds));
        host.put("VolumeDriver", volumeDriver.get());
        host.put("VolumesFrom", volumesFrom.isChanged() ? volumesFrom.get() : null);
        host.put("ReadonlyRootfs", readOnly.get());
        host.put("ShmSize", shmSize.get());
        if (storageOptions.isChanged()) {
            host.put("StorageOpt", Pairs.of(storageOptions.get()));
        }
        if (tmpfs.isChanged()) {
            Map<String, String> all = new LinkedHashMap<>();
            for (String text : tmpfs.get()) {
                int colon = text.indexOf(':');
                all.put(colon < 0 ? text : text.substring(0, colon), colon < 0 ? "" : text.substring(colon + 1));
            }
            host.put("Tmpfs", all);
        }
        if (mounts.isChanged()) {
            host.put("Mounts", mounts.get());
        }
    }

    /** Not a path in the container alone. */
    private static boolean hasSource(String text) {
        String[] parts = text.split(":", -1);
        for (String part : parts) {
            if (part.isEmpty()) {
                throw new UserError(text.isEmpty() ? "invalid empty volume spec" : "invalid spec: " + text
                        + ": empty section between colons");
            }
        }
        return parts.length > 1;
    }

    /** {@code ./here:/there} is a folder, and only we know where "here" is. */
    private static String absolute(String text) {
        int colon = text.indexOf(':');
        String source = text.substring(0, colon);
        boolean relative = source.equals(".") || source.equals("..") || source.startsWith("./") || source.startsWith("../");
        return relative ? Path.of(source).toAbsolutePath().normalize() + text.substring(colon)
                : source.startsWith("~/") ? System.getenv("HOME") + source.substring(1) + text.substring(colon) : text;
    }
}
