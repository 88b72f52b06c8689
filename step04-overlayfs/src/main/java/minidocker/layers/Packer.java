package minidocker.layers;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import minidocker.cli.UserError;
import minidocker.layers.Change.Kind;
import minidocker.layers.Node.Place;
import minidocker.syscall.CString;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.Stat;
import minidocker.tar.TarEntry;
import minidocker.tar.TarWriter;

/** Writes a layer archive. The same files give the same bytes. */
public final class Packer {
    private static final int BUFFER = 256 * 1024;
    private static final byte[] ZEROS = new byte[BUFFER];
    /** Labels and hashes that a host's security modules keep; on another host they mean nothing. */
    private static final List<String> OF_THE_HOST = List.of("security.selinux", "security.ima", "security.evm");

    private final TarWriter tar;
    private final Map<String, String> linked = new HashMap<>();
    private final byte[] buffer = new byte[BUFFER];
    private final Omissions omissions = new Omissions();
    private final Owners owners = Owners.ofThisProcess();

    private Packer(OutputStream out) {
        this.tar = new TarWriter(out);
    }

    /**
     * What an upper holds, by itself: whiteouts and opaque folders as such.
     *
     * @return what was left out, in sentences
     * @throws UserError if a part of it is in the layers below
     */
    public static List<String> upper(Layer upper, OutputStream out) throws IOException {
        Packer packer = new Packer(out);
        packer.folder(upper, "");
        packer.tar.close();
        return packer.omissions.sentences();
    }

    /**
     * What differs between the layers and what is there now. That needs no opaque folders, and takes renamed folders and files
     * without content along whole.
     *
     * @return what was left out, in sentences
     */
    public static List<String> changes(Stack stack, OutputStream out) throws IOException {
        Packer packer = new Packer(out);
        try {
            stack.changes((kind, path, now) -> packer.change(kind, path, now, stack.now()));
        } catch (java.io.UncheckedIOException failure) {
            throw failure.getCause();
        }
        packer.tar.close();
        return packer.omissions.sentences();
    }

    private void change(Kind kind, String path, Node now, List<Layer> topFirst) {
        try {
            if (kind == Kind.D) {
                whiteout(path);
            } else {
                entry(now.top(), now instanceof Node.File file ? Node.content(file, topFirst, path) : now.top(), path);
            }
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private void folder(Layer upper, String folder) throws IOException {
        for (String name : upper.list(folder)) {
            String path = Layer.join(folder, name);
            Stat stat = upper.stat(path);
            if (upper.isWhiteout(path, stat)) {
                whiteout(path);
                continue;
            }
            if (stat.isDirectory() ? upper.redirect(path) != null : upper.isWithoutContent(path)) {
                throw new UserError("a part of /" + path + " is still in the layers below (they were mounted with redirect_dir=on or metacopy=on): name them with --layer");
            }
            Place place = new Place(upper, path);
            entry(place, place, path);
            if (stat.isDirectory()) {
                if (upper.isOpaque(path)) {
                    marker(Layer.join(path, Whiteouts.OPAQUE));
                }
                folder(upper, path);
            }
        }
    }

    private void whiteout(String path) throws IOException {
        int slash = path.lastIndexOf('/') + 1;
        marker(path.substring(0, slash) + Whiteouts.PREFIX + path.substring(slash));
    }

    private void marker(String path) throws IOException {
        tar.begin(TarEntry.of(path, TarEntry.Kind.REGULAR, 0, 0, 0, 0, Instant.EPOCH, ""));
    }

    private void entry(Place place, Place content, String path) throws IOException {
        Stat stat = place.stat();
        TarEntry.Kind kind = TarEntry.Kind.of(stat);
        if (kind == null) {
            omissions.add("a socket: no archive can hold one", path);
            return;
        }
        if (path.startsWith(Whiteouts.PREFIX, path.lastIndexOf('/') + 1)) {
            omissions.add("a file whose name begins with .wh.: in a layer it would say that another one was deleted", path);
            return;
        }
        String first = stat.links() > 1 && !stat.isDirectory() ? linked.putIfAbsent(stat.dev() + ":" + stat.inode(), path) : null;
        if (first != null) {
            tar.begin(TarEntry.of(path, TarEntry.Kind.HARD_LINK, stat.permissions(), owners.uid(stat), owners.gid(stat), 0, stat.modified(),
                    first));
            return;
        }
        String target = stat.isLink() ? LinuxFiles.readlink(place.layer().root(), place.path()) : "";
        tar.begin(new TarEntry(stat.isDirectory() ? path + "/" : path, kind, stat.permissions(), owners.uid(stat), owners.gid(stat),
                stat.isRegular() ? stat.size() : 0, stat.modified(), target,
                stat.isDevice() ? stat.rdevMajor() : 0, stat.isDevice() ? stat.rdevMinor() : 0, attributes(place), null));
        if (stat.isRegular()) {
            content(content, path, stat.size());
        }
    }

    private static SortedMap<String, byte[]> attributes(Place place) {
        SortedMap<String, byte[]> attributes = new TreeMap<>(CString::compare);
        int root = place.layer().root();
        for (String name : LinuxFiles.listXattr(root, place.path())) {
            byte[] value = Layer.isNote(name) || OF_THE_HOST.contains(name) ? null
                    : LinuxFiles.getXattr(root, place.path(), name);
            if (value != null) {
                attributes.put(name, value);
            }
        }
        return attributes;
    }

    private void content(Place place, String path, long size) throws IOException {
        int file = Linux.openat(place.layer().root(), place.path(), 0, OpenFlag.O_NOFOLLOW, OpenFlag.O_NONBLOCK);
        try {
            long done = 0;
            while (done < size) {
                long data = LinuxFiles.nextData(file, done);
                long until = data < 0 ? size : Math.min(data, size);
                for (; done < until; done += Math.min(BUFFER, until - done)) {
                    tar.write(ZEROS, 0, (int) Math.min(BUFFER, until - done));
                }
                long end = done < size ? Math.min(LinuxFiles.nextHole(file, done), size) : size;
                LinuxFiles.lseek(file, done, 0);
                while (done < end) {
                    int got = LinuxFiles.read(file, buffer, 0, (int) Math.min(BUFFER, end - done));
                    if (got == 0) {
                        throw new UserError("/" + path
                                + " became shorter while it was read: commit when its container has ended");
                    }
                    tar.write(buffer, 0, got);
                    done += got;
                }
            }
        } finally {
            Linux.close(file);
        }
    }
}
