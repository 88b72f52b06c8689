package minidocker.engine.network.firewall;

import java.util.List;
import minidocker.engine.network.Cidr;
import minidocker.engine.network.kernel.Bridge;
import minidocker.engine.network.kernel.PublishedPort;

/**
 * All that we want of the host's firewall. In words:
 * <ul>
 * <li>who is in a network reaches the world, with the host's address as the sender's (masquerading);
 * <li>nobody reaches into one but by a published port, and from the host itself;
 * <li>an internal network neither reaches the world nor another network;
 * <li>a published port is one for all: for the world, for the host (127.0.0.1 included), for containers of any network, even for
 * the one that serves it;
 * <li>no container reaches 127.0.0.1 of the host;
 * <li>where nobody else is: a packet that belongs to no connection is dropped. The pasta of 2023 acknowledges data with packets of
 * TCP that have no flag at all; connection tracking does not take them for an answer to a container, so that they would come to the
 * namespace itself, which would reset the connection.
 * </ul>
 *
 * @param alone nothing but ours is in the network namespace
 */
public record Rules(List<Bridge> bridges, List<PublishedPort> ports, boolean alone) {
    public Rules {
        bridges = List.copyOf(bridges);
        ports = ports.stream().filter(PublishedPort::isOneFamily).toList();
    }

    boolean isEmpty() {
        return bridges.isEmpty();
    }

    List<String> names() {
        return bridges.stream().map(Bridge::name).toList();
    }

    boolean has(boolean ipv6) {
        return bridges.stream().flatMap(bridge -> bridge.gateways().stream()).anyMatch(gateway -> gateway.isIpv6() == ipv6);
    }

    /** The bridges' subnets of one family whose packets bear the host's address outside. */
    List<Subnet> masqueraded(boolean ipv6) {
        return bridges.stream().filter(bridge -> !bridge.internal()).flatMap(bridge -> bridge.gateways().stream()
                .filter(gateway -> gateway.isIpv6() == ipv6)
                .map(gateway -> new Subnet(bridge.name(), gateway.network(), bridge.masquerade()))).toList();
    }

    /** @param masquerade to the world; what comes back to the same bridge by a published port always is */
    record Subnet(String bridge, Cidr cidr, boolean masquerade) {}
}
