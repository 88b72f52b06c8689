package minidocker.syscall;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import minidocker.syscall.Operand.Flags;

/**
 * What this process, the JVM, does with files that Java's own classes do not know: owners, devices, extended attributes, holes,
 * and above all names that are taken relative to the descriptor of an open directory, so that nobody can lead us elsewhere by a
 * link. As in {@link Linux}, each method stands under its C prototype, and a failure is a {@link SyscallException}. No method
 * follows a link at the end of a name, unless it says so. Names are as {@link CString} has them.
 */
public final class LinuxFiles {
    /** The longest value of an extended attribute, xattr(7). */
    public static final int XATTR_SIZE_MAX = 65536;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int AT_REMOVEDIR = 0x200;
    private static final int SCRATCH = 256 * 1024;

    /**
     * A mapping costs more than most of these calls, so it is used again; there are as many as threads that were here at once.
     */
    private static final ConcurrentLinkedQueue<NativeMemory> POOL = new ConcurrentLinkedQueue<>();

    interface Use {
        long in(NativeMemory memory);
    }

    private LinuxFiles() {}

    static long with(Use use) {
        NativeMemory memory = POOL.poll();
        if (memory == null) {
            memory = NativeMemory.scratch(SCRATCH);
        }
        try {
            return use.in(memory.reuse());
        } finally {
            POOL.add(memory);
        }
    }

    private static String shown(int directory, String name) {
        return (directory == Linux.AT_FDCWD ? "" : "dirfd=" + directory + " ") + "path="
                + (name.length() > 300 ? name.substring(0, 300) + "..." : name);
    }

    /**
     * {@code long openat2(int dirfd, const char *pathname, const struct open_how *how, size_t size);} openat2(2), Linux 5.6,
     * always with O_CLOEXEC and without O_CREAT.
     */
    public static int openat2(int directory, String path, Set<ResolveFlag> resolve, OpenFlag... flags) {
        long bits = Flag.bitsOf(flags) | OpenFlag.O_CLOEXEC.bits();
        long resolveBits = Flag.bitsOf(resolve.toArray(new Flag[0]));
        return (int) Linux.orThrow(openat2(directory, path, resolveBits, bits), () -> "openat2 " + shown(directory, path)
                + " flags=" + new Flags(bits, List.of(OpenFlag.values())) + " resolve="
                + Flag.decode(resolveBits, ResolveFlag.values()));
    }

    /** The same for a folder (O_DIRECTORY); what the kernel returned, {@code -errno} included, for who expects failure. */
    public static int openFolder(int directory, String path, Set<ResolveFlag> resolve) {
        long bits = OpenFlag.O_DIRECTORY.bits() | OpenFlag.O_CLOEXEC.bits();
        return (int) openat2(directory, path, Flag.bitsOf(resolve.toArray(new Flag[0])), bits);
    }

    private static long openat2(int directory, String path, long resolve, long flags) {
        return with(memory -> {
            long how = memory.reserve(24);
            memory.bytes().putLong(memory.offset(how), flags).putLong(memory.offset(how) + 8, 0)
                    .putLong(memory.offset(how) + 16, resolve);
            long result;
            do {
                // EAGAIN: somebody renamed a directory in the meantime, and the kernel cannot vouch for the "..".
                result = Linux.call(Syscall.OPENAT2, directory, memory.put(path), how, 24);
            } while (Errno.EAGAIN.is(result));
            return result;
        });
    }

    /**
     * {@code int statx(int dirfd, const char *pathname, int flags, unsigned int mask, struct statx *statxbuf);} statx(2).
     *
     * @param name "" for the directory itself
     */
    public static Stat stat(int directory, String name) {
        Stat stat = statIfThere(directory, name);
        if (stat == null) {
            throw new SyscallException("statx " + shown(directory, name), Errno.ENOENT.number());
        }
        return stat;
    }

