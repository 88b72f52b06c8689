package minidocker.engine.network.netlink;

import java.net.InetAddress;
import minidocker.engine.network.Cidr;
import minidocker.engine.network.netlink.Request.Draft;

/**
 * Requests about routes: a struct rtmsg {family, dst_len, src_len, tos, table, protocol, scope, type, flags} behind the header;
 * rtnetlink(7).
 */
public final class Routes {
    private static final int RTM_NEWROUTE = 24;
    private static final int RTM_GETROUTE = 26;
    private static final int RT_TABLE_MAIN = 254;
    private static final int RTPROT_BOOT = 3;
    private static final int RTN_UNICAST = 1;
    private static final int RTA_DST = 1;
    private static final int RTA_GATEWAY = 5;

    private Routes() {}

    /** All that no other route is for goes there. The gateway must be reachable by an address that was added before. */
    public static Request byDefault(InetAddress gateway) {
        return draft(gateway, 0).attribute(RTA_GATEWAY, gateway.getAddress()).request("default via=" + gateway.getHostAddress());
    }

    public static Request to(Cidr destination, InetAddress gateway) {
        return draft(gateway, destination.prefix()).attribute(RTA_DST, destination.network().address().getAddress())
                .attribute(RTA_GATEWAY, gateway.getAddress()).request(destination + " via=" + gateway.getHostAddress());
    }

    private static Draft draft(InetAddress gateway, int prefix) {
        return new Draft("RTM_NEWROUTE", RTM_NEWROUTE, Request.NLM_F_ACK | Request.NLM_F_CREATE_EXCL)
                .bytes(Addresses.family(gateway), prefix, 0, 0, RT_TABLE_MAIN, RTPROT_BOOT, 0, RTN_UNICAST).word(0);
    }

    /** All of both families. */
    public static Request dump() {
        return new Draft("RTM_GETROUTE", RTM_GETROUTE, Request.NLM_F_DUMP).bytes(0, 0, 0, 0, 0, 0, 0, 0).word(0).request("all");
    }
}
