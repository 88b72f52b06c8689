package minidocker.engine.network.firewall;

import java.util.List;
import java.util.function.Consumer;
import minidocker.engine.network.kernel.EngineMark;

/** Writes {@link Rules}. One call at a time. */
public sealed interface Firewall permits NftFirewall, IptablesFirewall, NoFirewall {

    /** Of this machine. @param notices hears why a worse one than asked for is used */
    static Firewall choose(FirewallChoice choice, EngineMark mark, Consumer<String> notices) {
        if (choice == FirewallChoice.BEST || choice == FirewallChoice.NFT) {
            Tool nft = Tool.find("nft").orElse(null);
            Tool.Result trial = nft == null ? null : nft.run(NftTable.trial(mark.table()), List.of("-c", "-f", "-"));
            if (trial != null && trial.isGood()) {
                return new NftFirewall(nft, mark, notices);
            }
        }
        if (choice == FirewallChoice.BEST || choice == FirewallChoice.IPTABLES) {
            Tool iptables = Tool.find("iptables").orElse(null);
            if (iptables != null && iptables.run("", List.of("-w", "-t", "nat", "-S")).isGood()) {
                return new IptablesFirewall(mark);
            }
        }
        if (choice != FirewallChoice.NONE) {
            notices.accept("Neither nft nor iptables can be used here (install the package nftables): published ports are served by"
                    + " the engine itself, and containers do not reach the world.");
        }
        return new NoFirewall();
    }

    /** Makes it so, whatever was before. Without bridges nothing of ours is left. */
    void apply(Rules rules);

    /** False if published ports are to be served by the forwarder alone. */
    boolean leadsPorts();

    /** The name of the tool, for {@code info} and the log. */
    String name();
}
