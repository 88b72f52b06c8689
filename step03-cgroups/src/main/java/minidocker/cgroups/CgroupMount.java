package minidocker.cgroups;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A mounted tree of groups, as /proc/PID/mountinfo tells of it.
 *
 * @param unified cgroup v2
 * @param root which group of the tree is at the mount point
 * @param options of the filesystem: in v1 its controllers are among them
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html">proc_pid_mountinfo(5)</a>
 */
record CgroupMount(boolean unified, String root, Path point, List<String> options) {
    private static final int ROOT = 3;
    private static final int POINT = 4;

    /** The mounts of type cgroup and cgroup2, in their order: one further down may lie above an earlier one. */
    static List<CgroupMount> parse(String mountinfo) {
        List<CgroupMount> mounts = new ArrayList<>();
        for (String line : mountinfo.split("\n")) {
            // Between the mount's own options and the hyphen stands any number of optional fields.
            String[] halves = line.split(" - ", 2);
            String[] mount = halves[0].split(" ");
            String[] filesystem = halves.length < 2 ? new String[0] : halves[1].split(" ");
            if (filesystem.length >= 3 && mount.length > POINT
                    && (filesystem[0].equals("cgroup") || filesystem[0].equals("cgroup2"))) {
                mounts.add(new CgroupMount(filesystem[0].equals("cgroup2"), unescape(mount[ROOT]),
                        Path.of(unescape(mount[POINT])),
                        Arrays.asList(filesystem[2].split(","))));
            }
        }
        return mounts;
    }

    /** A blank, a tab, a newline and a backslash are written as three octal digits. */
    private static String unescape(String text) {
        return text.replace("\\040", " ").replace("\\011", "\t").replace("\\012", "\n").replace("\\134", "\\");
    }

    Set<Controller> controllers() {
        return Controller.ofLegacyNames(options);
    }

    /**
     * The folder of a group.
     *
     * @param path of the group, as in /proc/PID/cgroup; null is unknown
     * @return null if the group does not lie below the mount point
     */
    Path folder(String path) {
        if (path == null || path.startsWith("/..")) {
            return null;
        }
        if (root.equals("/")) {
            return point.resolve(path.substring(1)).normalize();
        }
        if (path.equals(root)) {
            return point;
        }
        return path.startsWith(root + "/") ? point.resolve(path.substring(root.length() + 1)).normalize() : null;
    }
}
