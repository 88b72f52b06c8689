package minidocker.engine.network.netlink;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * A connection that the kernel's connection tracking knows: what the firewall decided at the first packet of it holds for all others.
 *
 * @param protocol    number of it, as in /etc/protocols: 17 for UDP
 * @param destination where its first packet was sent to, before anything was rewritten
 * @param tuple       what tells it from others, as the kernel wrote it
 * @param id          as the kernel wrote it: one that comes later with the same tuple has another
 */
public record TrackedConnection(int protocol, InetSocketAddress destination, byte[] tuple, byte[] id) {
    public static final int UDP = 17;

    static final int CTA_TUPLE_ORIG = 1;
    static final int CTA_ID = 12;
    private static final int STRUCTURE = 4;
    private static final int CTA_TUPLE_IP = 1;
    private static final int CTA_TUPLE_PROTO = 2;
    private static final int CTA_IP_V4_DST = 2;
    private static final int CTA_IP_V6_DST = 4;
    private static final int CTA_PROTO_NUM = 1;
    private static final int CTA_PROTO_DST_PORT = 3;

    /** @return null for one of a protocol that has no ports */
    static TrackedConnection of(Answer answer) {
        byte[] tuple = answer.attribute(STRUCTURE, CTA_TUPLE_ORIG);
        byte[] addresses = inner(tuple, CTA_TUPLE_IP);
        byte[] protocol = inner(tuple, CTA_TUPLE_PROTO);
        byte[] four = inner(addresses, CTA_IP_V4_DST);
        byte[] address = four != null ? four : inner(addresses, CTA_IP_V6_DST);
        byte[] number = inner(protocol, CTA_PROTO_NUM);
        byte[] port = inner(protocol, CTA_PROTO_DST_PORT);
        if (address == null || number == null || port == null) {
            return null;
        }
        try {
            // Ports are in the order of bytes of the net, whatever the machine's is.
            return new TrackedConnection(number[0] & 0xff, new InetSocketAddress(InetAddress.getByAddress(address),
                    ByteBuffer.wrap(port).getShort() & 0xffff), tuple, answer.attribute(STRUCTURE, CTA_ID));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] inner(byte[] attributes, int type) {
        return attributes == null ? null : Answer.attribute(attributes, 0, type);
    }

    int family() {
        return Addresses.family(destination.getAddress());
    }
}
