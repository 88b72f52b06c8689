package minidocker.rootfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The file tree that programs and libraries are taken from. All paths that go in and come out are absolute and begin at its
 * root, as a program sees them for which that is "/": a link to {@code /usr/bin} stays inside the tree.
 *
 * <p>A snapshot of a kind: what was looked at once is remembered. A hundred programs ask for the same folders and the same libc
 * twenty thousand times.
 */
final class HostTree {
    /** As in the kernel (MAXSYMLINKS), so that a loop ends here where it ends there, path_resolution(7). */
    private static final int MOST_LINKS = 40;

    private final Path root;
    private final Map<Path, Node> seen = new HashMap<>();

    private enum Kind { NOTHING, DIRECTORY, FILE, LINK }

    /** @param target of a link; null for all others */
    private record Node(Kind kind, Path target) {}

    /**
     * The way that the kernel takes through the tree for one path.
     *
     * @param end         the path without any link in it
     * @param exists      whether something is there; false as well when it may not be looked at, or the links go in circles
     * @param links       the links that were followed, each by its own real path, with what stands in it
     * @param directories the real directories that were passed. Without them a {@code ..} after them would lead nowhere in a
     *                    copy
     */
    record Walk(Path end, boolean exists, Map<Path, Path> links, Set<Path> directories) {}

    /** @param root where the tree lies: "/" for this machine */
    HostTree(Path root) {
        this.root = root;
    }

    static HostTree ofThisMachine() {
        return new HostTree(Path.of("/"));
    }

    /** Where {@code inside} lies for this process; the caller has taken care of links in it, see {@link Walk#end()}. */
    Path onDisk(Path inside) {
        return root.resolve(Path.of("/").relativize(inside));
    }

    Walk walk(Path inside) {
        Deque<Path> ahead = new ArrayDeque<>();
        inside.forEach(ahead::add);
        Map<Path, Path> links = new LinkedHashMap<>();
        Set<Path> directories = new LinkedHashSet<>();
        Path at = Path.of("/");
        boolean exists = true;
        int followed = 0;
        while (!ahead.isEmpty()) {
            Path name = ahead.pop();
            String text = name.toString();
            if (text.isEmpty() || text.equals(".")) {
                continue;
            }
            directories.add(at);
            if (text.equals("..")) {
                at = at.getParent() == null ? at : at.getParent();
                continue;
            }
            Path next = at.resolve(name);
            Node node = exists ? seen.computeIfAbsent(next, this::look) : new Node(Kind.NOTHING, null);
            if (node.kind != Kind.LINK) {
                exists = node.kind == Kind.DIRECTORY || node.kind == Kind.FILE && ahead.isEmpty();
                at = next;
                continue;
            }
            links.put(next, node.target);
            if (++followed > MOST_LINKS) {
                exists = false;
                break;
            }
            at = node.target.isAbsolute() ? Path.of("/") : at;
            for (int i = node.target.getNameCount() - 1; i >= 0; i--) {
                ahead.push(node.target.getName(i));
            }
        }
        return new Walk(at, exists, links, directories);
    }

    private Node look(Path inside) {
        Path there = onDisk(inside);
        try {
            BasicFileAttributes what = Files.readAttributes(there, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (what.isSymbolicLink()) {
                return new Node(Kind.LINK, Files.readSymbolicLink(there));
            }
            return new Node(what.isDirectory() ? Kind.DIRECTORY : Kind.FILE, null);
        } catch (IOException goneOrNotOursToSee) {
            return new Node(Kind.NOTHING, null);
        }
    }
}
