package minidocker.engine.network.netlink;

import java.net.InetAddress;
import minidocker.engine.network.Cidr;
import minidocker.engine.network.netlink.Request.Draft;
import minidocker.syscall.Operand;

/**
 * Requests about addresses (a struct ifaddrmsg {family, prefixlen, flags, scope, index} behind the header) and about neighbours (a
 * struct ndmsg {family, ifindex, state, flags, type}); rtnetlink(7).
 */
public final class Addresses {
    private static final int RTM_NEWADDR = 20;
    private static final int RTM_GETADDR = 22;
    private static final int RTM_NEWNEIGH = 28;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_BROADCAST = 4;
    /** It is used at once: nobody else can have it, for it was we who gave it. */
    private static final int IFA_F_NODAD = 2;
    private static final int NDA_DST = 1;
    private static final int NDA_LLADDR = 2;
    private static final int NUD_PERMANENT = 0x80;

    static final int AF_INET = 2;
    static final int AF_INET6 = 10;

    private Addresses() {}

    static int family(InetAddress address) {
        return address.getAddress().length == 4 ? AF_INET : AF_INET6;
    }

    /** @param index of the interface: the number, or the memory in which it stands */
    public static Request add(Operand index, String name, Cidr cidr) {
        byte[] address = cidr.address().getAddress();
        Draft draft = new Draft("RTM_NEWADDR", RTM_NEWADDR, Request.NLM_F_ACK | Request.NLM_F_CREATE_EXCL)
                .bytes(family(cidr.address()), cidr.prefix(), cidr.isIpv6() ? IFA_F_NODAD : 0, 0).word(index)
                .attribute(IFA_LOCAL, address).attribute(IFA_ADDRESS, address);
        if (!cidr.isIpv6() && cidr.prefix() < 31) {
            draft.attribute(IFA_BROADCAST, cidr.last().getAddress());
        }
        return draft.request(cidr + " dev=" + name + (cidr.isIpv6() ? " IFA_F_NODAD" : ""));
    }

    /** Who has an address, so that nobody need ask. */
    public static Request neighbour(Operand index, String name, InetAddress address, byte[] mac) {
        return new Draft("RTM_NEWNEIGH", RTM_NEWNEIGH, Request.NLM_F_ACK | Request.NLM_F_CREATE_EXCL)
                .word(family(address)).word(index).bytes(NUD_PERMANENT, 0, 0, 0).attribute(NDA_DST, address.getAddress())
                .attribute(NDA_LLADDR, mac).request(address.getHostAddress() + " dev=" + name + " NUD_PERMANENT");
    }

    /** All of both families. */
    public static Request dump() {
        return new Draft("RTM_GETADDR", RTM_GETADDR, Request.NLM_F_DUMP).bytes(0, 0, 0, 0).word(0).request("all");
    }
}
