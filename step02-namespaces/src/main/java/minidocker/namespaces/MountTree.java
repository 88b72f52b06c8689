package minidocker.namespaces;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import minidocker.cli.UserError;
import minidocker.picture.Svg;

/**
 * The mounts that a process sees, as the tree that they are: each hangs in a directory of another one. Drawn from
 * {@code /proc/PID/mountinfo}, see proc(5).
 *
 * @param mounts in the kernel's order: a parent comes before its children, except where one was moved
 */
public record MountTree(List<Mounted> mounts) {
    private static final int LINE = 26;
    private static final int INDENT = 22;
    private static final int WIDTH = 760;
    private static final String WRITABLE = "rgba(225,140,50,.22)";
    private static final String READ_ONLY = "rgba(70,130,200,.22)";

    /**
     * A line of mountinfo.
     *
     * @param id of the mount, and {@code parent} that of the one it hangs in
     * @param root the part of its file system that is seen
     * @param point where, from the process's root
     * @param options {@code rw,nosuid,...}
     * @param propagation {@code shared:7 master:1}; empty for a private one, see mount_namespaces(7)
     */
    public record Mounted(int id, int parent, String root, String point, String options, String propagation, String type,
            String source) {
        public boolean isReadOnly() {
            return List.of(options.split(",")).contains("ro");
        }
    }

    public MountTree {
        mounts = List.copyOf(mounts);
    }

    /** Of a living process. */
    public static MountTree of(int pid) {
        try {
            return parse(Files.readString(Path.of("/proc/" + pid + "/mountinfo")));
        } catch (IOException unreadable) {
            throw new UserError("the mounts of process " + pid + " cannot be read: has it ended, or does it belong to somebody else?");
        }
    }

    /** {@code 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue}, a line for each mount. */
    public static MountTree parse(String mountinfo) {
        List<Mounted> mounts = new ArrayList<>();
        for (String line : mountinfo.lines().toList()) {
            String[] fields = line.split(" ");
            int dash = 6;
            while (dash < fields.length && !fields[dash].equals("-")) {
                dash++;
            }
            if (dash + 2 >= fields.length) {
                throw new IllegalArgumentException("\"" + line + "\" is no line of mountinfo");
            }
            mounts.add(new Mounted(Integer.parseInt(fields[0]), Integer.parseInt(fields[1]), plain(fields[3]), plain(fields[4]),
                    fields[5], String.join(" ", List.of(fields).subList(6, dash)), fields[dash + 1], plain(fields[dash + 2])));
        }
        return new MountTree(mounts);
    }

    /** The kernel writes a blank as {@code \040}, and so tab, line feed and backslash: bytes, in octal. */
    private static String plain(String field) {
        byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            boolean escape = bytes[i] == '\\' && i + 3 < bytes.length;
            bytes[length++] = escape ? (byte) ((bytes[i + 1] - '0') * 64 + (bytes[i + 2] - '0') * 8 + bytes[i + 3] - '0') : bytes[i];
            i += escape ? 3 : 0;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** As SVG: a line for each, below the one it hangs in and further to the right. */
    @Override
    public String toString() {
        Map<Integer, List<Mounted>> children = new HashMap<>();
        List<Mounted> tops = new ArrayList<>();
        for (Mounted mount : mounts) {
            boolean hangs = mount.id != mount.parent && mounts.stream().anyMatch(other -> other.id == mount.parent);
            (hangs ? children.computeIfAbsent(mount.parent, id -> new ArrayList<>()) : tops).add(mount);
        }
        Svg svg = new Svg(WIDTH, mounts.size() * LINE + 34);
        int next = 0;
        for (Mounted top : tops) {
            next = draw(top, 0, next, children, svg);
        }
        double y = next * LINE + 10.0;
        svg.box(4, y, 14, 14, WRITABLE).text(24, y + 12, "writable").box(110, y, 14, 14, READ_ONLY).text(130, y + 12, "read-only");
        return svg.toString();
    }

    /** @return the line that is free after it and all below it */
    private static int draw(Mounted mount, int depth, int line, Map<Integer, List<Mounted>> children, Svg svg) {
        double x = 4 + depth * INDENT;
        double y = line * LINE + 2;
        svg.box(x, y, WIDTH - x - 4, LINE - 4, mount.isReadOnly() ? READ_ONLY : WRITABLE)
                .text(x + 8, y + 15, mount.point, "start", "font-weight:bold")
                .text(WIDTH - 12, y + 15, mount.type + describe(mount), "end", "font-size:11px");
        int next = line + 1;
        for (Mounted child : children.getOrDefault(mount.id, List.of())) {
            double childY = next * LINE + LINE / 2.0;
            svg.line(x + 10, y + LINE - 4, x + 10, childY, Svg.INK).line(x + 10, childY, x + INDENT, childY, Svg.INK);
            next = draw(child, depth + 1, next, children, svg);
        }
        return next;
    }

    private static String describe(Mounted mount) {
        return (mount.root.equals("/") ? "" : ", its " + shortened(mount.root))
                + (mount.propagation.isEmpty() ? "" : ", " + mount.propagation);
    }

    private static String shortened(String path) {
        final int enough = 50;
        return path.length() <= enough ? path : "..." + path.substring(path.length() - enough);
    }
}
