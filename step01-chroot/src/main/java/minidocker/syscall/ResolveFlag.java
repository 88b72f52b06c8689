package minidocker.syscall;

/**
 * How openat2(2) goes along a path.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/openat2.2.html">openat2(2)</a>
 */
public enum ResolveFlag implements Flag {
    /** Enters no mount. EXDEV. */
    RESOLVE_NO_XDEV(0x01),
    /** Follows none of the links in /proc that lead to open files. ELOOP. */
    RESOLVE_NO_MAGICLINKS(0x02),
    /** Follows no link. ELOOP. */
    RESOLVE_NO_SYMLINKS(0x04),
    /** Leaves the directory nowhere. EXDEV. */
    RESOLVE_BENEATH(0x08),
    /** Takes the directory for the root: {@code ..} and absolute links stay in it. */
    RESOLVE_IN_ROOT(0x10);

    private final long bits;

    ResolveFlag(long bits) {
        this.bits = bits;
    }

    @Override
    public long bits() {
        return bits;
    }
}
