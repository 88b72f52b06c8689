package minidocker.doctor;

import minidocker.doctor.Finding.Question;
import minidocker.syscall.Errno;

/** Judges the tools that connect a container's network with the world. */
final class NetworkFindings {
    private static final Question FIREWALL = new Question("nft or iptables", "step 6: published ports, and the way out (NAT)");
    private static final Question USER_NETWORK = new Question("pasta or slirp", "step 6: networks of an ordinary user");
    private static final Question TUN = new Question("tun device", "step 6: pasta and slirp4netns open it");

    private NetworkFindings() {}

    /**
     * @param nft where it is, or null
     * @param iptables where it is, or null
     * @param trial listing the tables, as root
     */
    static Finding firewall(String nft, String iptables, Attempt trial, Distribution distribution) {
        if (nft == null && iptables == null) {
            return FIREWALL.missing("neither is installed", distribution.install("nftables", "nftables"));
        }
        if (trial instanceof Attempt.Refused refused) {
            return FIREWALL.limited(refused.words(),
                    distribution.asRoot("nft list tables") + " shows it; the kernel needs nf_tables, a container --privileged");
        }
        String found = nft != null ? nft : iptables;
        return FIREWALL.ok(found + (trial.worked() ? "; tried: works" : ""));
    }

    static Finding userNetwork(ProcessStatus status, String pasta, String slirp, Distribution distribution) {
        if (pasta == null && slirp == null) {
            String install = distribution.install("passt", "passt");
            return status.isRoot() ? USER_NETWORK.limited("neither is installed; root needs none, ordinary users do", install)
                    : USER_NETWORK.missing("neither is installed", install);
        }
        return USER_NETWORK.ok(pasta != null ? pasta : slirp);
    }

    /**
     * @param open opening /dev/net/tun to read and write
     * @param forAll its permissions let everybody do so
     */
    static Finding tun(ProcessStatus status, Attempt open, boolean forAll, Distribution distribution) {
        String allow = distribution.asRoot("chmod 666 /dev/net/tun");
        if (open.worked()) {
            return forAll || !status.isRoot() ? TUN.ok("/dev/net/tun") : TUN.limited("/dev/net/tun, for root alone", allow);
        }
        if (open.refusedWith(Errno.EACCES)) {
            return TUN.limited("/dev/net/tun is there, but not for you", allow);
        }
        if (open.refusedWith(Errno.ENOENT) || open.refusedWith(Errno.ENODEV) || open.refusedWith(Errno.ENXIO)) {
            return TUN.missing("no device /dev/net/tun",
                    distribution.asRoot("modprobe tun") + "; in a container, start that with docker run --device /dev/net/tun");
        }
        return TUN.missing(open.why(), "in a container, start that with docker run --device /dev/net/tun");
    }
}
