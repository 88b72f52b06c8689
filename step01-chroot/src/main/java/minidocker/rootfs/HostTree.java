package minidocker.rootfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The file tree that programs and libraries are taken from. All paths that go in and come out are absolute and begin at
 * {@code root}, as a program sees them for which it is "/": a link to {@code /usr/bin} stays inside the tree.
 *
 * @param root where the tree lies: "/" for this machine
 */
record HostTree(Path root) {
    /** As in the kernel (MAXSYMLINKS), so that a loop ends here where it ends there, path_resolution(7). */
    private static final int MOST_LINKS = 40;

    /**
     * The way that the kernel takes through the tree for one path.
     *
     * @param end         the path without any link in it
     * @param exists      whether something is there; false as well when it may not be looked at, or the links go in circles
     * @param links       the links that were followed, each by its own real path, with what stands in it
     * @param directories the real directories that were passed. Without them a {@code ..} after them would lead nowhere in a copy
     */
    record Walk(Path end, boolean exists, Map<Path, Path> links, Set<Path> directories) {}

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
            String name = ahead.pop().toString();
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            directories.add(at);
            if (name.equals("..")) {
                at = at.getParent() == null ? at : at.getParent();
                continue;
            }
            Path next = at.resolve(name);
            BasicFileAttributes what = exists ? attributes(next) : null;
            exists = what != null;
            Path target = exists && what.isSymbolicLink() ? target(next) : null;
            if (target == null) {
                exists = exists && (what.isDirectory() || ahead.isEmpty());
                at = next;
                continue;
            }
            links.put(next, target);
            if (++followed > MOST_LINKS) {
                exists = false;
                break;
            }
            at = target.isAbsolute() ? Path.of("/") : at;
            for (int i = target.getNameCount() - 1; i >= 0; i--) {
                ahead.push(target.getName(i));
            }
        }
        return new Walk(at, exists, links, directories);
    }

    private BasicFileAttributes attributes(Path inside) {
        try {
            return Files.readAttributes(onDisk(inside), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException goneOrNotOursToSee) {
            return null;
        }
    }

    private Path target(Path link) {
        try {
            return Files.readSymbolicLink(onDisk(link));
        } catch (IOException goneMeanwhile) {
            return null;
        }
    }
}
