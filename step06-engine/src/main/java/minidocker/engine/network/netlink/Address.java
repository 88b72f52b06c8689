package minidocker.engine.network.netlink;

import java.net.InetAddress;
import java.net.UnknownHostException;
import minidocker.engine.network.Cidr;

/**
 * An address of an interface as the kernel describes it.
 *
 * @param index of the interface
 */
public record Address(int index, Cidr cidr) {
    private static final int STRUCTURE = 8;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;

    /** @return null for a family that is neither IPv4 nor IPv6 */
    static Address of(Answer answer) {
        int family = answer.content()[0];
        if (family != Addresses.AF_INET && family != Addresses.AF_INET6) {
            return null;
        }
        // Both are there for IPv4, and differ where a cable has two ends and no network.
        byte[] local = answer.attribute(STRUCTURE, IFA_LOCAL);
        byte[] address = local != null ? local : answer.attribute(STRUCTURE, IFA_ADDRESS);
        try {
            return new Address(answer.word(4), new Cidr(InetAddress.getByAddress(address), answer.content()[1] & 0xff));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
