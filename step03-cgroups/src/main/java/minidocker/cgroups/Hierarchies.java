package minidocker.cgroups;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The hierarchies of a machine, as this process sees them: the unified one (pure v2), one for each controller (pure v1), or both
 * (hybrid), and then the unified one comes last.
 */
public record Hierarchies(List<Hierarchy> all) {
    public Hierarchies {
        all = List.copyOf(all);
    }

    /** Of this process. */
    public static Hierarchies ofThisMachine() {
        try {
            return of(Files.readString(Path.of("/proc/self/cgroup")), Files.readString(Path.of("/proc/self/mountinfo")),
                    Hierarchies::controllersOf);
        } catch (IOException noProc) {
            throw new IllegalStateException("/proc/self cannot be read: is /proc mounted? (" + noProc.getMessage() + ")", noProc);
        }
    }

    private static String controllersOf(Path mountPoint) {
        try {
            return Files.readString(mountPoint.resolve("cgroup.controllers"));
        } catch (IOException hidden) {
            return "";
        }
    }

    /**
     * @param cgroup the content of /proc/self/cgroup
     * @param mountinfo the content of /proc/self/mountinfo
     * @param controllers the content of cgroup.controllers below the mount point of the unified hierarchy
     */
    static Hierarchies of(String cgroup, String mountinfo, Function<Path, String> controllers) {
        ProcessGroups groups = ProcessGroups.parse(cgroup);
        Map<Path, CgroupMount> mounts = new LinkedHashMap<>();
        for (CgroupMount mount : CgroupMount.parse(mountinfo)) {
            mounts.put(mount.point(), mount);
        }
        List<Hierarchy> all = new ArrayList<>();
        Set<Set<Controller>> seen = new HashSet<>();
        for (CgroupMount mount : mounts.values()) {
            Set<Controller> found = mount.controllers();
            // The same hierarchy may be mounted twice: one place is enough.
            if (!mount.unified() && !found.isEmpty() && seen.add(found)) {
                all.add(new LegacyHierarchy(mount.point(), mount.folder(groups.of(found.iterator().next())), found));
            }
        }
        for (CgroupMount mount : mounts.values()) {
            if (mount.unified()) {
                all.add(new UnifiedHierarchy(mount.point(), mount.folder(groups.unified()),
                        Controller.ofUnifiedNames(controllers.apply(mount.point()))));
                break;
            }
        }
        return new Hierarchies(all);
    }

    /** The hierarchy that has the controller, or null. */
    public Hierarchy with(Controller controller) {
        for (Hierarchy hierarchy : all) {
            if (hierarchy.controllers().contains(controller)) {
                return hierarchy;
            }
        }
        return null;
    }

    /** The one of v2, or null. */
    public UnifiedHierarchy unified() {
        for (Hierarchy hierarchy : all) {
            if (hierarchy instanceof UnifiedHierarchy unified) {
                return unified;
            }
        }
        return null;
    }

    /** True if nothing is here but cgroup v2. */
    public boolean isUnified() {
        return all.size() == 1 && unified() != null;
    }

    /** All controllers that are here. */
    public Set<Controller> controllers() {
        Set<Controller> controllers = EnumSet.noneOf(Controller.class);
        all.forEach(hierarchy -> controllers.addAll(hierarchy.controllers()));
        return controllers;
    }
}
