package minidocker.rootfs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import minidocker.rootfs.RootfsEntry.Device;
import minidocker.rootfs.RootfsEntry.Directory;
import minidocker.rootfs.RootfsEntry.HardLink;
import minidocker.rootfs.RootfsEntry.HostFile;
import minidocker.rootfs.RootfsEntry.Link;
import minidocker.rootfs.RootfsEntry.TextFile;

/**
 * A {@link RootfsPlan} that is being drawn up. Its one rule: a folder whose name is a link on the host (/bin, /lib64,
 * /var/run) is the same link in the plan, whatever asked for it. So every name of a file on the host is a name of it in the
 * new root, and the order in which things are asked for does not matter.
 */
final class RootfsDraft {
    private final HostTree host;
    private final TreeMap<Path, RootfsEntry> entries = new TreeMap<>();
    private final Map<Object, Path> pathOfInode = new HashMap<>();
    private final Set<String> notes = new LinkedHashSet<>();

    RootfsDraft(HostTree host) {
        this.host = host;
    }

    /** A directory of the new root, on the host or not. */
    void directory(String path, int mode, String why) {
        HostTree.Walk walk = pass(Path.of(path), why);
        entries.put(walk.end(), new Directory(walk.end(), mode, why));
    }

    /** The same directory or link as on the host; nothing when the host has none. */
    void asOnHost(String path, String why) {
        if (host.walk(Path.of(path)).exists()) {
            directory(path, 0755, why);
        }
    }

    void text(String path, int mode, String why, String text) {
        Path place = place(Path.of(path), why);
        entries.put(place, new TextFile(place, text, mode, why));
    }

    void device(String path, int major, int minor, String why) {
        Path place = place(Path.of(path), why);
        entries.put(place, new Device(place, 0666, major, minor, why));
    }

    /** A link of ours; what has that name already stays. */
    void link(Path path, Path target, String why) {
        Path place = place(path, why);
        entries.putIfAbsent(place, new Link(place, target, why));
    }

    /** The file that the host has by this path, with all links on the way to it. */
    void hostFile(Path path, String why) {
        HostTree.Walk walk = pass(path, why);
        RootfsEntry there = entries.get(walk.end());
        if (there instanceof HostFile || there instanceof HardLink) {
            return;
        }
        // A link of ours gives way: it helps out one program, and here comes what the host has by that name for all.
        Path source = host.onDisk(walk.end());
        try {
            BasicFileAttributes attributes = Files.readAttributes(source, BasicFileAttributes.class);
            Path first = attributes.fileKey() == null ? null : pathOfInode.putIfAbsent(attributes.fileKey(), walk.end());
            entries.put(walk.end(), first == null
                    ? new HostFile(walk.end(), source, attributes.size(), why) : new HardLink(walk.end(), first, why));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether one of {@code folders} has a program of that name. */
    boolean hasCommand(String name, List<Path> folders) {
        return folders.stream().anyMatch(folder -> entries.containsKey(host.walk(folder).end().resolve(name)));
    }

    /** Said once, however often it is noted. */
    void note(String sentence) {
        notes.add(sentence);
    }

    RootfsPlan plan() {
        return new RootfsPlan(entries, new ArrayList<>(notes));
    }

    private Path place(Path path, String why) {
        Path folder = pass(path.getParent(), why).end();
        if (folder.getParent() != null) {
            entries.putIfAbsent(folder, new Directory(folder, 0755, onTheWay(path)));
        }
        return folder.resolve(path.getFileName());
    }

    private HostTree.Walk pass(Path path, String why) {
        HostTree.Walk walk = host.walk(path);
        for (Path directory : walk.directories()) {
            if (directory.getParent() != null) {
                entries.putIfAbsent(directory, new Directory(directory, 0755, onTheWay(path)));
            }
        }
        walk.links().forEach((link, target) ->
                entries.putIfAbsent(link, new Link(link, target, link.equals(path) ? why : onTheWay(path))));
        return walk;
    }

    private static String onTheWay(Path path) {
        return "on the way to " + path;
    }
}
