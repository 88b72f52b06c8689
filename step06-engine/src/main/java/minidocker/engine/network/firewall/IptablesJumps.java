package minidocker.engine.network.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import minidocker.engine.network.firewall.IptablesChains.Jump;
import minidocker.engine.network.kernel.EngineMark;

/** Chains of ours in the tables of iptables, for one family, and the jumps to them. */
final class IptablesJumps {
    private static final String WAIT = "-w";

    private final Tool iptables;
    private final Tool restore;
    private final IptablesChains chains;

    private IptablesJumps(Tool iptables, Tool restore, IptablesChains chains) {
        this.iptables = iptables;
        this.restore = restore;
        this.chains = chains;
    }

    static Optional<IptablesJumps> find(EngineMark mark, boolean ipv6) {
        String name = ipv6 ? "ip6tables" : "iptables";
        return Tool.find(name).flatMap(iptables -> Tool.find(name + "-restore")
                .map(restore -> new IptablesJumps(iptables, restore, new IptablesChains(mark.chain(), ipv6))));
    }

    /** All chains and jumps; if not {@code wanted}, what there is of them is taken away. */
    void replace(Rules rules, boolean wanted) {
        if (!wanted) {
            remove();
            return;
        }
        restore(chains.replace(rules));
        chains.jumps().forEach(this::jump);
        if (rules.alone()) {
            jump(chains.aloneJump());
        }
    }

    /** The chain for FORWARD alone, where that drops what it does not know. */
    void letPass(Rules rules, boolean wanted) {
        if (wanted && forwardDrops()) {
            restore(chains.pass(rules));
            jump(chains.forwardJump());
        } else {
            removeFilter();
        }
    }

    private boolean forwardDrops() {
        Tool.Result listed = iptables.run("", List.of(WAIT, "-S", "FORWARD"));
        return listed.isGood() && listed.output().lines().anyMatch(line -> line.equals("-P FORWARD DROP"));
    }

    private void restore(String text) {
        restore.must(text, List.of(WAIT, "--noflush"));
    }

    private void jump(Jump jump) {
        if (!iptables.run("", words(jump, "-C")).isGood()) {
            iptables.must("", words(jump, "-I"));
        }
    }

    private static List<String> words(Jump jump, String action) {
        List<String> words = new ArrayList<>(List.of(WAIT, "-t", jump.table(), action, jump.builtin()));
        words.addAll(jump.rule());
        return words;
    }

    private void remove() {
        chains.jumps().stream().filter(jump -> !jump.equals(chains.forwardJump())).forEach(this::removeJump);
        for (String[] chain : chains.chains()) {
            if (!chain[0].equals("filter")) {
                removeChain(chain);
            }
        }
        removeFilter();
    }

    private void removeFilter() {
        if (!iptables.run("", List.of(WAIT, "-S", chains.chains().get(3)[1])).isGood()) {
            return;
        }
        removeJump(chains.forwardJump());
        removeJump(chains.aloneJump());
        chains.chains().stream().filter(chain -> chain[0].equals("filter")).forEach(this::removeChain);
    }

    private void removeJump(Jump jump) {
        while (iptables.run("", words(jump, "-D")).isGood()) {
            continue; // another of the same, by whatever accident
        }
    }

    private void removeChain(String[] chain) {
        iptables.run("", List.of(WAIT, "-t", chain[0], "-F", chain[1]));
        iptables.run("", List.of(WAIT, "-t", chain[0], "-X", chain[1]));
    }
}
