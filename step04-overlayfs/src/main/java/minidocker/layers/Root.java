package minidocker.layers;

import java.util.Set;
import minidocker.syscall.Errno;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;
import minidocker.syscall.ResolveFlag;
import minidocker.syscall.Stat;
import minidocker.syscall.SyscallException;
import minidocker.tar.TarException;

/**
 * The folder that an archive is unpacked into, as its entries see it: it is the root, and there is nothing else. Folders are
 * opened by openat2(2) with RESOLVE_IN_ROOT, so the kernel itself sees to it that no link and no .. leads out, also if one was
 * planted a moment ago. All else happens by a single name in an open folder, and follows no link.
 */
final class Root implements AutoCloseable {
    private static final Set<ResolveFlag> IN_ROOT = Set.of(ResolveFlag.RESOLVE_IN_ROOT, ResolveFlag.RESOLVE_NO_MAGICLINKS);
    private static final byte[] YES = {'y'};

    private final int root;
    /** The folder that was opened last: most entries lie in the one of the entry before. */
    private String openPath;
    private int open = -1;
    private boolean gone;
    private final LastTouches folders;

    /** @param folders hears of each that is entered */
    Root(int root, LastTouches folders) {
        this.root = root;
        this.folders = folders;
    }

    /**
     * The descriptor of an entry's folder, good until the next call. Folders that are missing are made.
     */
    int folderOf(SafePath entry) throws TarException {
        String folder = entry.folder();
        if (!folder.equals(openPath)) {
            forget();
            open = openOrMake(folder, entry);
            openPath = folder;
            folders.entered(folder, open);
        }
        return open;
    }

    /** The descriptor of the folder, to be closed by the caller; negative if there is none. */
    // tag::in-root[]
    int openIfThere(String folder) {
        return LinuxFiles.openFolder(root, folder.isEmpty() ? "." : folder, IN_ROOT);
    }
    // end::in-root[]

    private int openOrMake(String folder, SafePath entry) throws TarException {
        // Up to a folder that is there, which mostly is the next one, and from there down.
        int end = folder.length();
        int opened = openIfThere(folder);
        while (Errno.ENOENT.is(opened) || Errno.ENOTDIR.is(opened)) {
            if (end == 0) {
                throw refusal(entry, opened);
            }
            end = Math.max(0, folder.lastIndexOf('/', end - 1));
            opened = openIfThere(folder.substring(0, end));
        }
        while (opened >= 0 && end < folder.length()) {
            int from = end == 0 ? 0 : end + 1;
            end = nextEnd(folder, from);
            try {
                folders.entered(folder.substring(0, Math.max(0, from - 1)), opened);
                makeIfMissing(opened, folder.substring(from, end));
            } finally {
                Linux.close(opened);
            }
            opened = openIfThere(folder.substring(0, end));
        }
        if (opened < 0) {
            throw refusal(entry, opened);
        }
        return opened;
    }

    private static int nextEnd(String path, int from) {
        int slash = path.indexOf('/', from);
        return slash < 0 ? path.length() : slash;
    }

    private static void makeIfMissing(int parent, String name) {
        try {
            LinuxFiles.mkdir(parent, name, 0755);
        } catch (SyscallException taken) {
            if (!taken.is(Errno.EEXIST)) {
                throw taken;
            } else if (isWhiteout(LinuxFiles.stat(parent, name))) {
                replaceWhiteout(parent, name);
            }
        }
    }

    /** An archive may say that a folder was deleted and then put a file into a new one of that name. */
    static void replaceWhiteout(int parent, String name) {
        LinuxFiles.unlink(parent, name, false);
        LinuxFiles.mkdir(parent, name, 0755);
        makeOpaque(parent, name);
    }

    static boolean isWhiteout(Stat stat) {
        return stat.type() == Stat.S_IFCHR && stat.rdevMajor() == 0 && stat.rdevMinor() == 0;
    }

    private static TarException refusal(SafePath entry, int failure) {
        if (Errno.ENOTDIR.is(failure)) {
            return new TarException("the archive has " + entry + " in something that is no folder");
        } else if (Errno.ELOOP.is(failure)) {
            return new TarException("the archive has " + entry + " behind links that go round in a circle or out of it");
        } else if (Errno.ENOENT.is(failure)) {
            return new TarException("the archive has " + entry + " behind a link that leads nowhere");
        }
        throw new SyscallException("openat2 path=" + entry.folder() + " resolve=RESOLVE_IN_ROOT", -failure);
    }

    /**
     * overlayfs notes that in user.overlay.* if it is mounted in a user namespace, and then sees only that; the other note is
     * root's alone to make.
     */
    static void makeOpaque(int folder, String name) {
        boolean noted = note(folder, name, "trusted.overlay.opaque");
        if (!note(folder, name, "user.overlay.opaque") && !noted) {
            throw new SyscallException("lsetxattr path=" + name + " name=user.overlay.opaque", Errno.EOPNOTSUPP.number());
        }
    }

    private static boolean note(int folder, String name, String attribute) {
        try {
            LinuxFiles.setXattr(folder, name, attribute, YES);
            return true;
        } catch (SyscallException refused) {
            if (refused.is(Errno.EPERM) || refused.is(Errno.EOPNOTSUPP)) {
                return false;
            }
            throw refused;
        }
    }

    /** Removes what stands in an entry's place, with all that is in it. */
    void remove(int folder, String name) {
        // The folder that is open might be one of those that go.
        Tree.remove(folder, name);
        gone = true;
    }

    /** To be called between two entries. */
    void entryDone() throws TarException {
        if (gone || folders.areTooMany()) {
            leave();
        }
        if (folders.areTooMany()) {
            folders.makeRoom(this);
        }
    }

    /** No folder is entered any more. */
    void leave() {
        forget();
        gone = false;
    }

    private void forget() {
        if (open >= 0) {
            Linux.close(open);
        }
        open = -1;
        openPath = null;
    }

    @Override
    public void close() {
        forget();
    }
}