    /** The same; null if there is no such file (ENOENT). */
    public static Stat statIfThere(int directory, String name) {
        final int basicStats = 0x7ff;
        Stat[] stat = new Stat[1];
        long result = with(memory -> {
            long buffer = memory.reserve(Stat.STRUCT_SIZE);
            long done = Linux.call(Syscall.STATX, directory, memory.put(name),
                    AT_SYMLINK_NOFOLLOW | (name.isEmpty() ? AT_EMPTY_PATH : 0), basicStats, buffer);
            if (done == 0) {
                ByteBuffer struct = memory.bytes().slice(memory.offset(buffer), Stat.STRUCT_SIZE).order(memory.bytes().order());
                stat[0] = Stat.of(struct);
            }
            return done;
        });
        if (!Errno.ENOENT.is(result)) {
            Linux.orThrow(result, () -> "statx " + shown(directory, name));
        }
        return stat[0];
    }

    /**
     * {@code ssize_t getdents64(int fd, void *dirp, size_t count);} getdents(2): the names in a directory, without . and .., in
     * the order of {@link CString#compare}.
     */
    public static List<String> list(int directory) {
        List<String> names = new ArrayList<>();
        lseek(directory, 0, 0);
        while (Linux.orThrow(with(memory -> {
            long got = Linux.call(Syscall.GETDENTS64, directory, memory.address(), SCRATCH);
            for (int at = 0; at < got; at += memory.bytes().getShort(at + 16) & 0xffff) {
                String name = string(memory.bytes(), at + 19);
                if (!name.equals(".") && !name.equals("..")) {
                    names.add(name);
                }
            }
            return got;
        }), () -> "getdents64 fd=" + directory) > 0) {
            continue;
        }
        names.sort(CString::compare);
        return names;
    }

    private static String string(ByteBuffer bytes, int at) {
        int end = at;
        while (bytes.get(end) != 0) {
            end++;
        }
        byte[] content = new byte[end - at];
        bytes.get(at, content);
        return CString.decode(content);
    }

    /** {@code ssize_t readlinkat(int dirfd, const char *pathname, char *buf, size_t bufsiz);} readlink(2). */
    public static String readlink(int directory, String name) {
        String[] target = new String[1];
        Linux.orThrow(with(memory -> {
            long path = memory.put(name);
            long buffer = memory.reserve(8192);
            long length = Linux.call(Syscall.READLINKAT, directory, path, buffer, 8192);
            if (length >= 0) {
                byte[] content = new byte[(int) length];
                memory.bytes().get(memory.offset(buffer), content);
                target[0] = CString.decode(content);
            }
            return length;
        }), () -> "readlinkat " + shown(directory, name));
        return target[0];
    }

    /** {@code int mkdirat(int dirfd, const char *pathname, mode_t mode);} mkdir(2); the umask counts. */
    public static void mkdir(int directory, String name, int mode) {
        Linux.orThrow(with(memory -> Linux.call(Syscall.MKDIRAT, directory, memory.put(name), mode)), () -> "mkdirat "
                + shown(directory, name));
    }

    /** {@code int symlinkat(const char *target, int newdirfd, const char *linkpath);} symlink(2). */
    public static void symlink(String target, int directory, String name) {
        Linux.orThrow(with(memory -> Linux.call(Syscall.SYMLINKAT, memory.put(target), directory, memory.put(name))),
                () -> "symlinkat target=" + target + " " + shown(directory, name));
    }

    /** {@code int linkat(int olddirfd, const char *oldpath, int newdirfd, const char *newpath, int flags);} link(2). */
    public static void link(int oldDirectory, String oldName, int directory, String name) {
        Linux.orThrow(with(memory -> Linux.call(Syscall.LINKAT, oldDirectory, memory.put(oldName), directory, memory.put(name),
                0)),
                () -> "linkat old=" + oldName + " new: " + shown(directory, name));
    }

