package minidocker.syscall;

/**
 * What this process, the JVM, does with mounts: it makes some that are attached nowhere, for a child to attach them in its own
 * mount namespace. As in {@link Linux}, each method stands under its C prototype, and a failure is a {@link SyscallException}.
 */
public final class LinuxMounts {
    private static final long OPEN_TREE_CLONE = 1;
    private static final long AT_EMPTY_PATH = 0x1000;
    private static final int MOUNT_ATTR_SIZE = 32;

    private LinuxMounts() {}

    /**
     * {@code int open_tree(int dirfd, const char *pathname, unsigned int flags);} open_tree(2), Linux 5.2: a copy of the mount,
     * beginning at the folder and without the mounts below it, that is attached nowhere. Always with OPEN_TREE_CLOEXEC.
     *
     * @return its descriptor; the mount goes with it unless it was attached
     */
    public static int openTree(String path) {
        try (NativeMemory memory = NativeMemory.scratch(path.length() * 4 + 8)) {
            return (int) Linux.orThrow(Linux.call(Syscall.OPEN_TREE, Linux.AT_FDCWD, memory.put(path),
                    OPEN_TREE_CLONE | OpenFlag.O_CLOEXEC.bits()), () -> "open_tree path=" + path + " flags=OPEN_TREE_CLONE");
        }
    }

    /**
     * {@code int mount_setattr(int dirfd, const char *pathname, unsigned int flags, struct mount_attr *attr, size_t size);}
     * mount_setattr(2), Linux 5.12, MOUNT_ATTR_IDMAP: whose ID on the disk is that of a user inside the namespace, belongs to that
     * user in this mount. EINVAL: the filesystem has no such mounts. EPERM: the filesystem is not ours, but of another user
     * namespace.
     *
     * @param tree from {@link #openTree}; a mount can be mapped once, before it is attached
     * @param userNamespace a descriptor of one, which has its maps
     */
    public static void mapIds(int tree, int userNamespace) {
        final long idMap = 0x00100000;
        try (NativeMemory memory = NativeMemory.scratch(MOUNT_ATTR_SIZE + 16)) {
            long attributes = memory.reserve(MOUNT_ATTR_SIZE);
            int at = memory.offset(attributes);
            memory.bytes().putLong(at, idMap).putLong(at + 24, userNamespace);
            Linux.orThrow(Linux.call(Syscall.MOUNT_SETATTR, tree, memory.put(""), AT_EMPTY_PATH, attributes, MOUNT_ATTR_SIZE),
                    () -> "mount_setattr attr_set=MOUNT_ATTR_IDMAP");
        }
    }
}
