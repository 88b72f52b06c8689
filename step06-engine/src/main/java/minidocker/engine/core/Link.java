package minidocker.engine.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.network.Cidr;
import minidocker.engine.network.Endpoint;
import minidocker.engine.network.Network;

/**
 * On the default network, where nobody is found by name: what one container is told about another, in its /etc/hosts and its
 * environment.
 *
 * @param to    name or ID of the other
 * @param alias how the first calls it
 */
public record Link(String to, String alias) {

    /** {@code NAME}, {@code NAME:ALIAS}, or as inspect shows it: {@code /NAME:/CONTAINER/ALIAS}. */
    static Link parse(String text) {
        String[] parts = text.split(":", 2);
        String to = parts[0].startsWith("/") ? parts[0].substring(1) : parts[0];
        String alias = parts.length == 1 ? to : parts[1];
        return new Link(to, alias.substring(alias.lastIndexOf('/') + 1));
    }

    /** None for a container on another network: there a link is a name, and the resolver knows it. */
    public static List<Link> of(Container container) {
        return container.networkMode().equals(Network.DEFAULT) ? container.host().strings("Links").stream().map(Link::parse).toList()
                : List.of();
    }

    /** What inspect shows. */
    public String shown(Container container) {
        return "/" + to + ":/" + container.name() + "/" + alias;
    }

    /** The other's address; empty if it has none, since it does not run or is elsewhere. */
    static Optional<Cidr> address(Container other) {
        return other.networks().find(Network.DEFAULT).flatMap(Attachment::endpoint).flatMap(Endpoint::ipv4);
    }

    /** @throws Refusal FAILED, in Docker's words: there would be nothing to tell */
    static void requireRunning(Container container, ContainerStore containers) {
        for (Link link : of(container)) {
            Optional<Container> other = containers.lookup(link.to);
            if (other.isEmpty() || !other.get().state().isAlive()) {
                throw new Refusal(Kind.FAILED, "Cannot link to a non running container: /" + other.map(Container::name).orElse(link.to)
                        + " AS /" + container.name() + "/" + link.alias);
            }
        }
    }

    /** {@code KEY=value}: what its environment tells of all that it is linked to. */
    static List<String> variables(Container container, ContainerStore containers) {
        List<String> variables = new ArrayList<>();
        for (Link link : of(container)) {
            containers.lookup(link.to).ifPresent(other -> address(other).ifPresent(address -> variables.addAll(
                    new LinkVariables(container.name(), link.alias, Cidr.text(address.address()))
                            .of(other.config().exposedPorts(), other.config().env()))));
        }
        return variables;
    }
}
