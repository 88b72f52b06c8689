package minidocker.engine.network.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import minidocker.syscall.Errno;
import minidocker.syscall.Linux;

/**
 * Talks to rtnetlink(7) from this process itself, in the network namespace of the thread that opens it: for questions, and for
 * taking away. To be used by one thread at a time.
 */
public final class NetlinkSocket implements AutoCloseable {
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int HEADER = 16;
    private static final int LARGEST = 64 * 1024;

    private static final int NETLINK_ROUTE = 0;
    private static final int NETLINK_NETFILTER = 12;

    private final int socket;

    public NetlinkSocket() {
        this(NETLINK_ROUTE);
    }

    private NetlinkSocket(int protocol) {
        socket = Linux.netlinkSocket(protocol);
    }

    /** One that speaks to the firewall's side of the kernel instead. @throws SyscallException if the kernel has none */
    public static NetlinkSocket ofNetfilter() {
        return new NetlinkSocket(NETLINK_NETFILTER);
    }

    /** @throws NetlinkFailure if the kernel refuses */
    public void tell(Request request) {
        Linux.write(socket, request.content());
        byte[] answer = new byte[LARGEST];
        check(request, answer, Linux.read(socket, answer));
    }

    private static void check(Request request, byte[] answer, int length) {
        ByteBuffer bytes = ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.getShort(4) == NLMSG_ERROR && bytes.getInt(HEADER) != 0) {
            throw NetlinkFailure.of(request.toString(), Arrays.copyOf(answer, Math.max(length, HEADER + 4)));
        }
    }

    /** All messages of the answer, each from behind its struct nlmsghdr. */
    public List<Answer> ask(Request request) {
        List<Answer> answers = new ArrayList<>();
        ask(request, answers::add);
        return answers;
    }

    private void ask(Request request, Consumer<Answer> answers) {
        Linux.write(socket, request.content());
        byte[] buffer = new byte[LARGEST];
        while (true) {
            int length = Linux.read(socket, buffer);
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length).order(ByteOrder.LITTLE_ENDIAN);
            for (int at = 0; at + HEADER <= length;) {
                int size = bytes.getInt(at);
                int type = bytes.getShort(at + 4);
                if (type == NLMSG_DONE) {
                    return;
                }
                if (type == NLMSG_ERROR) {
                    check(request, Arrays.copyOfRange(buffer, at, length), length - at);
                    return;
                }
                answers.accept(new Answer(type, Arrays.copyOfRange(buffer, at + HEADER, at + size)));
                at += size + 3 & -4;
            }
            if (!request.isDump()) {
                return;
            }
        }
    }

    /** All interfaces. */
    public List<Link> links() {
        return ask(Links.dump()).stream().map(Link::of).toList();
    }

    /** Of all interfaces. */
    public List<Address> addresses() {
        return ask(Addresses.dump()).stream().map(Address::of).filter(Objects::nonNull).toList();
    }

    /** Of all tables. */
    public List<Route> routes() {
        return ask(Routes.dump()).stream().map(Route::of).filter(Objects::nonNull).toList();
    }

    /** Of one {@link #ofNetfilter}: the connections that are wanted; a host may know a hundred thousand. */
    public List<TrackedConnection> tracked(Predicate<TrackedConnection> wanted) {
        List<TrackedConnection> found = new ArrayList<>();
        ask(TrackedConnections.dump(), answer -> {
            TrackedConnection connection = TrackedConnection.of(answer);
            if (connection != null && wanted.test(connection)) {
                found.add(connection);
            }
        });
        return found;
    }

    /** @return empty if there is none of that name */
    public Optional<Link> link(String name) {
        try {
            return Optional.of(Link.of(ask(Links.get(name)).get(0)));
        } catch (NetlinkFailure failure) {
            if (failure.is(Errno.ENODEV)) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    @Override
    public void close() {
        Linux.close(socket);
    }
}
