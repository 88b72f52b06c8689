package minidocker.namespaces;

import static minidocker.syscall.ProcessCalls.capset;
import static minidocker.syscall.ProcessCalls.dropFromBoundingSet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import minidocker.chroot.Chroot;
import minidocker.chroot.ProcessSpec;
import minidocker.chroot.User;
import minidocker.syscall.Call;
import minidocker.syscall.Errno;
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

    private static final Set<Capability> TO_BECOME_A_USER = Set.of(CAP_SETUID, CAP_SETGID);

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

    /**
     * From here on whatever the process executes has no capability but these. The process itself has two more until
     * {@link #becomeUser}, if it is to become a user and these do not suffice for that: runc, too, takes the bounding set first,
     * then becomes the user, and gives up the rest last.
     *
     * @param user null if the process stays who it is
     */
    static SyscallProgram keepOnly(Set<Capability> kept, User user, SyscallProgram program) {
        SyscallProgram longer = program;
        for (Capability capability : values()) {
            if (!kept.contains(capability)) {
                // EINVAL: a kernel that does not know the newest ones need not drop them.
                longer = longer.then(dropFromBoundingSet(capability.name(), capability.ordinal()).orGoOn(),
                        "root of the container is not root of the machine: what reaches beyond the namespaces is gone for good");
            }
        }
        if (user == null || kept.containsAll(TO_BECOME_A_USER)) {
            return longer.then(have(kept), "and out of our hands at once, not only out of what we may execute");
        }
        Set<Capability> still = new TreeSet<>(kept);
        still.addAll(TO_BECOME_A_USER);
        return longer.then(have(still).hint(Errno.EPERM, "without CAP_SETUID and CAP_SETGID we cannot become another user: leave out -u"),
                "and out of our hands at once, but for the two by which we become the user");
    }

    /**
     * Who and where the process is when its program starts, see {@link Chroot#become}, with these capabilities and no other.
     */
    static SyscallProgram becomeUser(Set<Capability> kept, ProcessSpec process, boolean mayLeaveGroups, SyscallProgram program) {
        User user = process.user();
        SyscallProgram longer = Chroot.take(program, process, mayLeaveGroups);
        // Any other user has lost all of them by becoming it.
        if (user != null && user.uid() == 0 && !kept.containsAll(TO_BECOME_A_USER)) {
            longer = longer.then(have(kept), "the two by which we became the user are done with");
        }
        return Chroot.dieWithUs(longer);
    }

    private static Call have(Set<Capability> capabilities) {
        long bits = capabilities.stream().mapToLong(capability -> 1L << capability.ordinal()).reduce(0, (a, b) -> a | b);
        return capset(bits, capabilities.isEmpty() ? "none"
                : capabilities.stream().sorted().map(Enum::name).collect(Collectors.joining("|")));
    }
}
