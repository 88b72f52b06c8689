package minidocker.syscall;

import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * What statx(2) tells about a file.
 *
 * @param mode type and permissions, inode(7)
 * @param links hard links to it
 * @param size in bytes
 * @param blocks of 512 bytes that it has on its disk
 * @param rdevMajor of a device file, which device it is
 * @param dev the filesystem it is on, as one number
 */
public record Stat(int mode, long links, int uid, int gid, long inode, long size, long blocks, Instant accessed, Instant modified,
        Instant changed, int rdevMajor,
        int rdevMinor, long dev) {
    public static final int S_IFMT = 0170000;
    public static final int S_IFSOCK = 0140000;
    public static final int S_IFLNK = 0120000;
    public static final int S_IFREG = 0100000;
    public static final int S_IFBLK = 0060000;
    public static final int S_IFDIR = 0040000;
    public static final int S_IFCHR = 0020000;
    public static final int S_IFIFO = 0010000;

    public static final int STRUCT_SIZE = 256;

    /** From a struct statx that a program has left in its memory. */
    public static Stat of(byte[] statx) {
        return of(ByteBuffer.wrap(statx).order(java.nio.ByteOrder.LITTLE_ENDIAN));
    }

    /** From a struct statx, see statx(2). */
    static Stat of(ByteBuffer statx) {
        return new Stat(statx.getShort(28) & 0xffff, statx.getInt(16) & 0xffffffffL, statx.getInt(20), statx.getInt(24),
                statx.getLong(32), statx.getLong(40), statx.getLong(48),
                time(statx, 64), time(statx, 112), time(statx, 96), statx.getInt(128), statx.getInt(132),
                        (statx.getInt(136) & 0xffffffffL) << 32 | statx.getInt(140) & 0xffffffffL);
    }

    private static Instant time(ByteBuffer statx, int at) {
        return Instant.ofEpochSecond(statx.getLong(at), statx.getInt(at + 8) & 0xffffffffL);
    }

    public int type() {
        return mode & S_IFMT;
    }

    /** The twelve bits of chmod(2). */
    public int permissions() {
        return mode & 07777;
    }

    public boolean isDirectory() {
        return type() == S_IFDIR;
    }

    public boolean isRegular() {
        return type() == S_IFREG;
    }

    public boolean isLink() {
        return type() == S_IFLNK;
    }

    public boolean isDevice() {
        return type() == S_IFCHR || type() == S_IFBLK;
    }

    /** Whether both are the same file. */
    public boolean isSameFile(Stat other) {
        return inode == other.inode && dev == other.dev;
    }
}
