package minidocker.namespaces;

import static minidocker.syscall.ProcessCalls.capset;
import static minidocker.syscall.ProcessCalls.dropFromBoundingSet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import minidocker.syscall.SyscallProgram;

/**
 * The pieces that root's power comes in, in the kernel's order ({@code include/uapi/linux/capability.h}); see capabilities(7).
 *
 * <p>Root in a container without a user namespace is root of the whole machine as far as nobody takes it away. Namespaces do not:
 * with CAP_SYS_ADMIN the container could remount the host's disk, with CAP_SYS_MODULE load a kernel module.
 */
public enum Capability {
    CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER, CAP_FSETID, CAP_KILL, CAP_SETGID, CAP_SETUID, CAP_SETPCAP,
            CAP_LINUX_IMMUTABLE,
    CAP_NET_BIND_SERVICE, CAP_NET_BROADCAST, CAP_NET_ADMIN, CAP_NET_RAW, CAP_IPC_LOCK, CAP_IPC_OWNER, CAP_SYS_MODULE,
            CAP_SYS_RAWIO, CAP_SYS_CHROOT,
    CAP_SYS_PTRACE, CAP_SYS_PACCT, CAP_SYS_ADMIN, CAP_SYS_BOOT, CAP_SYS_NICE, CAP_SYS_RESOURCE, CAP_SYS_TIME, CAP_SYS_TTY_CONFIG,
            CAP_MKNOD, CAP_LEASE,
    CAP_AUDIT_WRITE, CAP_AUDIT_CONTROL, CAP_SETFCAP, CAP_MAC_OVERRIDE, CAP_MAC_ADMIN, CAP_SYSLOG, CAP_WAKE_ALARM,
            CAP_BLOCK_SUSPEND, CAP_AUDIT_READ, CAP_PERFMON,
    CAP_BPF, CAP_CHECKPOINT_RESTORE;

    /**
     * What Docker leaves to root in a container, without CAP_MKNOD: with it, root makes itself a device file of the host's disk.
     * Docker can afford it because a cgroup of its containers forbids the use of such files; Podman leaves it out, too.
     */
    public static final Set<Capability> DEFAULT = Set.copyOf(EnumSet.of(CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FSETID, CAP_FOWNER,
            CAP_NET_RAW, CAP_SETGID,
            CAP_SETUID, CAP_SETFCAP, CAP_SETPCAP, CAP_NET_BIND_SERVICE, CAP_SYS_CHROOT, CAP_KILL, CAP_AUDIT_WRITE));

    /**
     * What root in a container keeps: what it may have, as far as we have it ourselves, which in a container or under systemd
     * need not be all. In a user namespace of its own there is no such limit.
     *
     * @param all instead of the default
     */
    static Set<Capability> kept(boolean all, Set<Namespace> own) {
        Set<Capability> kept = EnumSet.copyOf(all ? EnumSet.allOf(Capability.class) : DEFAULT);
        if (!own.contains(Namespace.USER)) {
            long ours = ours();
            kept.removeIf(capability -> (ours & 1L << capability.ordinal()) == 0);
        }
        return kept;
    }

    /** What this process is permitted, a bit each; all bits where that cannot be read. */
    public static long ours() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("CapPrm:")) {
                    return Long.parseUnsignedLong(line.substring("CapPrm:".length()).strip(), 16);
                }
            }
        } catch (IOException noProc) {
            // Then the kernel has the last word.
        }
        return -1L;
    }

    /** From here on the process, and whatever it executes, has no capability but these. */
    static SyscallProgram keepOnly(Set<Capability> kept, SyscallProgram program) {
        SyscallProgram longer = program;
        for (Capability capability : values()) {
            if (!kept.contains(capability)) {
                // EINVAL: a kernel that does not know the newest ones need not drop them.
                longer = longer.then(dropFromBoundingSet(capability.name(), capability.ordinal()).orGoOn(),
                        "root of the container is not root of the machine: what reaches beyond the namespaces is gone for good");
            }
        }
        long bits = kept.stream().mapToLong(capability -> 1L << capability.ordinal()).reduce(0, (a, b) -> a | b);
        String shown = kept.stream().sorted().map(Enum::name).collect(Collectors.joining("|"));
        return longer.then(capset(bits, shown), "and out of our hands at once, not only out of what we may execute");
    }
}
