package minidocker.engine.core;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;

/** All that a container's configuration wants mounted, by Docker's rules of precedence. */
final class WantedMounts {
    private final Map<String, WantedMount> inherited = new LinkedHashMap<>();
    private final Map<String, WantedMount> own = new LinkedHashMap<>();

    private WantedMounts() {}

    /**
     * What another container has gives way to what is said here, and what an image says to both; to say two things about one path
     * is an error.
     *
     * @param others the mounts of another container
     * @throws Refusal BAD_PARAMETER, in Docker's words
     */
    static List<WantedMount> of(ContainerConfig config, Function<String, List<MountPoint>> others) {
        HostConfig host = config.host();
        String driver = host.string("VolumeDriver");
        WantedMounts wanted = new WantedMounts();
        host.strings("VolumesFrom").forEach(text -> wanted.inherit(text, others));
        Map<String, WantedMount> memory = new LinkedHashMap<>();
        host.map("Tmpfs").forEach((destination, options) -> {
            WantedMount tmpfs = WantedMount.tmpfs(destination, options);
            memory.put(tmpfs.point().destination(), tmpfs);
        });
        for (String text : host.strings("Binds")) {
            // Docker's clients send a volume without a name in another field, but others do not.
            WantedMount mount = text.indexOf(':') < 0 ? WantedMount.anonymous(text, driver) : WantedMount.bind(text, driver);
            if (memory.containsKey(mount.point().destination())) {
                throw duplicate(mount);
            }
            wanted.add(mount);
        }
        host.objects("Mounts").forEach(json -> wanted.add(WantedMount.mount(json)));
        memory.values().forEach(mount -> wanted.own.putIfAbsent(mount.point().destination(), mount));
        wanted.inherited.forEach(wanted.own::putIfAbsent);
        config.volumes().forEach(path -> {
            WantedMount volume = WantedMount.anonymous(path, driver);
            wanted.own.putIfAbsent(volume.point().destination(), volume);
        });
        wanted.own.values().forEach(mount -> ProcDestinations.check(mount.point()));
        return List.copyOf(wanted.own.values());
    }

    private void add(WantedMount mount) {
        if (own.putIfAbsent(mount.point().destination(), mount) != null) {
            throw duplicate(mount);
        }
    }

    private static Refusal duplicate(WantedMount mount) {
        return new Refusal(Kind.BAD_PARAMETER, "Duplicate mount point: " + mount.point().destination());
    }

    /** {@code CONTAINER[:MODE]}. */
    private void inherit(String text, Function<String, List<MountPoint>> others) {
        int colon = text.indexOf(':');
        String container = colon < 0 ? text : text.substring(0, colon);
        MountMode mode = new MountMode(colon < 0 ? "" : text.substring(colon + 1)).checked();
        if (text.isEmpty()) {
            throw new Refusal(Kind.BAD_PARAMETER, "volumes-from specification cannot be an empty string");
        }
        if (!mode.propagation().isEmpty() || mode.isWithoutCopy()) {
            throw new Refusal(Kind.BAD_PARAMETER, "invalid mode: " + mode.text());
        }
        if (container.isEmpty()) {
            throw new Refusal(Kind.BAD_PARAMETER, "invalid name or ID supplied: \"\"");
        }
        List<MountPoint> points;
        try {
            points = others.apply(container);
        } catch (Refusal unknown) {
            throw new Refusal(Kind.BAD_PARAMETER, unknown.getMessage(), unknown);
        }
        for (MountPoint point : points) {
            if (point.type() != MountPoint.Type.TMPFS) {
                inherited.put(point.destination(), new WantedMount(point.inherited(mode.isReadOnly()), null));
            }
        }
    }
}
