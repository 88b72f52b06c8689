package minidocker.engine.network.firewall;

import java.net.Inet6Address;
import minidocker.engine.network.kernel.Bridge;
import minidocker.engine.network.kernel.PublishedPort;

/** {@link Rules} in the language of nft(8): one table, replaced as a whole. */
final class NftTable {
    private NftTable() {}

    /** To be fed to {@code nft -f -}; the table need not be there before. */
    static String replace(String table, Rules rules) {
        StringBuilder text = new StringBuilder(remove(table)).append("table inet ").append(table).append(" {\n");
        text.append("""
                  set bridges {
                    type ifname
                    elements = { %s }
                  }
                """.formatted(quoted(rules)));
        chain(text, "before", "filter hook prerouting priority raw",
                "iifname @bridges ip daddr 127.0.0.0/8 drop comment \"127.0.0.1 is the host's own\"");
        if (rules.alone()) {
            chain(text, "ours", "filter hook input priority filter", "ct state invalid drop");
        }
        chain(text, "arriving", "nat hook prerouting priority dstnat", "fib daddr type local jump published");
        chain(text, "leaving", "nat hook output priority -100", "ip6 daddr ::1 return", "fib daddr type local jump published");
        text.append("  chain published {\n");
        for (PublishedPort port : rules.ports()) {
            text.append("    ").append(published(port)).append('\n');
        }
        text.append("  }\n");
        postrouting(text, rules);
        forward(text, rules);
        return text.append("}\n").toString();
    }

    /** The first line is there so that the second does not fail: both are one transaction. */
    static String remove(String table) {
        return "table inet " + table + "\ndelete table inet " + table + "\n";
    }

    /** Only to be checked ({@code nft -c}): what it has is what the kernel and the tool must be able to do. */
    static String trial(String table) {
        return """
                table inet %s-trial {
                  chain arriving {
                    type nat hook prerouting priority dstnat; policy accept;
                    fib daddr type local tcp dport 1 dnat ip to 127.0.0.1:1
                  }
                  chain forward {
                    type filter hook forward priority filter; policy accept;
                    ct state established,related ct status dnat accept
                  }
                }
                """.formatted(table);
    }

    private static String quoted(Rules rules) {
        return rules.names().stream().map(NftTable::quoted).collect(java.util.stream.Collectors.joining(", "));
    }

    private static String quoted(String name) {
        return '"' + name + '"';
    }

    private static void chain(StringBuilder text, String name, String hook, String... rules) {
        text.append("  chain ").append(name).append(" {\n    type ").append(hook).append("; policy accept;\n");
        for (String rule : rules) {
            text.append("    ").append(rule).append('\n');
        }
        text.append("  }\n");
    }

    private static String published(PublishedPort port) {
        boolean six = port.host() instanceof Inet6Address;
        String family = six ? "ip6" : "ip";
        String address = port.container().getAddress().getHostAddress();
        String to = six ? "[" + address + "]" : address;
        return (port.host().isAnyLocalAddress() ? "meta nfproto ipv" + (six ? 6 : 4)
                : family + " daddr " + port.host().getHostAddress())
                + " " + port.transport() + " dport " + port.port() + " dnat " + family + " to " + to + ":"
                + port.container().getPort();
    }

    private static void postrouting(StringBuilder text, Rules rules) {
        text.append("  chain behind {\n    type nat hook postrouting priority srcnat; policy accept;\n");
        for (boolean six : new boolean[] {false, true}) {
            String family = six ? "ip6" : "ip";
            for (Rules.Subnet subnet : rules.masqueraded(six)) {
                String from = family + " saddr " + subnet.cidr() + " oifname ";
                if (subnet.masquerade()) {
                    text.append("    ").append(from).append("!= ").append(quoted(subnet.bridge())).append(" masquerade\n");
                }
                text.append("    ").append(from).append(quoted(subnet.bridge()))
                        .append(" ct status dnat masquerade comment \"the answer must come by us\"\n");
            }
        }
        text.append("    ip saddr 127.0.0.0/8 oifname @bridges masquerade\n  }\n");
    }

    private static void forward(StringBuilder text, Rules rules) {
        text.append("  chain forward {\n    type filter hook forward priority filter; policy accept;\n");
        for (Bridge bridge : rules.bridges()) {
            if (bridge.internal()) {
                String name = quoted(bridge.name());
                text.append("    iifname ").append(name).append(" oifname != ").append(name).append(" drop\n");
                text.append("    oifname ").append(name).append(" iifname != ").append(name).append(" drop\n");
            }
        }
        text.append("    iifname != @bridges oifname != @bridges accept\n");
        text.append("    ct state established,related accept\n    ct status dnat accept\n");
        for (Bridge bridge : rules.bridges()) {
            String name = quoted(bridge.name());
            text.append("    iifname ").append(name).append(" oifname ").append(name).append(bridge.talk() ? " accept\n" : " drop\n");
        }
        text.append("    oifname @bridges drop\n  }\n");
    }
}
