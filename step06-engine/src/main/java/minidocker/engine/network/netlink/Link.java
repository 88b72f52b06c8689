package minidocker.engine.network.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An interface as the kernel describes it.
 *
 * @param kind   {@code bridge}, {@code veth} ...; empty for hardware and lo
 * @param group  of interfaces that it belongs to
 * @param master index of the bridge that it is plugged into, 0 for none
 * @param isUp   it was set up; whether it has a carrier is another question
 * @param peer   index of a veth's other end, which may be in another network namespace; 0 for none
 * @param received packets since it was made, {@code sent} likewise
 */
public record Link(int index, String name, String kind, int group, int master, boolean isUp, int peer, long received, long sent) {
    private static final int STRUCTURE = 16;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_LINK = 5;
    private static final int IFLA_MASTER = 10;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_STATS64 = 23;
    private static final int IFLA_GROUP = 27;
    private static final int IFLA_INFO_KIND = 1;

    static Link of(Answer answer) {
        byte[] info = answer.attribute(STRUCTURE, IFLA_LINKINFO);
        // struct rtnl_link_stats64: rx_packets and tx_packets come first.
        byte[] counts = answer.attribute(STRUCTURE, IFLA_STATS64);
        ByteBuffer packets = ByteBuffer.wrap(counts == null ? new byte[16] : counts).order(ByteOrder.LITTLE_ENDIAN);
        return new Link(answer.word(4), Answer.text(answer.attribute(STRUCTURE, IFLA_IFNAME)),
                info == null ? "" : Answer.text(Answer.attribute(info, 0, IFLA_INFO_KIND)),
                answer.number(STRUCTURE, IFLA_GROUP), answer.number(STRUCTURE, IFLA_MASTER), (answer.word(8) & 1) != 0,
                answer.number(STRUCTURE, IFLA_LINK), packets.getLong(0), packets.getLong(8));
    }
}
