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
        final long openTreeClone = 1;
        final long cloexec = 02000000;
        return Call.of(Syscall.OPEN_TREE, new Argument("dirfd", Symbol.AT_FDCWD), new Argument("pathname", text(path)),
                new Argument("flags",
                        new Symbol("OPEN_TREE_CLONE|OPEN_TREE_CLOEXEC|AT_RECURSIVE", openTreeClone | cloexec | AT_RECURSIVE)));
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

    private static Call setReadOnly(Operand directory, Text path, Operand flags) {
        ByteBuffer attributes = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN).putLong(MOUNT_ATTR_RDONLY);
        return Call.of(Syscall.MOUNT_SETATTR, new Argument("dirfd", directory), new Argument("pathname", path),
                new Argument("flags", flags),
                new Argument("attr", new Bytes(attributes.array(), "{attr_set=MOUNT_ATTR_RDONLY}")),
                        new Argument("size", new Size(32)))
                .hint(Errno.ENOSYS, "read-only mounts need Linux 5.12");
    }
}
