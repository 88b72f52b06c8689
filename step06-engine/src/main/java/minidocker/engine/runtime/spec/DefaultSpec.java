package minidocker.engine.runtime.spec;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import minidocker.cgroups.DeviceRule;
import minidocker.cgroups.Limits;
import minidocker.chroot.ProcessSpec;
import minidocker.namespaces.Capability;
import minidocker.namespaces.Namespace;

/** What a container of Docker's is where nobody says otherwise, to be read from top to bottom. */
public final class DefaultSpec {
    /** Fourteen of the forty-one. */
    public static final Set<Capability> CAPABILITIES = Set.copyOf(EnumSet.of(
            Capability.CAP_CHOWN,
            Capability.CAP_DAC_OVERRIDE,
            Capability.CAP_FSETID,
            Capability.CAP_FOWNER,
            Capability.CAP_MKNOD,
            Capability.CAP_NET_RAW,
            Capability.CAP_SETGID,
            Capability.CAP_SETUID,
            Capability.CAP_SETFCAP,
            Capability.CAP_SETPCAP,
            Capability.CAP_NET_BIND_SERVICE,
            Capability.CAP_SYS_CHROOT,
            Capability.CAP_KILL,
            Capability.CAP_AUDIT_WRITE));

    /** They tell about the host, or act on it. */
    public static final List<String> MASKED_PATHS = List.of(
            "/proc/asound",
            "/proc/acpi",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/sys/firmware");

    /** To be looked at; writing would change the host. */
    public static final List<String> READONLY_PATHS = List.of(
            "/proc/bus",
            "/proc/fs",
            "/proc/irq",
            "/proc/sys",
            "/proc/sysrq-trigger");

    /**
     * In a network namespace of its own, where these ports are nobody else's: any user may listen on port 80, and use ping without
     * a set-user-ID program.
     */
    public static final Map<String, String> NETWORK_SYSCTL = Map.of(
            "net.ipv4.ip_unprivileged_port_start", "0",
            "net.ipv4.ping_group_range", "0 2147483647");

    /** The size of /dev/shm in bytes: 64 MiB. */
    public static final long SHM_SIZE = 64L << 20;

    private DefaultSpec() {}

    /**
     * @param args the program and its arguments
     * @param hostname of the container
     */
    public static Spec of(List<String> args, String hostname) {
        return new Spec(process(args), new SpecRoot("rootfs", false), hostname, null, mounts(SHM_SIZE), Map.of(), linux());
    }

    public static SpecProcess process(List<String> args) {
        return new SpecProcess(false, null, SpecUser.ROOT, args,
                List.of("PATH=" + ProcessSpec.DEFAULT_PATH), "/", CapabilitySets.docker(CAPABILITIES), List.of(), 0, false);
    }

    /** @param shmSize of /dev/shm in bytes */
    public static List<SpecMount> mounts(long shmSize) {
        return List.of(
                new SpecMount("/proc", "proc", "proc", List.of("nosuid", "noexec", "nodev")),
                new SpecMount("/dev", "tmpfs", "tmpfs", List.of("nosuid", "strictatime", "mode=755", "size=65536k")),
                new SpecMount("/dev/pts", "devpts", "devpts",
                        List.of("nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5")),
                new SpecMount("/sys", "sysfs", "sysfs", List.of("nosuid", "noexec", "nodev", "ro")),
                new SpecMount("/sys/fs/cgroup", "cgroup", "cgroup", List.of("ro", "nosuid", "noexec", "nodev")),
                new SpecMount("/dev/mqueue", "mqueue", "mqueue", List.of("nosuid", "noexec", "nodev")),
                new SpecMount("/dev/shm", "tmpfs", "shm",
                        List.of("nosuid", "noexec", "nodev", "mode=1777", "size=" + shmSize)));
    }

    public static SpecLinux linux() {
        return SpecLinux.EMPTY
                .withNamespaces(List.of(
                        new SpecNamespace(Namespace.MOUNT),
                        new SpecNamespace(Namespace.NETWORK),
                        new SpecNamespace(Namespace.UTS),
                        new SpecNamespace(Namespace.PID),
                        new SpecNamespace(Namespace.IPC),
                        new SpecNamespace(Namespace.CGROUP)))
                .with(Limits.NONE.withDevices(DeviceRule.DEFAULT))
                .withSysctl(NETWORK_SYSCTL)
                .withPaths(MASKED_PATHS, READONLY_PATHS);
    }
}
