package minidocker.engine.network.firewall;

import java.util.List;
import java.util.function.Consumer;
import minidocker.engine.network.kernel.EngineMark;

/**
 * By nft(8). To accept a packet in one table does not keep another from dropping it: where the FORWARD chain of iptables drops what
 * it does not know, as it does beside Docker, rules of ours let our packets through there, too.
 */
final class NftFirewall implements Firewall {
    private final Tool nft;
    private final String table;
    private final IptablesJumps four;
    private final IptablesJumps six;

    NftFirewall(Tool nft, EngineMark mark, Consumer<String> notices) {
        this.nft = nft;
        this.table = mark.table();
        four = IptablesJumps.find(mark, false).orElse(null);
        six = IptablesJumps.find(mark, true).orElse(null);
    }

    @Override
    public void apply(Rules rules) {
        nft.must(rules.isEmpty() ? NftTable.remove(table) : NftTable.replace(table, rules), List.of("-f", "-"));
        if (four != null) {
            four.letPass(rules, rules.has(false));
        }
        if (six != null) {
            six.letPass(rules, rules.has(true));
        }
    }

    @Override
    public boolean leadsPorts() {
        return true;
    }

    @Override
    public String name() {
        return "nft";
    }
}
