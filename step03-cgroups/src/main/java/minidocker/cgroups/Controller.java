package minidocker.cgroups;

import java.util.EnumSet;
import java.util.Set;

/**
 * The kernel's parts that limit or count something for each group, as far as containers use them.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>
 */
public enum Controller {
    CPUSET("cpuset", "cpuset"),
    CPU("cpu", "cpu"),
    /** Counts the time that is used; v2 does that in every group, without a controller. */
    CPUACCT("cpuacct", null),
    IO("blkio", "io"),
    MEMORY("memory", "memory"),
    /** Which devices may be used; in v2 a BPF program says so. */
    DEVICES("devices", null),
    /** Stops all processes of a group; v2 can do that with every group, without a controller. */
    FREEZER("freezer", null),
    PIDS("pids", "pids"),
    HUGETLB("hugetlb", "hugetlb");

    private final String legacyName;
    private final String unifiedName;

    Controller(String legacyName, String unifiedName) {
        this.legacyName = legacyName;
        this.unifiedName = unifiedName;
    }

    /** As in /proc/PID/cgroup and the mount options of v1. */
    public String legacyName() {
        return legacyName;
    }

    /** As in cgroup.controllers; null for what is no controller in v2. */
    public String unifiedName() {
        return unifiedName;
    }

    /** Of names as v1 writes them; others ({@code name=systemd}, {@code perf_event}, {@code rw}) are left out. */
    static Set<Controller> ofLegacyNames(Iterable<String> names) {
        Set<Controller> found = EnumSet.noneOf(Controller.class);
        for (String name : names) {
            for (Controller controller : values()) {
                if (controller.legacyName.equals(name)) {
                    found.add(controller);
                }
            }
        }
        return found;
    }

    /** Of the content of a file cgroup.controllers. */
    static Set<Controller> ofUnifiedNames(String names) {
        Set<Controller> found = EnumSet.noneOf(Controller.class);
        for (String name : names.strip().split("\\s+")) {
            for (Controller controller : values()) {
                if (name.equals(controller.unifiedName)) {
                    found.add(controller);
                }
            }
        }
        return found;
    }
}
