package minidocker.engine.network.netlink;

import minidocker.engine.network.netlink.Request.Draft;
import minidocker.syscall.Operand;

/**
 * Requests about interfaces. Each has a struct ifinfomsg {family, type, index, flags, change} behind its header, see rtnetlink(7);
 * the attributes are those of {@code linux/if_link.h}.
 */
public final class Links {
    private static final int RTM_NEWLINK = 16;
    private static final int RTM_DELLINK = 17;
    private static final int RTM_GETLINK = 18;

    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MTU = 4;
    private static final int IFLA_MASTER = 10;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_GROUP = 27;
    private static final int IFLA_NET_NS_FD = 28;
    private static final int IFLA_INFO_KIND = 1;
    private static final int IFLA_INFO_DATA = 2;
    private static final int IFLA_INFO_SLAVE_KIND = 4;
    private static final int IFLA_INFO_SLAVE_DATA = 5;
    private static final int IFLA_BRPORT_MODE = 4;
    private static final int IFLA_BRPORT_ISOLATED = 33;
    private static final int VETH_INFO_PEER = 1;
    private static final int IFF_UP = 1;

    private Links() {}

    private static Draft draft(String name, int type, int flags, int up) {
        return structure(new Draft(name, type, flags | Request.NLM_F_ACK), up);
    }

    private static Draft structure(Draft draft, int up) {
        return draft.word(0).word(0).word(up).word(up);
    }

    private static Draft create(int up) {
        return draft("RTM_NEWLINK", RTM_NEWLINK, Request.NLM_F_CREATE_EXCL, up);
    }

    private static Draft change(int up) {
        return draft("RTM_NEWLINK", RTM_NEWLINK, 0, up);
    }

    private static void mtu(Draft draft, int mtu) {
        if (mtu > 0) {
            draft.attribute(IFLA_MTU, mtu);
        }
    }

    /**
     * A new bridge, up.
     *
     * @param group of interfaces that it belongs to
     * @param mac   a fixed one: else it would change with what is plugged in
     * @param mtu   bytes, 0 for the kernel's choice
     */
    public static Request bridge(String name, int group, byte[] mac, int mtu) {
        Draft draft = create(IFF_UP).attribute(IFLA_IFNAME, name).attribute(IFLA_GROUP, group).attribute(IFLA_ADDRESS, mac);
        mtu(draft, mtu);
        return draft.nested(IFLA_LINKINFO, () -> draft.attribute(IFLA_INFO_KIND, "bridge"))
                .request(name + " type=bridge group=" + Integer.toUnsignedString(group) + " IFF_UP");
    }

    /** A new interface that leads nowhere. */
    public static Request dummy(String name, int group) {
        Draft draft = create(0).attribute(IFLA_IFNAME, name).attribute(IFLA_GROUP, group);
        return draft.nested(IFLA_LINKINFO, () -> draft.attribute(IFLA_INFO_KIND, "dummy")).request(name + " type=dummy");
    }

    /**
     * A new pair of veth interfaces: what goes in at one end comes out at the other. One end is up and in a bridge, the other is
     * born in another network namespace, so the host never sees it.
     *
     * @param bridge    index of the bridge
     * @param namespace descriptor of the other end's network namespace
     * @param mac       of the other end
     */
    public static Request cable(String outside, int group, Operand bridge, int mtu, String inside, Operand namespace, byte[] mac) {
        Draft draft = create(IFF_UP).attribute(IFLA_IFNAME, outside).attribute(IFLA_GROUP, group).attribute(IFLA_MASTER, bridge);
        mtu(draft, mtu);
        draft.nested(IFLA_LINKINFO, () -> {
            draft.attribute(IFLA_INFO_KIND, "veth");
            draft.nested(IFLA_INFO_DATA, () -> draft.nested(VETH_INFO_PEER, () -> {
                structure(draft, 0).attribute(IFLA_IFNAME, inside).attribute(IFLA_ADDRESS, mac)
                        .attribute(IFLA_NET_NS_FD, namespace);
                mtu(draft, mtu);
            }));
        });
        return draft.request(outside + " type=veth master=" + bridge + " IFF_UP, peer " + inside + " netns=" + namespace);
    }

    /** As {@link #cable}, with both ends in the namespace at hand, in no bridge, and down. */
    public static Request pair(String one, String other, int group) {
        Draft draft = create(0).attribute(IFLA_IFNAME, one).attribute(IFLA_GROUP, group);
        draft.nested(IFLA_LINKINFO, () -> {
            draft.attribute(IFLA_INFO_KIND, "veth");
            draft.nested(IFLA_INFO_DATA, () -> draft.nested(VETH_INFO_PEER,
                    () -> structure(draft, 0).attribute(IFLA_IFNAME, other).attribute(IFLA_GROUP, group)));
        });
        return draft.request(one + " type=veth, peer " + other);
    }

    public static Request up(String name) {
        return change(IFF_UP).attribute(IFLA_IFNAME, name).request(name + " IFF_UP");
    }

    /** Into a bridge. */
    public static Request plug(String name, Operand bridge) {
        return change(0).attribute(IFLA_IFNAME, name).attribute(IFLA_MASTER, bridge).request(name + " master=" + bridge);
    }

    /** @param namespace a descriptor */
    public static Request move(String name, Operand namespace) {
        return change(0).attribute(IFLA_IFNAME, name).attribute(IFLA_NET_NS_FD, namespace).request(name + " netns=" + namespace);
    }

    /**
     * Of an interface in a bridge, its port there.
     *
     * @param isolated it hears and reaches the bridge itself, and no other port that is isolated, too; Linux 4.18
     */
    public static Request port(String name, boolean isolated) {
        Draft draft = change(0).attribute(IFLA_IFNAME, name);
        return draft.nested(IFLA_LINKINFO, () -> draft.attribute(IFLA_INFO_SLAVE_KIND, "bridge")
                .nested(IFLA_INFO_SLAVE_DATA, () -> draft.attribute(IFLA_BRPORT_MODE, new byte[] {1})
                        .attribute(IFLA_BRPORT_ISOLATED, (byte) (isolated ? 1 : 0))))
                .request(name + " hairpin" + (isolated ? " isolated" : ""));
    }

    /** With its other end, if it has one. */
    public static Request delete(String name) {
        return draft("RTM_DELLINK", RTM_DELLINK, 0, 0).attribute(IFLA_IFNAME, name).request(name);
    }

    /** Answered by one RTM_NEWLINK. */
    public static Request get(String name) {
        return structure(new Draft("RTM_GETLINK", RTM_GETLINK, 0), 0).attribute(IFLA_IFNAME, name).request(name);
    }

    /** Of all. */
    public static Request dump() {
        return structure(new Draft("RTM_GETLINK", RTM_GETLINK, Request.NLM_F_DUMP), 0).request("all");
    }
}
