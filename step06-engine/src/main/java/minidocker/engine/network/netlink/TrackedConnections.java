package minidocker.engine.network.netlink;

import minidocker.engine.network.netlink.Request.Draft;

/**
 * Requests about the connections that are tracked: a struct nfgenmsg {family, version, res_id} behind the header. They are for the
 * subsystem ctnetlink of a NETLINK_NETFILTER socket; linux/netfilter/nfnetlink_conntrack.h.
 */
public final class TrackedConnections {
    private static final int NFNL_SUBSYS_CTNETLINK = 1 << 8;
    private static final int IPCTNL_MSG_CT_GET = NFNL_SUBSYS_CTNETLINK | 1;
    private static final int IPCTNL_MSG_CT_DELETE = NFNL_SUBSYS_CTNETLINK | 2;
    private static final int NESTED = 0x8000;

    private TrackedConnections() {}

    /** All of both families. */
    public static Request dump() {
        return new Draft("IPCTNL_MSG_CT_GET", IPCTNL_MSG_CT_GET, Request.NLM_F_DUMP).bytes(0, 0, 0, 0).request("all");
    }

    /** The next packet of it begins another one. */
    public static Request delete(TrackedConnection connection) {
        Draft draft = new Draft("IPCTNL_MSG_CT_DELETE", IPCTNL_MSG_CT_DELETE, Request.NLM_F_ACK).bytes(connection.family(), 0, 0, 0)
                .attribute(NESTED | TrackedConnection.CTA_TUPLE_ORIG, connection.tuple());
        if (connection.id() != null) {
            draft.attribute(TrackedConnection.CTA_ID, connection.id());
        }
        return draft.request("to " + connection.destination());
    }
}
