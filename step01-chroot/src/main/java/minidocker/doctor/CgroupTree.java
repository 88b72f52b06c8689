package minidocker.doctor;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Where control groups are mounted, and where this process stands in the tree of version 2.
 *
 * @param unified where version 2 is mounted, or null
 * @param own the folder of our own group in it, or null if it cannot be seen from here
 * @param v1 where each controller of version 1 is mounted
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>
 */
record CgroupTree(String unified, String own, Map<String, String> v1) {
    enum Version { NONE, V1, HYBRID, V2 }

    private static final Set<String> CONTROLLERS = Set.of("cpu", "cpuacct", "cpuset", "memory", "devices", "freezer", "net_cls",
            "blkio", "perf_event",
            "net_prio", "hugetlb", "pids", "rdma", "misc");
    private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

    /**
     * @param mountinfo the text of /proc/self/mountinfo, proc_pid_mountinfo(5)
     * @param selfCgroup the text of /proc/self/cgroup: {@code hierarchy:controllers:path} a line; version 2 is {@code 0::path}
     */
    static CgroupTree parse(String mountinfo, String selfCgroup) {
        String unified = null;
        String unifiedRoot = "/";
        Map<String, String> v1 = new TreeMap<>();
        for (String line : mountinfo.split("\n")) {
            // 31 23 0:28 root mount-point options [tag:value ...] - type source superoptions
            String[] halves = line.split(" - ", 2);
            String[] left = halves[0].split(" ");
            String[] right = halves.length == 2 ? halves[1].split(" ") : new String[0];
            if (left.length < 6 || right.length < 3) {
                continue;
            }
            String mountPoint = unescape(left[4]);
            if (right[0].equals("cgroup2") && (unified == null || mountPoint.equals("/sys/fs/cgroup"))) {
                unified = mountPoint;
                unifiedRoot = unescape(left[3]);
            } else if (right[0].equals("cgroup")) {
                for (String option : right[2].split(",")) {
                    if (CONTROLLERS.contains(option)) {
                        v1.putIfAbsent(option, mountPoint);
                    }
                }
            }
        }
        return new CgroupTree(unified, unified == null ? null : own(unified, unifiedRoot, selfCgroup), v1);
    }

    /** In a container the mount may begin below the top: its root is then a part of our path. */
    private static String own(String mountPoint, String root, String selfCgroup) {
        String path = Arrays.stream(selfCgroup.split("\n")).filter(line -> line.startsWith("0::/")).map(line -> line.substring(3))
                .findFirst().orElse(null);
        if (path == null || path.startsWith("/..") || path.endsWith(" (deleted)")) {
            return null;
        }
        String below = root.equals("/") ? path : path.equals(root) || path.startsWith(root + "/") ? path.substring(root.length())
                : null;
        return below == null ? null : below.isEmpty() || below.equals("/") ? mountPoint : mountPoint + below;
    }

    private static String unescape(String text) {
        return OCTAL.matcher(text).replaceAll((MatchResult octal) -> java.util.regex.Matcher.quoteReplacement(
                String.valueOf((char) Integer.parseInt(octal.group(1), 8))));
    }

    Version version() {
        return unified == null ? v1.isEmpty() ? Version.NONE : Version.V1 : v1.isEmpty() ? Version.V2 : Version.HYBRID;
    }

    /** The text of a cgroup.controllers file as a set. */
    static Set<String> controllers(String text) {
        Set<String> names = new LinkedHashSet<>(Arrays.asList(text.strip().split("\\s+")));
        names.remove("");
        return names;
    }
}
