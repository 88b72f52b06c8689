package minidocker.layers;

import java.io.IOException;
import java.io.InputStream;
import minidocker.syscall.Errno;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;
import minidocker.syscall.Stat;
import minidocker.syscall.SyscallException;
import minidocker.tar.TarEntry;
import minidocker.tar.TarEntry.Kind;
import minidocker.tar.TarException;
import minidocker.tar.TarReader;

/**
 * Unpacks a layer archive, from whomever, into a folder in overlayfs' form. Of entries that exclude each other the last one
 * counts; whiteouts concern only what is in the layers below. On failure what was made so far stays: the caller removes the
 * folder.
 */
public final class Unpacker {
    /** What becomes of the folder: in a layer, some names say that files were deleted; else they are names like others. */
    private enum Purpose {
        LAYER, FILES, FILES_OF_SAME_KIND
    }

    /** Folders whose mode and time are remembered at a time: some megabytes. */
    private static final int FOLDERS = 10_000;

    private final Root root;
    private final Limits limits;
    private final Attributes attributes;
    private final Purpose purpose;
    private final Omissions omissions = new Omissions();
    private final LastTouches folders;
    private final FileWriting files = new FileWriting();
    private long entries;
    private long bytes;

    private Unpacker(Root root, LastTouches folders, Limits limits, Purpose purpose) {
        this.root = root;
        this.folders = folders;
        this.purpose = purpose;
        this.limits = limits;
        this.attributes = new Attributes(limits.owners(), omissions);
    }

    /**
     * @param folder descriptor of the folder that becomes the layer
     * @param tar uncompressed; it is read up to the archive's end
     * @throws TarException if the archive is broken, or wants what it may not: nothing outside of the folder was touched
     */
    public static Unpacked unpack(InputStream tar, int folder, Limits limits) throws IOException {
        return unpack(tar, folder, limits, Purpose.LAYER);
    }

    /**
     * Unpacks plain files into a folder that is no layer, among those that are there already. An entry for the folder itself
     * changes nothing.
     *
     * @param sameKind refuse to replace a folder by something else, and something else by a folder
     * @throws TarException as {@link #unpack(InputStream, int, Limits)}
     */
    public static Unpacked files(InputStream tar, int folder, Limits limits, boolean sameKind) throws IOException {
        return unpack(tar, folder, limits, sameKind ? Purpose.FILES_OF_SAME_KIND : Purpose.FILES);
    }

