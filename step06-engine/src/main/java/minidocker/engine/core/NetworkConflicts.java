package minidocker.engine.core;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.network.EndpointRules;
import minidocker.engine.network.Network;
import minidocker.engine.network.Networks;

/** What of a configuration makes no sense with the network that it names. */
final class NetworkConflicts {
    private NetworkConflicts() {}

    /**
     * @param config   complete
     * @param wanted   what the user said of it: an image that exposes ports is in nobody's way
     * @param warnings what is left out, and why
     * @throws Refusal BAD_PARAMETER, in Docker's words
     */
    static void check(ContainerConfig config, ContainerConfig wanted, ContainerStore containers, Networks networks,
            List<String> warnings) {
        HostConfig host = config.host();
        String mode = Sharing.network(host);
        boolean ports = host.json().fields().get("PortBindings") instanceof Map<?, ?> bindings && !bindings.isEmpty();
        if (mode.startsWith("container:")) {
            refuse(!host.strings("Links").isEmpty(), "container type network can't be used with links. This would result in undefined "
                    + "behavior");
            refuse(!host.strings("Dns").isEmpty(), "dns and the network mode");
            refuse(!host.strings("ExtraHosts").isEmpty(), "custom host-to-IP mapping and the network mode");
            refuse(!config.string("MacAddress").isEmpty(), "mac-address and the network mode");
            refuse(ports || host.bool("PublishAllPorts"), "port publishing and the container type network mode");
            refuse(!wanted.exposedPorts().isEmpty(), "port exposing and the container type network mode");
        }
        if (mode.equals(Network.HOST)) {
            refuse(!host.strings("Links").isEmpty(), "host type networking can't be used with links. This would result in undefined "
                    + "behavior");
            if (ports) {
                warnings.add("Published ports are discarded when using host network mode");
            }
        }
        ContainerNetworks.wanted(config).attachments().forEach(one -> check(one, networks));
        WantedPorts.of(config, Optional.empty());
        if (mode.equals(Network.DEFAULT)) {
            host.strings("Links").stream().map(Link::parse).forEach(link -> containers.lookup(link.to()).orElseThrow(
                    () -> new Refusal(Kind.BAD_PARAMETER, "could not get container for " + link.to() + ": No such container: " + link.to())));
        }
    }

    /** A network that is not there yet is missed at the start. */
    private static void check(Attachment one, Networks networks) {
        try {
            boolean asks = one.settings().ipv4().isPresent() || one.settings().ipv6().isPresent();
            Optional<Network> there = asks ? networks.lookup(one.network()) : Optional.empty();
            EndpointRules.check(there.map(Network::name).orElse(one.network()), there, one.settings());
        } catch (Refusal refusal) {
            throw new Refusal(refusal.kind(), "invalid config for network " + one.network() + ": " + refusal.getMessage(), refusal);
        }
    }

    private static void refuse(boolean both, String what) {
        if (both) {
            throw new Refusal(Kind.BAD_PARAMETER, "conflicting options: " + what);
        }
    }
}