    /**
     * {@code int mknodat(int dirfd, const char *pathname, mode_t mode, dev_t dev);} mknod(2); the umask counts. EPERM: a device,
     * and no CAP_MKNOD in the first user namespace (except for 0:0, overlayfs' whiteout, since Linux 5.8).
     *
     * @param mode type and permissions
     */
    public static void mknod(int directory, String name, int mode, int major, int minor) {
        long device = (major & 0xfffL) << 8 | minor & 0xff | (minor & 0xffffff00L) << 12;
        Linux.orThrow(with(memory -> Linux.call(Syscall.MKNODAT, directory, memory.put(name), mode, device)),
                () -> "mknodat " + shown(directory, name) + " mode=0" + Integer.toOctalString(mode) + " dev=" + major + ":"
                        + minor);
    }

    /** {@code int unlinkat(int dirfd, const char *pathname, int flags);} unlink(2). */
    public static void unlink(int directory, String name, boolean isDirectory) {
        Linux.orThrow(with(memory -> Linux.call(Syscall.UNLINKAT, directory, memory.put(name), isDirectory ? AT_REMOVEDIR : 0)),
                () -> "unlinkat " + shown(directory, name));
    }

    /**
     * {@code int renameat2(int olddirfd, const char *oldpath, int newdirfd, const char *newpath, unsigned int flags);} rename(2).
     */
    public static void rename(int oldDirectory, String oldName, int directory, String name) {
        Linux.orThrow(with(memory -> Linux.call(Syscall.RENAMEAT2, oldDirectory, memory.put(oldName), directory, memory.put(name),
                0)),
                () -> "renameat2 old=" + oldName + " new: " + shown(directory, name));
    }

    /**
     * {@code int fchmodat(int dirfd, const char *pathname, mode_t mode, int flags);} chmod(2). It <em>follows</em> a link: to be
     * called for what is known to be none.
     */
    public static void chmod(int directory, String name, int mode) {
        Linux.orThrow(with(memory -> Linux.call(Syscall.FCHMODAT, directory, memory.put(name), mode)),
                () -> "fchmodat " + shown(directory, name) + " mode=0" + Integer.toOctalString(mode));
    }

    /** {@code int fchmod(int fd, mode_t mode);} chmod(2). */
    public static void fchmod(int fd, int mode) {
        Linux.orThrow(Linux.call(Syscall.FCHMOD, fd, mode), () -> "fchmod fd=" + fd + " mode=0" + Integer.toOctalString(mode));
    }

    /**
     * {@code int fchownat(int dirfd, const char *pathname, uid_t owner, gid_t group, int flags);} chown(2). It takes away the
     * set-user-ID bits and security.capability.
     */
    public static void chown(int directory, String name, int uid, int gid) {
        Linux.orThrow(with(memory -> Linux.call(Syscall.FCHOWNAT, directory, memory.put(name), uid & 0xffffffffL,
                gid & 0xffffffffL, AT_SYMLINK_NOFOLLOW | (name.isEmpty() ? AT_EMPTY_PATH : 0))),
                () -> "fchownat " + shown(directory, name) + " owner=" + Integer.toUnsignedString(uid) + " group="
                        + Integer.toUnsignedString(gid));
    }

    /** {@code int utimensat(int dirfd, const char *pathname, const struct timespec times[2], int flags);} utimensat(2). */
    public static void setTimes(int directory, String name, Instant accessed, Instant modified) {
        Linux.orThrow(with(memory -> {
            long times = memory.reserve(32);
            memory.bytes().putLong(memory.offset(times), accessed.getEpochSecond())
                    .putLong(memory.offset(times) + 8, accessed.getNano());
            memory.bytes().putLong(memory.offset(times) + 16, modified.getEpochSecond())
                    .putLong(memory.offset(times) + 24, modified.getNano());
            return Linux.call(Syscall.UTIMENSAT, directory, memory.put(name), times, AT_SYMLINK_NOFOLLOW);
        }), () -> "utimensat " + shown(directory, name) + " mtime=" + modified);
    }

    /** {@code int ftruncate(int fd, off_t length);} truncate(2): also makes a file longer, by a hole. */
    public static void ftruncate(int fd, long length) {
        Linux.orThrow(Linux.call(Syscall.FTRUNCATE, fd, length), () -> "ftruncate fd=" + fd + " length=" + length);
    }

