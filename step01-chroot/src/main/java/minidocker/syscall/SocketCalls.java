package minidocker.syscall;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import minidocker.syscall.Operand.Bytes;
import minidocker.syscall.Operand.Int;
import minidocker.syscall.Operand.Memory;
import minidocker.syscall.Operand.Size;
import minidocker.syscall.Operand.Symbol;
import minidocker.syscall.Operand.Words;

/** Calls about sockets by which the kernel is talked to, see netlink(7). */
public final class SocketCalls {
    private SocketCalls() {}

    /** {@code int socket(int domain, int type, int protocol);} socket(2): AF_NETLINK, NETLINK_ROUTE; see rtnetlink(7). */
    public static Call netlinkSocket() {
        return Call.of(Syscall.SOCKET, new Argument("domain", new Symbol("AF_NETLINK", Linux.AF_NETLINK)),
                new Argument("type", new Symbol("SOCK_RAW|SOCK_CLOEXEC", 3 | 02000000)),
                new Argument("protocol", new Symbol("NETLINK_ROUTE", 0)));
    }

    /**
     * {@code int setsockopt(int sockfd, int level, int optname, const void *optval, socklen_t optlen);} getsockopt(2): SOL_NETLINK,
     * an option that is switched on; see netlink(7).
     */
    public static Call netlinkOption(Operand socket, String name, int option) {
        byte[] one = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(1).array();
        return Call.of(Syscall.SETSOCKOPT, new Argument("sockfd", socket), new Argument("level", new Symbol("SOL_NETLINK", 270)),
                new Argument("optname", new Symbol(name, option)), new Argument("optval", new Bytes(one, "1")),
                new Argument("optlen", new Size(one.length)));
    }

    /** Some bytes of a message: {@code length} from the address that {@code memory} stands for. */
    public record Piece(Operand memory, int length) {}

    /**
     * {@code ssize_t sendmsg(int sockfd, const struct msghdr *msg, int flags);} send(2): one message, put together from pieces, so
     * that numbers which are known only now can stand in it.
     */
    public static Call sendMessage(Operand socket, List<Piece> pieces, String shown) {
        List<Operand> words = new ArrayList<>();
        for (Piece piece : pieces) {
            words.add(piece.memory());
            words.add(new Int(piece.length()));
        }
        Words iov = new Words(List.copyOf(words), pieces.size() + " pieces");
        Words msg = new Words(List.of(Symbol.NULL, new Int(0), iov, new Int(pieces.size()), Symbol.NULL, new Int(0), new Int(0)),
                "{" + shown + "}");
        return Call.of(Syscall.SENDMSG, new Argument("sockfd", socket), new Argument("msg", msg),
                new Argument("flags", new Size(0)));
    }

    /** {@code ssize_t recv(int sockfd, void *buf, size_t len, int flags);} recv(2): one message; what has no room is cut off. */
    public static Call receive(Operand socket, Memory buffer) {
        return Call.of(Syscall.RECVFROM, new Argument("sockfd", socket), new Argument("buf", buffer),
                new Argument("len", new Size(buffer.size())), new Argument("flags", new Size(0)),
                new Argument("src_addr", Symbol.NULL), new Argument("addrlen", Symbol.NULL));
    }
}
