package minidocker.syscall;

/**
 * What a new process has of its own, and how it is made.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/clone.2.html">clone(2)</a>
 */
public enum CloneFlag implements Flag {
    CLONE_NEWNS(0x00020000),
    CLONE_NEWUTS(0x04000000),
    CLONE_NEWIPC(0x08000000),
    CLONE_NEWPID(0x20000000),
    CLONE_NEWNET(0x40000000),
    CLONE_NEWUSER(0x10000000),
    CLONE_NEWCGROUP(0x02000000),
    CLONE_NEWTIME(0x00000080),
    CLONE_PARENT(0x00008000), CLONE_PARENT_SETTID(0x00100000),
    CLONE_PIDFD(0x00001000),
    CLONE_CLEAR_SIGHAND(0x100000000L),
    CLONE_INTO_CGROUP(0x200000000L);

    private final long bits;

    CloneFlag(long bits) {
        this.bits = bits;
    }

    @Override
    public long bits() {
        return bits;
    }
}
