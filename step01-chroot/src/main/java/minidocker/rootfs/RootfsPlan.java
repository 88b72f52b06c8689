package minidocker.rootfs;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import minidocker.rootfs.RootfsEntry.Device;
import minidocker.rootfs.RootfsEntry.Directory;
import minidocker.rootfs.RootfsEntry.HardLink;
import minidocker.rootfs.RootfsEntry.HostFile;
import minidocker.rootfs.RootfsEntry.Link;
import minidocker.rootfs.RootfsEntry.TextFile;

/**
 * A root filesystem as it is going to be.
 *
 * @param entries by path, so that a directory comes before what is in it. The directory of each entry is an entry itself, and a
 *                {@link Directory}, never a link: whoever writes the plan out in this order never goes through a link
 * @param notes   what the person who asked for it should know, a sentence each
 */
record RootfsPlan(SortedMap<Path, RootfsEntry> entries, List<String> notes) {

    RootfsPlan {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
        notes = List.copyOf(notes);
        for (Path path : entries.keySet()) {
            Path parent = path.getParent();
            if (parent != null && parent.getParent() != null && !(entries.get(parent) instanceof Directory)) {
                throw new IllegalArgumentException(path + " lies in " + parent + ", which is not a directory of the plan");
            }
        }
    }

    /** How many files are copied from the host. */
    int files() {
        return (int) entries.values().stream().filter(HostFile.class::isInstance).count();
    }

    /** How many bytes these have. */
    long bytes() {
        return entries.values().stream().mapToLong(entry -> entry instanceof HostFile file ? file.size() : 0).sum();
    }

    /** A line for each entry: what is made there, and why. */
    String explain() {
        StringBuilder text = new StringBuilder();
        for (RootfsEntry entry : entries.values()) {
            text.append(String.format("%-9s %-70s %s", kind(entry), name(entry), entry.why())).append('\n');
        }
        return text.toString();
    }

    private static String kind(RootfsEntry entry) {
        if (entry instanceof Directory directory) {
            return "dir " + Integer.toOctalString(directory.mode());
        } else if (entry instanceof HostFile) {
            return "copy";
        } else if (entry instanceof TextFile) {
            return "text";
        } else if (entry instanceof Device device) {
            return "dev " + device.major() + ":" + device.minor();
        }
        return entry instanceof Link ? "link" : "same file";
    }

    private static String name(RootfsEntry entry) {
        if (entry instanceof Link link) {
            return link.path() + " -> " + link.target();
        } else if (entry instanceof HardLink link) {
            return link.path() + " = " + link.first();
        }
        return entry.path().toString();
    }
}
