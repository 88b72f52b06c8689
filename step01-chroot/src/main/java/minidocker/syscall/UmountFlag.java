package minidocker.syscall;

/**
 * Flags of umount2(2).
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/umount.2.html">umount(2)</a>
 */
public enum UmountFlag implements Flag {
    MNT_FORCE(1),
    MNT_DETACH(2),
    MNT_EXPIRE(4),
    UMOUNT_NOFOLLOW(8);

    private final long bits;

    UmountFlag(long bits) {
        this.bits = bits;
    }

    @Override
    public long bits() {
        return bits;
    }
}
