package minidocker.cgroups;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import minidocker.syscall.Linux;

/**
 * The group of cgroup v2 below which we may make our own.
 *
 * <p>Root takes the topmost one, as Docker does. Who is not root, or sees only a part of the tree, has what was delegated: groups
 * whose folder, cgroup.procs and cgroup.subtree_control may be written. Of them the topmost is taken, so that all mini-dockers of
 * a user find each other's groups: with systemd that is user@UID.service. A group that hands controllers on to groups below must
 * not have processes itself (cgroups(7), "no internal processes"); so where none but our own is ours, it will do only if nobody
 * else is in it, and once we ourselves have gone into a group below it.
 *
 * @param base below which groups can be made
 * @param leave we are the only process in {@code base} and have to leave it first
 */
record Delegation(Path base, boolean leave) {
    /**
     * Where we go when we have to leave our own group. Nobody locks it: as long as somebody is in there the kernel does not let
     * it be removed.
     */
    private static final String OWN_LEAF = "mini-docker.self";

    static Delegation find(UnifiedHierarchy hierarchy, int uid) {
        boolean realRoot = !Files.exists(hierarchy.mount().resolve("cgroup.type"));
        if (uid == 0 && realRoot) {
            return new Delegation(hierarchy.mount(), false);
        }
        Delegation found = null;
        for (Path group = hierarchy.own(); group != null && group.startsWith(hierarchy.mount())
                && isOurs(group); group = group.getParent()) {
            List<String> processes = processes(group);
            if (processes.isEmpty()) {
                found = new Delegation(group, false);
            } else if (found == null && processes.equals(List.of(Integer.toString(Linux.getpid())))) {
                found = new Delegation(group, true);
            }
        }
        if (found != null) {
            return found;
        }
        throw new NoControlGroups(uid == 0 ? "no group of cgroup v2 can be divided here: " + hierarchy.mount()
                + " has processes itself; move them into a group below it, or mount the whole tree"
                : "no control group is delegated to you: start it as 'systemd-run --user --scope -p Delegate=yes mini-docker ...'");
    }

    private static boolean isOurs(Path group) {
        return Files.isWritable(group) && Files.isWritable(group.resolve("cgroup.procs"))
                && Files.isWritable(group.resolve("cgroup.subtree_control"));
    }

    private static List<String> processes(Path group) {
        String content = ControlFile.read(group.resolve("cgroup.procs"));
        return content == null ? List.of("?") : content.lines().toList();
    }

    /** Leaves the base if it has to be left; what a dead one of us left behind is removed. */
    void prepare() {
        Path leaf = base.resolve(OWN_LEAF);
        if (leave) {
            GroupMaking.makeFolder(leaf);
            ControlFile.addProcess(leaf, Linux.getpid());
        } else {
            leaf.toFile().delete();
        }
    }

    /**
     * Takes back what {@link #prepare} and the making of groups did to our own group. If it cannot be, whoever made the group
     * removes all of it.
     */
    void undo() {
        if (leave) {
            String handedOn = ControlFile.read(base.resolve("cgroup.subtree_control"));
            if (handedOn != null && !handedOn.isBlank()) {
                ControlFile.tryWrite(base.resolve("cgroup.subtree_control"), "-" + handedOn.strip().replace(" ", " -"));
            }
            if (ControlFile.tryWrite(base.resolve("cgroup.procs"), Integer.toString(Linux.getpid()))) {
                base.resolve(OWN_LEAF).toFile().delete();
            }
        }
    }
}