    /** {@code int syncfs(int fd);} sync(2): brings to the disk what the filesystem has, that the descriptor is on. */
    public static void syncfs(int fd) {
        Linux.orThrow(Linux.call(Syscall.SYNCFS, fd), () -> "syncfs fd=" + fd);
    }

    /** {@code off_t lseek(int fd, off_t offset, int whence);} lseek(2). */
    public static long lseek(int fd, long offset, int whence) {
        return Linux.orThrow(Linux.call(Syscall.LSEEK, fd, offset, whence), () -> "lseek fd=" + fd + " offset=" + offset);
    }

    /** lseek(2) with SEEK_DATA: where the next part with content begins, or -1 if there is none (ENXIO). */
    public static long nextData(int fd, long offset) {
        final int seekData = 3;
        long at = Linux.call(Syscall.LSEEK, fd, offset, seekData);
        return Errno.ENXIO.is(at) ? -1 : Linux.orThrow(at, () -> "lseek fd=" + fd + " whence=SEEK_DATA");
    }

    /** lseek(2) with SEEK_HOLE: where the next hole begins; the end of the file is one. */
    public static long nextHole(int fd, long offset) {
        final int seekHole = 4;
        return lseek(fd, offset, seekHole);
    }

    /**
     * {@code ssize_t read(int fd, void *buf, size_t count);} read(2): how many bytes came, at most {@code length}; 0 at the end
     * of the file.
     */
    public static int read(int fd, byte[] buffer, int offset, int length) {
        int wanted = Math.min(length, SCRATCH);
        return (int) Linux.orThrow(with(memory -> {
            long got;
            do {
                got = Linux.call(Syscall.READ, fd, memory.address(), wanted);
            } while (Errno.EINTR.is(got));
            if (got > 0) {
                memory.bytes().get(0, buffer, offset, (int) got);
            }
            return got;
        }), () -> "read fd=" + fd);
    }

    /** {@code ssize_t write(int fd, const void *buf, size_t count);} write(2). Writes all of it. */
    public static void write(int fd, byte[] buffer, int offset, int length) {
        int done = 0;
        while (done < length) {
            int from = offset + done;
            int count = Math.min(length - done, SCRATCH);
            done += (int) Linux.orThrow(with(memory -> {
                memory.bytes().put(0, buffer, from, count);
                long written;
                do {
                    written = Linux.call(Syscall.WRITE, fd, memory.address(), count);
                } while (Errno.EINTR.is(written));
                return written;
            }), () -> "write fd=" + fd);
        }
    }

    /**
     * The extended attributes have no *at calls before Linux 6.13: /proc leads to the directory, and the name is the last
     * component.
     */
    private static String attributePath(int directory, String name) {
        return directory == Linux.AT_FDCWD ? name : "/proc/self/fd/" + directory + "/" + name;
    }

    /**
     * {@code ssize_t llistxattr(const char *path, char *list, size_t size);} listxattr(2): the names, in their order. Empty where
     * the filesystem has no such thing.
     */
    public static List<String> listXattr(int directory, String name) {
        List<String> names = new ArrayList<>();
        long result = with(memory -> {
            long path = memory.put(attributePath(directory, name));
            long list = memory.reserve(XATTR_SIZE_MAX);
            long length = Linux.call(Syscall.LLISTXATTR, path, list, XATTR_SIZE_MAX);
            int start = memory.offset(list);
            for (int at = start; at < start + length; ) {
                String attribute = string(memory.bytes(), at);
                names.add(attribute);
                at += CString.length(attribute) + 1;
            }
            return length;
        });
        if (!Errno.EOPNOTSUPP.is(result)) {
            Linux.orThrow(result, () -> "llistxattr " + shown(directory, name));
        }
        names.sort(null);
        return names;
    }

