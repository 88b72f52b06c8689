package minidocker.engine.network.firewall;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * A rule in a container's own network namespace: what is sent to one port there arrives at another. So the engine can serve a port
 * that a server of the container's holds, too.
 */
public final class Redirection {
    private static final String TABLE = "mini-docker-names";

    private Redirection() {}

    /**
     * Writes the rule, in the place of an earlier one, in the network namespace of the calling thread. Its table goes with the
     * namespace.
     *
     * @param from      of IPv4
     * @param datagrams the port that UDP comes to, {@code connections} that of TCP
     * @return false if there is no nft(8), or if this kernel cannot do it
     */
    public static boolean make(InetSocketAddress from, int datagrams, int connections) {
        String address = from.getAddress().getHostAddress();
        String rules = """
                table ip %1$s
                delete table ip %1$s
                table ip %1$s {
                  chain leaving {
                    type nat hook output priority -100; policy accept;
                    ip daddr %2$s udp dport %3$d dnat to %2$s:%4$d
                    ip daddr %2$s tcp dport %3$d dnat to %2$s:%5$d
                  }
                }
                """.formatted(TABLE, address, from.getPort(), datagrams, connections);
        return Tool.find("nft").map(nft -> nft.run(rules, List.of("-f", "-")).isGood()).orElse(false);
    }
}
