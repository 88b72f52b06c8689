package minidocker.engine.network;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;

/** What a container may ask of its place on a network, by Docker's rules and in the words of its versions since 25. */
public final class EndpointRules {
    private EndpointRules() {}

    /**
     * @param name  of the network
     * @param there the network; empty as long as there is none of that name: then its addresses are not looked at
     * @throws Refusal BAD_PARAMETER
     */
    public static void check(String name, Optional<Network> there, EndpointSettings settings) {
        List<String> wrong = new ArrayList<>();
        boolean asks = settings.ipv4().isPresent() || settings.ipv6().isPresent();
        if (Network.isPredefined(name)) {
            if (asks) {
                wrong.add("user specified IP address is supported on user defined networks only");
            }
            if (!settings.aliases().isEmpty()) {
                wrong.add("network-scoped alias is supported only for containers in user defined networks");
            }
        } else if (asks && there.isPresent()) {
            settings.ipv4().ifPresent(address -> inside(there.get(), address, false, wrong));
            settings.ipv6().ifPresent(address -> inside(there.get(), address, true, wrong));
        }
        if (!wrong.isEmpty()) {
            throw new Refusal(Kind.BAD_PARAMETER, "invalid endpoint settings:\n"
                    + (wrong.size() == 1 ? wrong.get(0) : "* " + String.join("\n* ", wrong)));
        }
    }

    private static void inside(Network network, InetAddress address, boolean six, List<String> wrong) {
        List<Cidr> subnets = network.pools().stream().filter(pool -> !pool.isChosen()).map(Pool::subnet)
                .filter(subnet -> subnet.isIpv6() == six).toList();
        if (subnets.isEmpty()) {
            wrong.add("user specified IP address is supported only when connecting to networks with user configured subnets");
        } else if (subnets.stream().noneMatch(subnet -> subnet.contains(address))) {
            wrong.add("no configured subnet or ip-range contain the IP address " + Cidr.text(address));
        }
    }
}
