package minidocker.engine.core;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import minidocker.syscall.Errno;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.ResolveFlag;
import minidocker.syscall.Stat;
import minidocker.syscall.SyscallException;
import minidocker.tar.TarEntry;
import minidocker.tar.TarWriter;

/**
 * Writes a part of a container's files as an archive, while the container may change them. Each file is opened by its name in an
 * open folder, and nothing else: whatever links somebody plants meanwhile, no file of the host gets into the archive.
 */
final class TreeArchive implements AutoCloseable {
    private static final int BUFFER = 128 * 1024;
    private static final String CAPABILITY = "security.capability";

    private final TarWriter tar;
    private final Set<ResolveFlag> resolve;
    private final boolean allAttributes;
    private final Map<String, String> linked = new HashMap<>();
    private final byte[] buffer = new byte[BUFFER];

    /** A folder that is being gone through. */
    private record Open(int folder, String path, Iterator<String> names) {}

    /** @param mounts go into what is mounted there; else it is an empty folder or file */
    TreeArchive(OutputStream out, boolean mounts) {
        this(out, mounts, false);
    }

    /** For a copy that is to be like the original in everything, extended attributes included. */
    static TreeArchive whole(OutputStream out) {
        return new TreeArchive(out, false, true);
    }

    private TreeArchive(OutputStream out, boolean mounts, boolean allAttributes) {
        tar = new TarWriter(out);
        this.allAttributes = allAttributes;
        resolve = mounts ? Set.of(ResolveFlag.RESOLVE_BENEATH, ResolveFlag.RESOLVE_NO_SYMLINKS)
                : Set.of(ResolveFlag.RESOLVE_BENEATH, ResolveFlag.RESOLVE_NO_SYMLINKS, ResolveFlag.RESOLVE_NO_XDEV);
    }

    /** A file, or a folder with all that is in it. @param as its name in the archive */
    void add(int folder, String name, String as) throws IOException {
        Deque<Open> open = new ArrayDeque<>();
        try {
            one(folder, name, as, open);
            walk(open);
        } finally {
            open.forEach(left -> Linux.close(left.folder()));
        }
    }

    /** What is in a folder. @param as the folder's name in the archive, "" for none */
    void addContent(int folder, String as) throws IOException {
        Deque<Open> open = new ArrayDeque<>();
        try {
            open.push(new Open(Linux.duplicate(folder), as, LinuxFiles.list(folder).iterator()));
            walk(open);
        } finally {
            open.forEach(left -> Linux.close(left.folder()));
        }
    }

    private void walk(Deque<Open> open) throws IOException {
        while (!open.isEmpty()) {
            Open top = open.peek();
            if (top.names().hasNext()) {
                String name = top.names().next();
                one(top.folder(), name, top.path().isEmpty() ? name : top.path() + "/" + name, open);
            } else {
                Linux.close(open.pop().folder());
            }
        }
    }

    private void one(int folder, String name, String as, Deque<Open> open) throws IOException {
        Stat stat = LinuxFiles.statIfThere(folder, name);
        TarEntry.Kind kind = stat == null ? null : TarEntry.Kind.of(stat);
        if (kind == null) {
            // Gone by now, or a socket, which no archive can hold.
            return;
        }
        switch (kind) {
            case FOLDER -> folder(folder, name, as, stat, open);
            case REGULAR -> regular(folder, name, as, stat);
            case SYMBOLIC_LINK -> tar.begin(entry(as, kind, stat, 0, LinuxFiles.readlink(folder, name), attributes(folder, name)));
            default -> tar.begin(entry(as, kind, stat, 0, "", attributes(folder, name)));
        }
    }

    private Map<String, byte[]> attributes(int folder, String name) {
        Map<String, byte[]> attributes = new HashMap<>();
        if (allAttributes) {
            for (String attribute : LinuxFiles.listXattr(folder, name)) {
                byte[] value = isKept(attribute) ? LinuxFiles.getXattr(folder, name, attribute) : null;
                if (value != null) {
                    attributes.put(attribute, value);
                }
            }
        }
        return attributes;
    }

    /** Labels of the host's security modules, and overlayfs' own notes, are no part of a file's content. */
    static boolean isKept(String attribute) {
        return !attribute.startsWith("trusted.") && (!attribute.startsWith("security.") || attribute.equals(CAPABILITY));
    }

    private void folder(int folder, String name, String as, Stat stat, Deque<Open> open) throws IOException {
        tar.begin(entry(as + "/", TarEntry.Kind.FOLDER, stat, 0, "", attributes(folder, name)));
        int opened = open(folder, name, OpenFlag.O_DIRECTORY);
        if (opened >= 0) {
            open.push(new Open(opened, as, LinuxFiles.list(opened).iterator()));
        }
    }

    /** -1 if it is gone, something else by now, or a mount that is not to be gone into. */
    private int open(int folder, String name, OpenFlag kind) {
        try {
            return LinuxFiles.openat2(folder, name, resolve, kind, OpenFlag.O_NOFOLLOW, OpenFlag.O_NONBLOCK);
        } catch (SyscallException e) {
            if (e.is(Errno.EXDEV) || e.is(Errno.ENOENT) || e.is(Errno.ELOOP) || e.is(Errno.ENOTDIR)) {
                return -1;
            }
            throw e;
        }
    }

    private void regular(int folder, String name, String as, Stat seen) throws IOException {
        String first = seen.links() > 1 ? linked.putIfAbsent(seen.dev() + ":" + seen.inode(), as) : null;
        if (first != null) {
            tar.begin(entry(as, TarEntry.Kind.HARD_LINK, seen, 0, first, Map.of()));
            return;
        }
        int file = open(folder, name, OpenFlag.O_NOCTTY);
        if (file < 0) {
            tar.begin(entry(as, TarEntry.Kind.REGULAR, seen, 0, "", Map.of()));
            return;
        }
        try {
            Stat stat = LinuxFiles.stat(file, "");
            if (!stat.isRegular()) {
                return;
            }
            byte[] capability = LinuxFiles.getXattr(folder, name, CAPABILITY);
            tar.begin(entry(as, TarEntry.Kind.REGULAR, stat, stat.size(), "", allAttributes ? attributes(folder, name)
                    : capability == null ? Map.of() : Map.of(CAPABILITY, capability)));
            content(file, stat.size());
        } finally {
            Linux.close(file);
        }
    }

    /** As many bytes as the header says, whatever happens to the file meanwhile. */
    private void content(int file, long size) throws IOException {
        long left = size;
        while (left > 0) {
            int got = LinuxFiles.read(file, buffer, 0, (int) Math.min(BUFFER, left));
            if (got == 0) {
                java.util.Arrays.fill(buffer, (byte) 0);
                got = (int) Math.min(BUFFER, left);
            }
            tar.write(buffer, 0, got);
            left -= got;
        }
    }

    private static TarEntry entry(String name, TarEntry.Kind kind, Stat stat, long size, String target,
            Map<String, byte[]> attributes) {
        SortedMap<String, byte[]> sorted = new TreeMap<>(attributes);
        return new TarEntry(name, kind, stat.permissions(), Integer.toUnsignedLong(stat.uid()),
                Integer.toUnsignedLong(stat.gid()), size, stat.modified(), target, stat.isDevice() ? stat.rdevMajor() : 0,
                stat.isDevice() ? stat.rdevMinor() : 0, sorted, null);
    }

    /** Writes the archive's end. */
    @Override
    public void close() throws IOException {
        tar.close();
    }
}
