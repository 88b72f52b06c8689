package minidocker.namespaces;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import minidocker.chroot.UserNamespace;
import minidocker.cli.UserError;
import minidocker.syscall.Linux;

/**
 * Who the users of a container's user namespace are outside of it.
 *
 * @param users lines of uid_map
 * @param groups lines of gid_map
 */
public record UserMaps(List<IdMapping> users, List<IdMapping> groups) {
    /** Where root's containers have their users if /etc/subuid gives root none: far from anybody's. */
    private static final IdMapping FAR_AWAY = new IdMapping(0, 100_000, 65_536);

    public UserMaps {
        users = List.copyOf(users);
        groups = List.copyOf(groups);
    }

    /**
     * What this user may map: for an ordinary user the whole range of /etc/subuid behind their own ID if newuidmap(1) is there,
     * else their own ID alone; for root its range, or one far from anybody's.
     *
     * @param wantedUsers asked for by the user; empty for the default
     */
    public static UserMaps decide(List<IdMapping> wantedUsers, List<IdMapping> wantedGroups) {
        int uid = Linux.geteuid();
        if (!wantedUsers.isEmpty()) {
            return new UserMaps(wantedUsers, wantedGroups.isEmpty() ? wantedUsers : wantedGroups);
        }
        if (!wantedGroups.isEmpty()) {
            throw new UserError("--gid-map goes with --uid-map: a user namespace maps both");
        }
        IdMapping user = range("/etc/subuid", uid);
        IdMapping group = range("/etc/subgid", uid);
        if (uid == 0 && weAreInUserNamespace()) {
            return new UserMaps(ours("uid_map"), ours("gid_map"));
        }
        if (uid == 0) {
            IdMapping users = user == null ? FAR_AWAY : new IdMapping(0, user.outside(), user.count());
            IdMapping groups = group == null ? FAR_AWAY : new IdMapping(0, group.outside(), group.count());
            return new UserMaps(List.of(users), List.of(groups));
        }
        boolean whole = user != null && group != null && isInPath("newuidmap") && isInPath("newgidmap");
        IdMapping own = new IdMapping(0, Integer.toUnsignedLong(uid), 1);
        IdMapping ownGroup = new IdMapping(0, Integer.toUnsignedLong(Linux.getegid()), 1);
        return whole ? new UserMaps(List.of(own, user), List.of(ownGroup, group)) : new UserMaps(List.of(own), List.of(ownGroup));
    }

    /** What this user has when nothing else is asked for. */
    public static UserMaps decide() {
        return decide(List.of(), List.of());
    }

    /** The first line of the file that is the user's, by number or name, as a mapping from 1 on; null if there is none. */
    private static IdMapping range(String file, int uid) {
        try {
            return range(Files.readAllLines(Path.of(file)), Integer.toUnsignedString(uid), uid == 0 ? "root"
                    : System.getProperty("user.name"));
        } catch (IOException noSuchFile) {
            return null;
        }
    }

    static IdMapping range(List<String> lines, String uid, String name) {
        for (String line : lines) {
            String[] parts = line.strip().split(":");
            boolean ours = parts.length == 3 && (parts[0].equals(uid) || parts[0].equals(name));
            if (ours && parts[1].matches("[0-9]{1,10}") && parts[2].matches("[0-9]{1,10}") && Long.parseLong(parts[2]) > 0) {
                return new IdMapping(1, Long.parseLong(parts[1]), Long.parseLong(parts[2]));
            }
        }
        return null;
    }

    /** False on a machine's own root and for ordinary users who are in no container. */
    public static boolean weAreInUserNamespace() {
        return !isWhole(readMap("uid_map"));
    }

    /** The first user namespace maps all IDs to themselves; see user_namespaces(7). */
    static boolean isWhole(List<IdMapping> map) {
        return map.equals(List.of(new IdMapping(0, 0, 0xffffffffL)));
    }

    /** We are root of a user namespace in which nobody else exists: all files are ours, and stay so. */
    public static boolean weAreAlone() {
        return readMap("uid_map").stream().mapToLong(IdMapping::count).sum() == 1;
    }

    /** False where setgroups(2) is denied for good, see user_namespaces(7): the price of a group map without a privileged tool. */
    public static boolean mayLeaveGroups() {
        try {
            return !Files.readString(Path.of("/proc/self/setgroups")).strip().equals("deny");
        } catch (IOException noSuchFile) {
            return true;
        }
    }

    /** True if group 5 exists in a user namespace with these maps; with null, in ours. */
    public static boolean hasTtyGroup(UserMaps maps) {
        final long tty = 5;
        return (maps != null ? maps.groups : readMap("gid_map")).stream()
                .anyMatch(one -> one.inside() <= tty && tty < one.inside() + one.count());
    }

    /** Whoever exists for us, each under the same ID: for root of a user namespace, who has nobody else to give. */
    private static List<IdMapping> ours(String file) {
        return readMap(file).stream().map(line -> new IdMapping(line.inside(), line.inside(), line.count())).toList();
    }

    private static List<IdMapping> readMap(String file) {
        try {
            return Files.readAllLines(Path.of("/proc/self/" + file)).stream()
                    .map(line -> IdMapping.parse(line.strip().replaceAll("\\s+", ":"))).toList();
        } catch (IOException noUserNamespaces) {
            return List.of(new IdMapping(0, 0, 0xffffffffL));
        }
    }

    private static boolean isInPath(String command) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, command))) {
                return true;
            }
        }
        return false;
    }

    /** Just the user's own ID and group: the kernel lets anybody write that, if the process gives up setgroups(2). */
    public boolean isOneId() {
        return users.size() == 1 && groups.size() == 1 && users.get(0).count() == 1 && groups.get(0).count() == 1;
    }

    /** Writes the maps of a child that waits for them. */
    public void write(int pid) {
        boolean root = Linux.geteuid() == 0;
        if (isOneId() && !root) {
            IdMapping user = users.get(0);
            IdMapping group = groups.get(0);
            UserNamespace.mapSingle(pid, (int) user.inside(), (int) user.outside(), (int) group.inside(), (int) group.outside());
        } else if (root) {
            byRoot(pid, "uid_map", users);
            byRoot(pid, "gid_map", groups);
        } else {
            byTool("newuidmap", pid, users);
            byTool("newgidmap", pid, groups);
        }
    }

    private static void byRoot(int pid, String file, List<IdMapping> mappings) {
        List<String> lines = mappings.stream().map(IdMapping::line).toList();
        try {
            Files.writeString(Path.of("/proc/" + pid + "/" + file), String.join("\n", lines) + "\n");
        } catch (IOException refused) {
            throw new UserError("the kernel refused the " + file + " \"" + String.join(", ", lines) + "\" ("
                    + refused.getMessage()
                    + "): ranges may not overlap, and what is outside must exist outside");
        }
    }

    private static void byTool(String tool, int pid, List<IdMapping> mappings) {
        List<String> command = new ArrayList<>(List.of(tool, Integer.toString(pid)));
        for (IdMapping mapping : mappings) {
            command.addAll(List.of(mapping.line().split(" ")));
        }
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new UserError(tool + " refused the ID map (" + said
                        + "): /etc/subuid and /etc/subgid say which ranges are yours");
            }
        } catch (IOException missing) {
            throw new UserError("an ID map of more than one ID needs " + tool + " (on Debian: apt install uidmap)");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted while " + tool + " ran");
        }
    }
}
