package minidocker.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import minidocker.doctor.CgroupTree.Version;
import minidocker.doctor.Finding.Question;

/** Judges control groups: which controllers there are, and whether this user may make groups with them. */
final class CgroupFindings {
    private static final Question CGROUPS = new Question("cgroups", "step 3: limits on memory, CPU, processes, disks");
    private static final Question DELEGATION = new Question("own cgroups", "step 3: a group of its own for each container");
    private static final String DELEGATE = "mkdir -p /etc/systemd/system/user@.service.d && printf '[Service]\\nDelegate=cpu cpuset io memory pids\\n'"
            + " > /etc/systemd/system/user@.service.d/delegate.conf && systemctl daemon-reload, as root; then log in again";

    /**
     * What is ours to write in the tree of version 2, or of version 1 for root.
     *
     * @param controllers of version 2 in all, from cgroup.controllers at the top
     * @param mayWrite we may make groups in our own one
     * @param delegated the controllers of the topmost group above our own that we may write
     * @param serviceDelegated the controllers of our user@.service, if we may write there; else null
     */
    record Rights(Set<String> controllers, boolean mayWrite, Set<String> delegated, Set<String> serviceDelegated) {}

    private CgroupFindings() {}

    static Finding cgroups(CgroupTree tree, Set<String> unifiedControllers, Distribution distribution) {
        Set<String> all = new TreeSet<>(unifiedControllers);
        all.addAll(tree.v1().keySet());
        String version = switch (tree.version()) {
            case NONE -> null;
            case V1 -> "version 1: ";
            case HYBRID -> "hybrid, version 1 with an empty version 2 tree: ";
            case V2 -> "version 2: ";
        };
        if (version == null) {
            return CGROUPS.missing("none are mounted", distribution.asRoot("mount -t cgroup2 cgroup2 /sys/fs/cgroup"));
        }
        if (tree.version() == Version.HYBRID && !unifiedControllers.isEmpty()) {
            version = "hybrid, version 1 and 2: ";
        }
        List<String> absent = absent(all, tree.version() == Version.V2);
        String found = version + (all.isEmpty() ? "no controllers" : String.join(" ", all));
        if (absent.isEmpty()) {
            return CGROUPS.ok(found);
        }
        String without = found + "; without " + String.join(", ", absent);
        return CGROUPS.limited(without, absent.contains("memory")
                ? "boot with cgroup_enable=memory on the kernel's command line (GRUB_CMDLINE_LINUX)"
                : "boot a kernel that has them, without cgroup_disable= on its command line");
    }

    /** What limits want and a set of controllers has not. */
    private static List<String> absent(Set<String> controllers, boolean pureV2) {
        List<String> absent = new ArrayList<>();
        for (String wanted : List.of("cpu", "cpuset", pureV2 ? "io" : "blkio", "memory", "pids")) {
            boolean there = controllers.contains(wanted) || wanted.equals("blkio") && controllers.contains("io");
            if (!there) {
                absent.add(wanted);
            }
        }
        return absent;
    }

    static Finding delegation(CgroupTree tree, ProcessStatus status, Rights rights) {
        if (tree.version() == Version.NONE) {
            return DELEGATION.missing("there are no cgroups", "mount them first: see cgroups");
        }
        if (status.isRoot()) {
            return rights.mayWrite() ? DELEGATION.ok("root may make them")
                    : DELEGATION.missing("/sys/fs/cgroup may not be written, not even by root",
                            "this looks like a container: start it with docker run --privileged --cgroupns=host");
        }
        if (tree.version() != Version.V2) {
            return DELEGATION.missing("in version 1 they are root's alone",
                    "run as root, or boot with systemd.unified_cgroup_hierarchy=1 on the kernel's command line: version 2 can delegate");
        }
        if (rights.mayWrite()) {
            return delegated(rights.delegated());
        }
        if (rights.serviceDelegated() != null) {
            return DELEGATION.limited("this session's group is root's, but systemd has one for you: "
                    + String.join(" ", rights.serviceDelegated()),
                    "start it in there: systemd-run --user --scope mini-docker ...");
        }
        return DELEGATION.missing("no group is delegated to you",
                "log in by a session of systemd's (ssh, a desktop, machinectl shell; not su or sudo),"
                + " or run as root");
    }

    private static Finding delegated(Set<String> controllers) {
        List<String> absent = absent(controllers, true);
        String found = "delegated to you: " + (controllers.isEmpty() ? "no controller" : String.join(" ", controllers));
        return absent.isEmpty() ? DELEGATION.ok(found)
                : DELEGATION.limited(found + "; without " + String.join(", ", absent), DELEGATE);
    }
}
