package minidocker.engine.network.firewall;

import minidocker.engine.network.kernel.EngineMark;

/** By iptables(8), and ip6tables for networks that have IPv6. */
final class IptablesFirewall implements Firewall {
    private final IptablesJumps four;
    private final IptablesJumps six;

    IptablesFirewall(EngineMark mark) {
        four = IptablesJumps.find(mark, false).orElseThrow();
        six = IptablesJumps.find(mark, true).orElse(null);
    }

    @Override
    public void apply(Rules rules) {
        four.replace(rules, rules.has(false));
        if (six != null) {
            six.replace(rules, rules.has(true));
        }
    }

    @Override
    public boolean leadsPorts() {
        return true;
    }

    @Override
    public String name() {
        return "iptables";
    }
}
