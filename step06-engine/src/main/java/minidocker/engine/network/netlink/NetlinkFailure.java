package minidocker.engine.network.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import minidocker.syscall.Errno;

/** The kernel refused a request: which, why, and in its own words where it has some (NETLINK_EXT_ACK of netlink(7)). */
public final class NetlinkFailure extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int ERROR = 16;
    private static final int ATTRIBUTES = 36;
    private static final int NLMSGERR_ATTR_MSG = 1;

    private final int errno;

    private NetlinkFailure(String message, int errno) {
        super(message);
        this.errno = errno;
    }

    /** @param answer a message NLMSG_ERROR: nlmsghdr, the error, the question's nlmsghdr, attributes */
    static NetlinkFailure of(String request, byte[] answer) {
        ByteBuffer bytes = ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN);
        int errno = -bytes.getInt(ERROR);
        Errno known = Errno.of(errno);
        String words = words(bytes);
        return new NetlinkFailure(request + ": " + (known == null ? Errno.name(errno) : known) + " ("
                + (words != null ? words : known == null ? "unknown" : known.words()) + ")", errno);
    }

    private static String words(ByteBuffer answer) {
        int end = Math.min(answer.getInt(0), answer.capacity());
        for (int at = ATTRIBUTES; at + 4 <= end;) {
            int length = answer.getShort(at) & 0xffff;
            if (length < 4 || at + length > end) {
                return null;
            }
            if ((answer.getShort(at + 2) & 0x3fff) == NLMSGERR_ATTR_MSG) {
                return new String(answer.array(), at + 4, length - 5, StandardCharsets.UTF_8);
            }
            at += length + 3 & -4;
        }
        return null;
    }

    public boolean is(Errno other) {
        return errno == other.number();
    }
}
