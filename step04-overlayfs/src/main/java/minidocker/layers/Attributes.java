package minidocker.layers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.syscall.Errno;
import minidocker.syscall.LinuxFiles;
import minidocker.syscall.SyscallException;
import minidocker.tar.TarEntry;
import minidocker.tar.TarEntry.Kind;
import minidocker.tar.TarException;

/**
 * Gives a file what its entry says: first the owner, because that takes away set-user-ID bits and capabilities; last the mode,
 * which may forbid the rest. A folder's mode and the times come when everything is there.
 */
final class Attributes {
    private static final long LARGEST_ID = 0xfffffffeL;

    /** Owners that are remembered: no known layer has more files that are not root's. */
    private static final int MOST_OWNERS = 100_000;

    private final boolean owners;
    private final Map<String, FileOwner> notGiven = new LinkedHashMap<>();
    private final Omissions omissions;

    Attributes(boolean owners, Omissions omissions) {
        this.owners = owners;
        this.omissions = omissions;
    }

    void give(int folder, String name, TarEntry entry, SafePath path) throws TarException {
        owner(folder, name, entry, path);
        extended(folder, name, entry, path);
        if (entry.kind() != Kind.SYMBOLIC_LINK && entry.kind() != Kind.FOLDER) {
            LinuxFiles.chmod(folder, name, entry.mode());
        }
    }

    private void owner(int folder, String name, TarEntry entry, SafePath path) throws TarException {
        if (entry.uid() == 0 && entry.gid() == 0 && !owners) {
            notGiven.remove(path.path());
        } else {
            if (entry.uid() < 0 || entry.uid() > LARGEST_ID || entry.gid() < 0 || entry.gid() > LARGEST_ID) {
                throw new TarException("the archive gives " + path + " to user " + entry.uid() + " and group " + entry.gid()
                        + ", and there are no such numbers");
            }
            if (!owners) {
                notGiven(entry, path);
                return;
            }
            try {
                LinuxFiles.chown(folder, name, (int) entry.uid(), (int) entry.gid());
            } catch (SyscallException failure) {
                if (failure.is(Errno.EINVAL)) {
                    throw new TarException("the archive gives " + path + " to user " + entry.uid() + " and group " + entry.gid()
                            + ", whom the ID map of this user namespace does not have: more IDs in /etc/subuid and /etc/subgid help");
                }
                throw failure;
            }
        }
    }

    private void notGiven(TarEntry entry, SafePath path) {
        if (path.isRoot() || notGiven.size() == MOST_OWNERS) {
            omissions.add("the owner of a file: only root can give " + (path.isRoot() ? "the layer's own folder to others"
                    : "more than " + MOST_OWNERS + " files to others"), path.path());
            return;
        }
        // Removed first, so that it stands where the last entry of its name stands.
        notGiven.remove(path.path());
        notGiven.put(path.path(), new FileOwner(path.path(), (int) entry.uid(), (int) entry.gid(),
                entry.kind() == Kind.SYMBOLIC_LINK ? -1 : entry.mode()));
    }

    /** If owners were not to be given: those that are not root. */
    List<FileOwner> notGiven() {
        return new ArrayList<>(notGiven.values());
    }

    private void extended(int folder, String name, TarEntry entry, SafePath path) throws TarException {
        for (Map.Entry<String, byte[]> attribute : entry.attributes().entrySet()) {
            String key = attribute.getKey();
            if (Layer.isNote(key)) {
                // It could have this layer show files of the layers below that their owner has hidden.
                omissions.add("an attribute that only overlayfs itself may set", path.path());
                continue;
            }
            if (key.isEmpty() || key.length() > 255 || key.indexOf('\0') >= 0) {
                throw new TarException("the archive has an extended attribute of " + path + " whose name is none");
            }
            try {
                LinuxFiles.setXattr(folder, name, key, attribute.getValue());
            } catch (SyscallException failure) {
                boolean notHere = failure.is(Errno.EPERM) || failure.is(Errno.EOPNOTSUPP) || failure.is(Errno.EACCES);
                if (!notHere && !failure.is(Errno.EINVAL) && !failure.is(Errno.ENOSPC) && !failure.is(Errno.E2BIG)
                        && !failure.is(Errno.ERANGE)) {
                    throw failure;
                }
                omissions.add("the attribute " + SafePath.shown(key) + ", which "
                        + (notHere ? "may not be set here" : "the filesystem does not take"), path.path());
            }
        }
    }
}
