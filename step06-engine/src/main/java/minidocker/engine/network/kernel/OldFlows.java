package minidocker.engine.network.kernel;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import minidocker.engine.network.netlink.NetlinkFailure;
import minidocker.engine.network.netlink.NetlinkSocket;
import minidocker.engine.network.netlink.TrackedConnection;
import minidocker.engine.network.netlink.TrackedConnections;
import minidocker.syscall.SyscallException;

/**
 * Datagrams that go on coming to a port that leads elsewhere now. The kernel takes those of one sender for a connection, for as
 * long as they keep coming, and looks at the firewall's rules at the first one only: they would go to a container that is gone
 * for ever. With TCP that cannot be, since a new connection says so.
 */
final class OldFlows {
    private OldFlows() {}

    /** To be called where the rules are, after they have been written; does what it can. @param ports that lead elsewhere now */
    static void forget(Collection<PublishedPort> ports) {
        List<PublishedPort> datagrams = ports.stream().filter(port -> port.transport() == Transport.UDP).toList();
        if (datagrams.isEmpty()) {
            return;
        }
        try (NetlinkSocket addresses = new NetlinkSocket(); NetlinkSocket tracking = NetlinkSocket.ofNetfilter()) {
            Set<InetAddress> own = addresses.addresses().stream().map(address -> address.cidr().address())
                    .collect(Collectors.toCollection(HashSet::new));
            for (TrackedConnection connection : tracking.tracked(one -> isOld(one, datagrams, own))) {
                delete(tracking, connection);
            }
        } catch (NetlinkFailure | SyscallException withoutTracking) {
            // Then it holds nothing back.
        }
    }

    static boolean isOld(TrackedConnection connection, List<PublishedPort> ports, Set<InetAddress> own) {
        InetSocketAddress to = connection.destination();
        return connection.protocol() == TrackedConnection.UDP && ports.stream().anyMatch(port -> port.port() == to.getPort()
                && (port.host().isAnyLocalAddress() ? own.contains(to.getAddress()) || to.getAddress().isLoopbackAddress()
                        : port.host().equals(to.getAddress())));
    }

    private static void delete(NetlinkSocket tracking, TrackedConnection connection) {
        try {
            tracking.tell(TrackedConnections.delete(connection));
        } catch (NetlinkFailure goneByItself) {
            // As it was to be.
        }
    }
}
