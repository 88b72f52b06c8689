package minidocker.engine.network.firewall;

import java.net.Inet6Address;
import java.util.List;
import minidocker.engine.network.kernel.Bridge;
import minidocker.engine.network.kernel.PublishedPort;

/**
 * {@link Rules} in the language of iptables-restore(8), for one of the two families: chains of ours, to which rules in the built-in
 * chains jump.
 *
 * @param chain the beginning of their names
 */
record IptablesChains(String chain, boolean ipv6) {

    /** @param rule as {@code iptables -t table -I builtin rule} takes it */
    record Jump(String table, String builtin, List<String> rule) {}

    private String raw() {
        return chain + "-R";
    }

    private String published() {
        return chain + "-P";
    }

    private String masquerade() {
        return chain + "-M";
    }

    private String select() {
        return chain + "-S";
    }

    private String alone() {
        return chain + "-A";
    }

    private String forward() {
        return chain + "-F";
    }

    List<Jump> jumps() {
        List<String> local = List.of("-m", "addrtype", "--dst-type", "LOCAL", "-j", published());
        return List.of(new Jump("raw", "PREROUTING", List.of("-j", raw())), new Jump("nat", "PREROUTING", local),
                new Jump("nat", "OUTPUT", local), new Jump("nat", "POSTROUTING", List.of("-j", masquerade())), forwardJump());
    }

    /** One more where nothing but ours is. */
    Jump aloneJump() {
        return new Jump("filter", "INPUT", List.of("-j", alone()));
    }

    /** The one that also serves beside nft, where somebody's FORWARD chain drops what it does not know. */
    Jump forwardJump() {
        return new Jump("filter", "FORWARD", List.of("-j", select()));
    }

    /** To be fed to {@code iptables-restore --noflush}: a chain that is named there begins anew, others stay as they are. */
    String replace(Rules rules) {
        StringBuilder text = new StringBuilder();
        text.append("*raw\n:").append(raw()).append(" - [0:0]\n");
        for (String bridge : ipv6 ? List.<String>of() : rules.names()) {
            append(text, raw(), "-i", bridge, "-d 127.0.0.0/8 -j DROP");
        }
        text.append("COMMIT\n*nat\n:").append(published()).append(" - [0:0]\n:").append(masquerade()).append(" - [0:0]\n");
        if (ipv6) {
            append(text, published(), "-d ::1 -j RETURN");
        }
        for (PublishedPort port : rules.ports()) {
            if (port.host() instanceof Inet6Address == ipv6) {
                append(text, published(), publishedRule(port));
            }
        }
        for (Rules.Subnet subnet : rules.masqueraded(ipv6)) {
            if (subnet.masquerade()) {
                append(text, masquerade(), "-s", subnet.cidr().toString(), "! -o", subnet.bridge(), "-j MASQUERADE");
            }
            append(text, masquerade(), "-s", subnet.cidr().toString(), "-o", subnet.bridge(),
                    "-m conntrack --ctstate DNAT -j MASQUERADE");
            if (!ipv6) {
                append(text, masquerade(), "-s 127.0.0.0/8 -o", subnet.bridge(), "-j MASQUERADE");
            }
        }
        text.append("COMMIT\n");
        return text.append(filter(rules)).toString();
    }

    /** The table filter alone, with all that {@link Rules} say of what may pass. */
    private String filter(Rules rules) {
        StringBuilder text = select(rules);
        for (Bridge bridge : rules.bridges()) {
            if (bridge.internal()) {
                append(text, forward(), "-i", bridge.name(), "! -o", bridge.name(), "-j DROP");
                append(text, forward(), "-o", bridge.name(), "! -i", bridge.name(), "-j DROP");
            }
        }
        append(text, forward(), "-m conntrack --ctstate ESTABLISHED,RELATED,DNAT -j ACCEPT");
        for (Bridge bridge : rules.bridges()) {
            append(text, forward(), "-i", bridge.name(), "-o", bridge.name(), bridge.talk() ? "-j ACCEPT" : "-j DROP");
        }
        for (Bridge bridge : rules.bridges()) {
            append(text, forward(), "-o", bridge.name(), "-j DROP");
        }
        append(text, forward(), "-j ACCEPT");
        if (rules.alone()) {
            text.append(':').append(alone()).append(" - [0:0]\n");
            append(text, alone(), "-m conntrack --ctstate INVALID -j DROP");
        }
        return text.append("COMMIT\n").toString();
    }

    /** The table filter alone, where a table of nft's has judged already: what is ours may pass. */
    String pass(Rules rules) {
        StringBuilder text = select(rules);
        append(text, forward(), "-j ACCEPT");
        return text.append("COMMIT\n").toString();
    }

    private StringBuilder select(Rules rules) {
        StringBuilder text = new StringBuilder("*filter\n:").append(select()).append(" - [0:0]\n:").append(forward())
                .append(" - [0:0]\n");
        for (String bridge : rules.names()) {
            append(text, select(), "-i", bridge, "-j", forward());
            append(text, select(), "-o", bridge, "-j", forward());
        }
        return text;
    }

    private String publishedRule(PublishedPort port) {
        String address = port.container().getAddress().getHostAddress();
        return (port.host().isAnyLocalAddress() ? "" : "-d " + port.host().getHostAddress() + " ")
                + "-p " + port.transport() + " --dport " + port.port() + " -j DNAT --to-destination "
                + (ipv6 ? "[" + address + "]" : address) + ":" + port.container().getPort();
    }

    private static void append(StringBuilder text, String chain, String... words) {
        text.append("-A ").append(chain).append(' ').append(String.join(" ", words)).append('\n');
    }

    /** The chains by their table, for taking them away; a chain before those it jumps to. */
    List<String[]> chains() {
        return List.of(new String[] {"raw", raw()}, new String[] {"nat", published()}, new String[] {"nat", masquerade()},
                new String[] {"filter", select()}, new String[] {"filter", forward()},
                new String[] {"filter", alone()});
    }
}
