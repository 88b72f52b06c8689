package minidocker.syscall;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import minidocker.syscall.Operand.Bytes;
import minidocker.syscall.Operand.Flags;
import minidocker.syscall.Operand.Size;
import minidocker.syscall.Operand.Symbol;
import minidocker.syscall.Operand.Text;

/** Calls about mounts and the root directory. A null stands for NULL. */
public final class MountCalls {
    private static final long AT_RECURSIVE = 0x8000;
    private static final long AT_EMPTY_PATH = 0x1000;
    private static final long MOUNT_ATTR_RDONLY = 1;

    private MountCalls() {}

    private static Operand text(String text) {
        return text == null ? Symbol.NULL : new Text(text);
    }

    /**
     * {@code int mount(const char *source, const char *target, const char *filesystemtype, unsigned long mountflags, const void *data);}
     * mount(2). EPERM: no CAP_SYS_ADMIN in the user namespace that owns this mount namespace.
     */
    public static Call mount(String source, String target, String type, String data, MountFlag... flags) {
        return Call.of(Syscall.MOUNT, new Argument("src", text(source)), new Argument("dst", text(target)),
                new Argument("type", text(type)),
                new Argument("flags", Flags.of(MountFlag.values(), flags)), new Argument("data", text(data)));
    }

    /** {@code int umount2(const char *target, int flags);} umount(2). */
    public static Call umount2(String target, UmountFlag... flags) {
        return Call.of(Syscall.UMOUNT2, new Argument("target", text(target)),
                new Argument("flags", Flags.of(UmountFlag.values(), flags)));
    }

    /**
     * {@code int pivot_root(const char *new_root, const char *put_old);} pivot_root(2). EINVAL: the new root is no mount point,
     * or is shared.
     */
    public static Call pivotRoot(String newRoot, String putOld) {
        return Call.of(Syscall.PIVOT_ROOT, new Argument("new", text(newRoot)), new Argument("old", text(putOld)))
                .hint(Errno.EINVAL, "the new root must be a mount point, and neither it nor the old one may be shared or the initial ramdisk");
    }

    /**
     * {@code int open_tree(int dirfd, const char *pathname, unsigned int flags);} open_tree(2), Linux 5.2: a copy of a mount,
     * with all mounts below it, that is attached nowhere yet. The result is its descriptor.
     */
    public static Call openTree(String path) {
        return openTree(path, true);
    }

    /**
     * The same.
     *
     * @param recursive with all mounts below it
     */
    public static Call openTree(String path, boolean recursive) {
        final long openTreeClone = 1;
        final long cloexec = 02000000;
        Symbol flags = recursive
                ? new Symbol("OPEN_TREE_CLONE|OPEN_TREE_CLOEXEC|AT_RECURSIVE", openTreeClone | cloexec | AT_RECURSIVE)
                : new Symbol("OPEN_TREE_CLONE|OPEN_TREE_CLOEXEC", openTreeClone | cloexec);
        return Call.of(Syscall.OPEN_TREE, new Argument("dirfd", Symbol.AT_FDCWD), new Argument("pathname", text(path)),
                new Argument("flags", flags));
    }

    /**
     * {@code int move_mount(int from_dirfd, const char *from_pathname, int to_dirfd, const char *to_pathname, unsigned int flags);}
     * move_mount(2), Linux 5.2: attaches what {@link #openTree} made. ENOTDIR: a folder goes onto a folder and a file onto a file
     * only.
     */
    public static Call moveMount(Operand tree, String target) {
        final long fromEmptyPath = 4;
        return Call.of(Syscall.MOVE_MOUNT, new Argument("from", tree), new Argument("from_pathname", new Text("")),
                new Argument("to_dirfd", Symbol.AT_FDCWD),
                new Argument("to", text(target)),
                        new Argument("flags", new Symbol("MOVE_MOUNT_F_EMPTY_PATH|MOVE_MOUNT_T_SYMLINKS", fromEmptyPath | 0x10)));
    }

