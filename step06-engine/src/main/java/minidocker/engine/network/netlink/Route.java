package minidocker.engine.network.netlink;

import java.net.InetAddress;
import java.net.UnknownHostException;
import minidocker.engine.network.Cidr;

/**
 * A route as the kernel describes it.
 *
 * @param destination with the prefix 0 for a default route
 * @param table       254 is the main one, 255 that of the host's own addresses
 * @param dev         index of the interface, 0 for none
 * @param gateway     null for what is reached without one
 */
public record Route(Cidr destination, int table, int dev, InetAddress gateway) {
    public static final int MAIN = 254;
    private static final int STRUCTURE = 12;
    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RTA_TABLE = 15;

    /** @return null for a family that is neither IPv4 nor IPv6 */
    static Route of(Answer answer) {
        int family = answer.content()[0];
        if (family != Addresses.AF_INET && family != Addresses.AF_INET6) {
            return null;
        }
        byte[] destination = answer.attribute(STRUCTURE, RTA_DST);
        byte[] address = destination != null ? destination : new byte[family == Addresses.AF_INET ? 4 : 16];
        byte[] gateway = answer.attribute(STRUCTURE, RTA_GATEWAY);
        try {
            return new Route(new Cidr(InetAddress.getByAddress(address), answer.content()[1] & 0xff),
                    answer.number(STRUCTURE, RTA_TABLE), answer.number(STRUCTURE, RTA_OIF),
                    gateway == null ? null : InetAddress.getByAddress(gateway));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
