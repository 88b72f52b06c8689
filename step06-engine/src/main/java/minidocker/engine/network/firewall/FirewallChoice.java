package minidocker.engine.network.firewall;

/** By which tool rules are written. */
public enum FirewallChoice {
    /** nft if it is there and works, else iptables, else none. */
    BEST,
    NFT,
    IPTABLES,
    /** No rules at all: published ports are served by the forwarder, in the engine; nothing is masqueraded. */
    NONE
}