    /**
     * {@code int mount_setattr(int dirfd, const char *pathname, unsigned int flags, struct mount_attr *attr, size_t size);}
     * mount_setattr(2), Linux 5.12: the mount of the descriptor, and all below it, become read-only.
     */
    public static Call makeReadOnly(Operand tree) {
        return setReadOnly(tree, new Text(""), new Symbol("AT_EMPTY_PATH|AT_RECURSIVE", AT_EMPTY_PATH | AT_RECURSIVE));
    }

    /**
     * {@code int mount_setattr(int dirfd, const char *pathname, ...);} mount_setattr(2), Linux 5.12: that one mount becomes
     * read-only.
     */
    public static Call makeReadOnly(String path) {
        return setReadOnly(Symbol.AT_FDCWD, new Text(path), new Flags(0, java.util.List.of()));
    }

    /** What mount_setattr(2) changes of a mount: MOUNT_ATTR_* bits to set and to clear, and how it hears of others' mounts. */
    public record MountChange(long set, long clear, MountFlag propagation, boolean recursive) {
        public static final long RDONLY = 1;
        public static final long NOSUID = 2;
        public static final long NODEV = 4;
        public static final long NOEXEC = 8;
        /** The bits of all settings of access times, which exclude each other; RELATIME is none of them. */
        public static final long ATIME_ALL = 0x70;
        public static final long NOATIME = 0x10;
        public static final long STRICTATIME = 0x20;
        public static final long NODIRATIME = 0x80;
        public static final long NOSYMFOLLOW = 0x200000;

        private static final long[] BITS = {RDONLY, NOSUID, NODEV, NOEXEC, NOATIME, STRICTATIME, NODIRATIME, NOSYMFOLLOW};
        private static final String[] NAMES = {"RDONLY", "NOSUID", "NODEV", "NOEXEC", "NOATIME", "STRICTATIME", "NODIRATIME",
            "NOSYMFOLLOW"};

        private static String shown(long bits) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < BITS.length; i++) {
                if ((bits & BITS[i]) != 0) {
                    text.append(text.length() == 0 ? "" : "|").append("MOUNT_ATTR_").append(NAMES[i]);
                }
            }
            return text.toString();
        }

        private String shown() {
            StringBuilder text = new StringBuilder("{");
            text.append(set == 0 ? "" : "attr_set=" + shown(set) + " ");
            text.append(clear == 0 ? "" : "attr_clr=" + shown(clear) + " ");
            text.append(propagation == null ? "" : "propagation=" + propagation);
            return text.toString().strip() + "}";
        }
    }

    /**
     * {@code int mount_setattr(int dirfd, const char *pathname, unsigned int flags, struct mount_attr *attr, size_t size);}
     * mount_setattr(2), Linux 5.12: of the mount of the descriptor, before or after it is attached somewhere.
     */
    public static Call change(Operand tree, MountChange change) {
        ByteBuffer attributes = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN).putLong(change.set())
                .putLong(change.clear()).putLong(change.propagation() == null ? 0 : change.propagation().bits());
        Operand flags = change.recursive() ? new Symbol("AT_EMPTY_PATH|AT_RECURSIVE", AT_EMPTY_PATH | AT_RECURSIVE)
                : new Symbol("AT_EMPTY_PATH", AT_EMPTY_PATH);
        return Call.of(Syscall.MOUNT_SETATTR, new Argument("dirfd", tree), new Argument("pathname", new Text("")),
                new Argument("flags", flags), new Argument("attr", new Bytes(attributes.array(), change.shown())),
                new Argument("size", new Size(32)))
                .hint(Errno.ENOSYS, "changing a mount by its descriptor needs Linux 5.12");
    }

    private static Call setReadOnly(Operand directory, Text path, Operand flags) {
        ByteBuffer attributes = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN).putLong(MOUNT_ATTR_RDONLY);
        return Call.of(Syscall.MOUNT_SETATTR, new Argument("dirfd", directory), new Argument("pathname", path),
                new Argument("flags", flags),
                new Argument("attr", new Bytes(attributes.array(), "{attr_set=MOUNT_ATTR_RDONLY}")),
                        new Argument("size", new Size(32)))
                .hint(Errno.ENOSYS, "read-only mounts need Linux 5.12");
    }
}
