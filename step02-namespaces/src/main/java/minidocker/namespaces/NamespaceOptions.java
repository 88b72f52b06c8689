package minidocker.namespaces;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import minidocker.syscall.Linux;
import picocli.CommandLine.Option;

/** The options of {@code run} about namespaces, with Docker's names where it has them. */
public final class NamespaceOptions {
    private static final String HOST = "host";
    private static final String PRIVATE = "private";

    @Option(names = {"-h", "--hostname"}, paramLabel = "NAME",
            description = "The container's hostname; by default the first letters of its ID.")
    String hostname;

    @Option(names = "--pid", paramLabel = "private|host", description = "Processes: its own, or the host's.")
    String pid = PRIVATE;

    @Option(names = {"--network", "--net"}, paramLabel = "none|host",
            description = "Network: its own, with a loopback device only, or the host's.")
    String network = "none";

    @Option(names = "--ipc", paramLabel = "private|host", description = "System V IPC and message queues.")
    String ipc = PRIVATE;

    @Option(names = "--uts", paramLabel = "private|host", description = "Hostname.")
    String uts = PRIVATE;

    @Option(names = "--cgroupns", paramLabel = "private|host", description = "The root of the cgroups it sees.")
    String cgroup = PRIVATE;

    @Option(names = "--mountns", paramLabel = "private|host",
            description = "Mounts; with the host's, the root can be changed by chroot only.")
    String mount = PRIVATE;

    @Option(names = "--userns", paramLabel = "private|host",
            description = "Users; private for an ordinary user, else the host's.")
    String user;

    @Option(names = "--timens", paramLabel = "private|host", description = "Monotonic and boot clock; the host's by default.")
    String time;

    @Option(names = "--time-offset", paramLabel = "SECONDS",
            description = "Set these two clocks ahead, or back, in a time namespace.")
    long timeOffset;

    @Option(names = "--uid-map", paramLabel = "IN:OUT:N",
            description = "Users of the user namespace: N of them, from IN inside and OUT outside. Several times.")
    List<String> uidMap = new ArrayList<>();

    @Option(names = "--gid-map", paramLabel = "IN:OUT:N", description = "Its groups; as --uid-map if left out.")
    List<String> gidMap = new ArrayList<>();

    @Option(names = "--privileged", description = "Root in the container keeps all capabilities.")
    boolean privileged;

    @Option(names = "--init", description = "Put a small init in front, which reaps orphans and passes signals on.")
    boolean init;

    Set<Namespace> namespaces() {
        Set<Namespace> own = EnumSet.noneOf(Namespace.class);
        add(own, Namespace.MOUNT, "--mountns", mount, PRIVATE);
        add(own, Namespace.UTS, "--uts", uts, PRIVATE);
        add(own, Namespace.IPC, "--ipc", ipc, PRIVATE);
        add(own, Namespace.PID, "--pid", pid, PRIVATE);
        add(own, Namespace.NETWORK, "--network", network.equals(PRIVATE) ? "none" : network, "none");
        add(own, Namespace.CGROUP, "--cgroupns", cgroup, PRIVATE);
        boolean mapped = !uidMap.isEmpty() || !gidMap.isEmpty();
        add(own, Namespace.USER, "--userns", user != null ? user : mapped || Linux.geteuid() != 0 ? PRIVATE : HOST, PRIVATE);
        add(own, Namespace.TIME, "--timens", time != null ? time : timeOffset != 0 ? PRIVATE : HOST, PRIVATE);
        return own;
    }

    private static void add(Set<Namespace> own, Namespace namespace, String option, String value, String wanted) {
        if (value.equals(wanted)) {
            own.add(namespace);
        } else if (!value.equals(HOST)) {
            throw new IllegalArgumentException(option + " is " + wanted + " or host, not " + value);
        }
    }

    Set<Capability> capabilities(Set<Namespace> own) {
        return Capability.kept(privileged, own);
    }

    /** Null if the container has no user namespace of its own. */
    UserMaps maps(Set<Namespace> namespaces) {
        if (!namespaces.contains(Namespace.USER)) {
            if (!uidMap.isEmpty() || !gidMap.isEmpty()) {
                throw new IllegalArgumentException("--uid-map and --gid-map need a user namespace: leave out '--userns host'");
            }
            return null;
        }
        return UserMaps.decide(uidMap.stream().map(IdMapping::parse).toList(), gidMap.stream().map(IdMapping::parse).toList());
    }
}
