package minidocker.engine.core;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.network.Network;
import minidocker.engine.runtime.spec.SpecNamespace;
import minidocker.namespaces.Namespace;

/**
 * Which namespaces a container has of its own, and which it shares with the host or with another container: the modes of
 * {@link HostConfig}.
 */
final class Sharing {
    private static final String HOST = "host";
    private static final String CONTAINER = "container:";
    private static final Map<Namespace, String> FIELDS = new EnumMap<>(Map.of(Namespace.NETWORK, "NetworkMode", Namespace.PID,
            "PidMode", Namespace.IPC, "IpcMode", Namespace.UTS, "UTSMode", Namespace.CGROUP, "CgroupnsMode"));

    private final HostConfig host;

    Sharing(HostConfig host) {
        this.host = host;
    }

    /** A container that does not ask for a network is on the default one: this is the only place that knows. */
    static String network(HostConfig host) {
        return switch (host.string("NetworkMode")) {
            case "", "default" -> Network.DEFAULT;
            default -> host.string("NetworkMode");
        };
    }

    private String mode(Namespace namespace) {
        return namespace == Namespace.NETWORK ? network(host) : host.string(FIELDS.get(namespace));
    }

    boolean withHost(Namespace namespace) {
        return mode(namespace).equals(HOST);
    }

    /** Whose namespace it shares; empty if nobody's. */
    String other(Namespace namespace) {
        String mode = mode(namespace);
        return mode.startsWith(CONTAINER) ? mode.substring(CONTAINER.length()) : "";
    }

    /** @throws Refusal BAD_PARAMETER, in Docker's words */
    void check() {
        check(Namespace.PID, "PID", List.of("", HOST));
        check(Namespace.IPC, "IPC", List.of("", HOST, "private", "shareable", "none"));
        check(Namespace.UTS, "UTS", List.of("", HOST));
        check(Namespace.CGROUP, "cgroup namespace", List.of("", HOST, "private"));
        if (network(host).equals(CONTAINER)) {
            throw new Refusal(Kind.BAD_PARAMETER, "invalid container format container:<name|id>");
        }
    }

    private void check(Namespace namespace, String what, List<String> allowed) {
        boolean joins = (namespace == Namespace.PID || namespace == Namespace.IPC) && !other(namespace).isEmpty();
        if (!joins && !allowed.contains(mode(namespace))) {
            throw new Refusal(Kind.BAD_PARAMETER, "invalid " + what + " mode: " + mode(namespace));
        }
    }

    /**
     * @param containers that run, to find those whose namespaces are shared
     * @throws Refusal CONFLICT, if one of them does not run
     */
    List<SpecNamespace> namespaces(ContainerStore containers) {
        List<SpecNamespace> namespaces = new ArrayList<>(List.of(new SpecNamespace(Namespace.MOUNT)));
        for (Namespace namespace : List.of(Namespace.NETWORK, Namespace.UTS, Namespace.PID, Namespace.IPC, Namespace.CGROUP)) {
            String other = other(namespace);
            if (!other.isEmpty()) {
                namespaces.add(new SpecNamespace(namespace, "/proc/" + pid(containers, other, namespace) + "/ns/"
                        + namespace.file()));
            } else if (!withHost(namespace)) {
                namespaces.add(new SpecNamespace(namespace));
            }
        }
        return namespaces;
    }

    static int pid(ContainerStore containers, String other, Namespace namespace) {
        Container joined = containers.find(other);
        if (!joined.state().isAlive()) {
            throw new Refusal(Kind.CONFLICT, namespace == Namespace.NETWORK
                    ? "cannot join network of a non running container: " + joined.id()
                    : "cannot join " + namespace.name() + " of a non running container: " + joined.id());
        }
        return joined.state().pid();
    }
}