    private static Unpacked unpack(InputStream tar, int folder, Limits limits, Purpose purpose) throws IOException {
        LastTouches folders = new LastTouches(FOLDERS, Linux.geteuid() != 0);
        try (Root root = new Root(folder, folders)) {
            Unpacker unpacker = new Unpacker(root, folders, limits, purpose);
            TarReader reader = new TarReader(tar);
            for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
                unpacker.entry(entry, reader);
                root.entryDone();
            }
            root.leave();
            folders.finish(root);
            return new Unpacked(unpacker.entries, unpacker.bytes, unpacker.omissions.sentences(),
                    unpacker.attributes.notGiven());
        }
    }

    private void entry(TarEntry entry, TarReader content) throws IOException {
        if (++entries > limits.entries()) {
            throw new TarException("the archive has more than " + limits.entries() + " entries");
        }
        SafePath path = SafePath.of(entry.name());
        try {
            if (path.isRoot()) {
                if (purpose == Purpose.LAYER || entry.kind() != Kind.FOLDER) {
                    theRoot(entry, path);
                }
            } else if (purpose == Purpose.LAYER && path.name().startsWith(Whiteouts.PREFIX)) {
                whiteout(path);
            } else {
                make(entry, path, root.folderOf(path), content);
            }
        } catch (SyscallException failure) {
            throw explained(entry, path, failure);
        }
    }

    private void theRoot(TarEntry entry, SafePath path) throws TarException {
        if (entry.kind() != Kind.FOLDER) {
            throw new TarException("the archive wants to replace the folder itself that it is unpacked into: "
                    + SafePath.shown(entry.name()));
        }
        attributes.give(root.folderOf(path), ".", entry, path);
        folders.add(path, entry.mode(), entry.modified());
    }

    private static IOException explained(TarEntry entry, SafePath path, SyscallException failure) {
        if (failure.is(Errno.ENOSPC) || failure.is(Errno.EDQUOT)) {
            return new TarException("the disk is full: " + path + " has " + entry.size() + " bytes");
        } else if (failure.is(Errno.EFBIG)) {
            return new TarException("the archive has a file of " + entry.size()
                    + " bytes, which is more than the filesystem can hold: " + path);
        } else if (failure.is(Errno.ENAMETOOLONG)) {
            return new TarException("the archive has a name that is too long for the filesystem: " + path);
        }
        return new TarException("the archive's entry " + path + " cannot be made: " + failure.getMessage());
    }

    private void whiteout(SafePath path) throws TarException {
        int folder = root.folderOf(path);
        if (path.name().equals(Whiteouts.OPAQUE)) {
            Root.makeOpaque(folder, ".");
            return;
        } else if (path.name().startsWith(Whiteouts.NOTES)) {
            return;
        }
        String name = path.name().substring(Whiteouts.PREFIX.length());
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw new TarException("the archive wants to delete what is no file name: " + path);
        }
        Stat stat = LinuxFiles.statIfThere(folder, name);
        if (stat == null) {
            LinuxFiles.mknod(folder, name, Stat.S_IFCHR, 0, 0);
        } else if (stat.isDirectory()) {
            // The folder is this layer's own, so only one of a layer below is meant.
            Root.makeOpaque(folder, name);
        }
    }

    private void make(TarEntry entry, SafePath path, int folder, TarReader content) throws IOException {
        String name = path.name();
        if (entry.kind() == Kind.HARD_LINK) {
            hardLink(entry, path, folder, LinuxFiles.statIfThere(folder, name));
            return;
        } else if (entry.kind() == Kind.REGULAR) {
            count(entry);
        }
        if (!makeNew(entry, path, folder, content) && !replace(entry, path, folder, content)) {
            return;
        }
        attributes.give(folder, name, entry, path);
        if (entry.kind() == Kind.FOLDER) {
            folders.add(path, entry.mode(), entry.modified());
        } else {
            LinuxFiles.setTimes(folder, name, entry.modified(), entry.modified());
        }
    }

    /** Nearly all entries are the only ones of their name: it is not looked first. False if something is there already. */
    private boolean makeNew(TarEntry entry, SafePath path, int folder, TarReader content) throws IOException {
        try {
            switch (entry.kind()) {
                case FOLDER -> LinuxFiles.mkdir(folder, path.name(), 0755);
                case REGULAR -> files.write(entry, folder, path.name(), content);
                case SYMBOLIC_LINK -> symbolicLink(entry, path, folder);
                default -> {
                    return false;
                }
            }
            return true;
        } catch (SyscallException taken) {
            if (taken.is(Errno.EEXIST)) {
                return false;
            }
            throw taken;
        }
    }

    /** Puts the entry in the place of what is there, if anything is. False if it was left out. */
    private boolean replace(TarEntry entry, SafePath path, int folder, TarReader content) throws IOException {
        String name = path.name();
        Stat before = LinuxFiles.statIfThere(folder, name);
        boolean wasDeletedBelow = purpose == Purpose.LAYER && before != null && Root.isWhiteout(before);
        if (purpose == Purpose.FILES_OF_SAME_KIND && before != null
                && before.isDirectory() != (entry.kind() == Kind.FOLDER)) {
            throw new TarException(before.isDirectory() ? "cannot overwrite directory \"/" + path + "\" with non-directory \"/" + path + "\""
                    : "cannot overwrite non-directory \"/" + path + "\" with directory \"/" + path + "\"");
        }
        boolean stays = before != null && before.isDirectory() && entry.kind() == Kind.FOLDER;
        if (before != null && !stays) {
            root.remove(folder, name);
        }
        switch (entry.kind()) {
            case FOLDER -> {
                if (!stays) {
                    LinuxFiles.mkdir(folder, name, 0755);
                }
                if (wasDeletedBelow) {
                    Root.makeOpaque(folder, name);
                }
            }
            case REGULAR -> files.write(entry, folder, name, content);
            case SYMBOLIC_LINK -> symbolicLink(entry, path, folder);
            case FIFO -> LinuxFiles.mknod(folder, name, Stat.S_IFIFO | 0600, 0, 0);
            default -> {
                return device(entry, path, folder);
            }
        }
        return true;
    }

    private void symbolicLink(TarEntry entry, SafePath path, int folder) throws TarException {
        // Wherever it leads, it leads there in the container; here nobody follows it.
        if (entry.target().isEmpty()) {
            throw new TarException("the archive has a link that leads nowhere: " + path);
        }
        LinuxFiles.symlink(entry.target(), folder, path.name());
    }

    private boolean device(TarEntry entry, SafePath path, int folder) {
        if (entry.major() == 0 && entry.minor() == 0) {
            omissions.add("a device 0:0: to overlayfs it would say that a file was deleted", path.path());
            return false;
        }
        try {
            LinuxFiles.mknod(folder, path.name(), entry.kind().type() | 0600, entry.major(), entry.minor());
            return true;
        } catch (SyscallException refused) {
            if (!refused.is(Errno.EPERM)) {
                throw refused;
            }
            omissions.add("a device: only root, outside of all user namespaces, may make one", path.path());
            return false;
        }
    }

    private void hardLink(TarEntry entry, SafePath path, int folder, Stat before) throws TarException {
        SafePath target = SafePath.of(entry.target());
        int targetFolder = target.isRoot() ? -1 : root.openIfThere(target.folder());
        try {
            Stat linked = targetFolder < 0 ? null : LinuxFiles.statIfThere(targetFolder, target.name());
            if (linked == null || linked.isDirectory() || Root.isWhiteout(linked)) {
                throw new TarException("the archive has a hard link " + path + " to " + SafePath.shown(entry.target())
                        + ", which is no file in it");
            }
            if (before != null && before.isSameFile(linked)) {
                return;
            }
            if (before != null) {
                root.remove(folder, path.name());
                if (LinuxFiles.statIfThere(targetFolder, target.name()) == null) {
                    throw new TarException("the archive has a hard link " + path + " in place of the folder that its file is in");
                }
            }
            LinuxFiles.link(targetFolder, target.name(), folder, path.name());
        } finally {
            if (targetFolder >= 0) {
                Linux.close(targetFolder);
            }
        }
    }

    private void count(TarEntry entry) throws TarException {
        bytes += entry.size();
        if (bytes < 0 || bytes > limits.bytes()) {
            throw new TarException("the archive has more than " + limits.bytes() + " bytes in its files");
        }
    }
}
