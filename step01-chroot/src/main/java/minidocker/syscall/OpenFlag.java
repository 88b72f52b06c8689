package minidocker.syscall;

/**
 * Flags of open(2). Two of them have other numbers on aarch64 than on x86-64 ({@code arch/arm64/include/uapi/asm/fcntl.h}).
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/open.2.html">open(2)</a>
 */
public enum OpenFlag implements Flag {
    O_WRONLY(01), O_RDWR(02), O_CREAT(0100), O_EXCL(0200), O_NOCTTY(0400), O_TRUNC(01000), O_APPEND(02000), O_NONBLOCK(04000),
    O_SYNC(04010000), O_DIRECTORY(0200000, 040000), O_NOFOLLOW(0400000, 0100000), O_CLOEXEC(02000000), O_PATH(010000000);

    private final long bits;

    OpenFlag(long everywhere) {
        this(everywhere, everywhere);
    }

    OpenFlag(long x86_64, long aarch64) {
        this.bits = Architecture.current() == Architecture.X86_64 ? x86_64 : aarch64;
    }

    @Override
    public long bits() {
        return bits;
    }
}
