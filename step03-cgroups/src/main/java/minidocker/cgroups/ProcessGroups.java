package minidocker.cgroups;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The groups that a process is in, one for each hierarchy: /proc/PID/cgroup.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7), /proc files</a>
 */
record ProcessGroups(List<Membership> memberships) {
    /**
     * A line of the file.
     *
     * @param hierarchy 0 is cgroup v2
     * @param controllers of v1, by name, or {@code name=...} for a hierarchy without; empty for v2
     * @param path from the root of the process's cgroup namespace; begins with {@code /..} if the group lies outside
     */
    record Membership(int hierarchy, List<String> controllers, String path) {}

    /** Lines {@code 4:memory:/user.slice} and {@code 0::/user.slice}; a path may hold colons. */
    static ProcessGroups parse(String text) {
        List<Membership> memberships = new ArrayList<>();
        for (String line : text.split("\n")) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3) {
                List<String> controllers = parts[1].isEmpty() ? List.of() : Arrays.asList(parts[1].split(","));
                // The kernel marks a group that was removed under the process.
                String path = parts[2].endsWith(" (deleted)") ? parts[2].substring(0, parts[2].length() - " (deleted)".length())
                        : parts[2];
                memberships.add(new Membership(Integer.parseInt(parts[0]), controllers, path));
            }
        }
        return new ProcessGroups(List.copyOf(memberships));
    }

    /** The path in the v2 hierarchy, or null. */
    String unified() {
        for (Membership one : memberships) {
            if (one.hierarchy() == 0) {
                return one.path();
            }
        }
        return null;
    }

    /** The path in the v1 hierarchy of a controller, or null. */
    String of(Controller controller) {
        for (Membership one : memberships) {
            if (one.controllers().contains(controller.legacyName())) {
                return one.path();
            }
        }
        return null;
    }
}