    /**
     * {@code ssize_t lgetxattr(const char *path, const char *name, void *value, size_t size);} getxattr(2); null if it has none
     * of that name (ENODATA).
     */
    public static byte[] getXattr(int directory, String name, String attribute) {
        byte[][] value = new byte[1][];
        long result = with(memory -> {
            long path = memory.put(attributePath(directory, name));
            long attributeName = memory.put(attribute);
            long buffer = memory.reserve(XATTR_SIZE_MAX);
            long length = Linux.call(Syscall.LGETXATTR, path, attributeName, buffer, XATTR_SIZE_MAX);
            if (length >= 0) {
                value[0] = new byte[(int) length];
                memory.bytes().get(memory.offset(buffer), value[0]);
            }
            return length;
        });
        boolean none = Errno.ENODATA.is(result) || Errno.EOPNOTSUPP.is(result);
        if (!none) {
            Linux.orThrow(result, () -> "lgetxattr " + shown(directory, name) + " name=" + attribute);
        }
        return value[0];
    }

    /** {@code int lsetxattr(const char *path, const char *name, const void *value, size_t size, int flags);} setxattr(2). */
    public static void setXattr(int directory, String name, String attribute, byte[] value) {
        if (value.length > XATTR_SIZE_MAX) {
            throw new SyscallException("lsetxattr " + shown(directory, name) + " name=" + attribute + " size=" + value.length,
                    Errno.E2BIG.number());
        }
        Linux.orThrow(with(memory -> {
            long path = memory.put(attributePath(directory, name));
            long attributeName = memory.put(attribute);
            long buffer = memory.reserve(value.length);
            memory.bytes().put(memory.offset(buffer), value);
            return Linux.call(Syscall.LSETXATTR, path, attributeName, buffer, value.length, 0);
        }), () -> "lsetxattr " + shown(directory, name) + " name=" + attribute);
    }

    /**
     * {@code int flock(int fd, int operation);} flock(2): an exclusive lock, which ends with the last copy of the descriptor.
     * False if another has it.
     */
    public static boolean lock(int fd, boolean wait) {
        final int exclusive = 2;
        final int nonblocking = 4;
        long result;
        do {
            result = Linux.call(Syscall.FLOCK, fd, exclusive | (wait ? 0 : nonblocking));
        } while (Errno.EINTR.is(result));
        if (Errno.EAGAIN.is(result)) {
            return false;
        }
        Linux.orThrow(result, () -> "flock fd=" + fd);
        return true;
    }

    /** {@code int flock(int fd, int operation);} flock(2): LOCK_UN. */
    public static void unlock(int fd) {
        final int unlock = 8;
        Linux.orThrow(Linux.call(Syscall.FLOCK, fd, unlock), () -> "flock fd=" + fd + " operation=LOCK_UN");
    }

    /** {@code int fsync(int fd);} fsync(2). */
    public static void fsync(int fd) {
        Linux.orThrow(Linux.call(Syscall.FSYNC, fd), () -> "fsync fd=" + fd);
    }

    /**
     * {@code int posix_fadvise(int fd, off_t offset, off_t size, int advice);} posix_fadvise(2), POSIX_FADV_DONTNEED: the kernel
     * may forget what it has in memory of the file, if it is on a disk.
     */
    public static void forgetPages(int fd) {
        final int dontNeed = 4;
        Linux.orThrow(Linux.call(Syscall.FADVISE64, fd, 0, 0, dontNeed), () -> "fadvise64 fd=" + fd
                + " advice=POSIX_FADV_DONTNEED");
    }

    /** {@code int mincore(void *addr, size_t length, unsigned char *vec);} mincore(2): how many pages of a file are in memory. */
    public static int pagesInMemory(int fd, long length) {
        final long protRead = 1;
        final long mapShared = 1;
        int pages = (int) ((length + 4095) / 4096);
        long address = Linux.orThrow(Linux.call(Syscall.MMAP, 0, length, protRead, mapShared, fd, 0), () -> "mmap fd=" + fd);
        try (NativeMemory vector = NativeMemory.scratch(pages)) {
            Linux.orThrow(Linux.call(Syscall.MINCORE, address, length, vector.address()), () -> "mincore length=" + length);
            int present = 0;
            for (int i = 0; i < pages; i++) {
                present += vector.bytes().get(i) & 1;
            }
            return present;
        } finally {
            Linux.munmap(address, length);
        }
    }
}
