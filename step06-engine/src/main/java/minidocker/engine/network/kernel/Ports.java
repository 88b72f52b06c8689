package minidocker.engine.network.kernel;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.engine.Refusal;
import minidocker.engine.network.Cidr;
import minidocker.engine.network.forward.Forwarder;
import minidocker.engine.network.forward.HeldPort;

/** The ports of the host that are published, by the endpoint for which they are. */
final class Ports {
    private static final InetAddress ANY_IPV4 = Cidr.address("0.0.0.0");
    private static final InetAddress ANY_IPV6 = Cidr.address("::");

    private record Publication(List<PublishedPort> ports, List<HeldPort> held) {}

    private final Forwarder forwarder;
    private final Map<String, Publication> publications = new LinkedHashMap<>();

    /** @param place where the containers' addresses are */
    Ports(Place place) {
        forwarder = new Forwarder(place);
    }

    synchronized Collection<PublishedPort> all() {
        return publications.values().stream().flatMap(publication -> publication.ports.stream()).toList();
    }

    synchronized Collection<PublishedPort> of(String endpoint) {
        Publication publication = publications.get(endpoint);
        return publication == null ? List.of() : publication.ports;
    }

    /** All or none. */
    synchronized List<PublishedPort> hold(String endpoint, String bridge, List<Cidr> addresses, List<PortRequest> requests) {
        List<PublishedPort> published = new ArrayList<>();
        List<HeldPort> held = new ArrayList<>();
        try {
            for (PortRequest request : requests) {
                HeldPort port = hold(request);
                held.add(port);
                List<InetAddress> hosts = request.host() != null ? List.of(request.host())
                        : Forwarder.hasIpv6() ? List.of(ANY_IPV4, ANY_IPV6) : List.of(ANY_IPV4);
                for (InetAddress host : hosts) {
                    InetAddress address = nearest(host, addresses);
                    published.add(new PublishedPort(request.transport(), host, port.port(), bridge,
                            new InetSocketAddress(address, request.container())));
                }
                forwarder.lead(port, new InetSocketAddress(addresses.get(0).address(), request.container()));
            }
        } catch (IOException | RuntimeException e) {
            held.forEach(forwarder::release);
            throw e instanceof RuntimeException refusal ? refusal
                    : new Refusal(Refusal.Kind.FAILED, "ports cannot be published: " + e.getMessage(), e);
        }
        release(endpoint);
        publications.put(endpoint, new Publication(List.copyOf(published), held));
        return List.copyOf(published);
    }

    /** The container's address of the host's family, if it has one. */
    private static InetAddress nearest(InetAddress host, List<Cidr> addresses) {
        return addresses.stream().map(Cidr::address).filter(address -> address.getClass() == host.getClass()).findFirst()
                .orElse(addresses.get(0).address());
    }

    private HeldPort hold(PortRequest request) throws IOException {
        BindException last = null;
        for (int port = request.first(); port <= request.last(); port++) {
            try {
                return forwarder.hold(request.transport(), request.host(), port);
            } catch (BindException taken) {
                last = taken;
            }
        }
        String host = (request.host() == null ? ANY_IPV4 : request.host()).getHostAddress();
        String address = (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + request.first();
        boolean isTaken = last != null && String.valueOf(last.getMessage()).contains("in use");
        throw new Refusal(Refusal.Kind.FAILED, "Bind for " + address + " failed: "
                + (isTaken ? "port is already allocated" : last == null ? "no port was asked for" : last.getMessage()), last);
    }

    /** What an engine before us had published. @return sentences about ports that cannot be held */
    synchronized List<String> holdAgain(String endpoint, List<PublishedPort> ports) {
        List<HeldPort> held = new ArrayList<>();
        List<String> troubles = new ArrayList<>();
        Map<String, PublishedPort> sockets = new LinkedHashMap<>();
        for (PublishedPort port : ports) {
            // Both families of all addresses are one socket.
            String key = port.transport() + "/" + port.port() + "/"
                    + (port.host().isAnyLocalAddress() ? "any" : port.host().getHostAddress());
            sockets.merge(key, port, (one, other) -> one.isOneFamily() ? one : other);
        }
        for (PublishedPort port : sockets.values()) {
            boolean both = port.host().isAnyLocalAddress() && ports.stream().filter(other -> other.port() == port.port()
                    && other.transport() == port.transport() && other.host().isAnyLocalAddress()).count() > 1;
            try {
                HeldPort again = forwarder.hold(port.transport(), both ? null : port.host(), port.port());
                held.add(again);
                forwarder.lead(again, port.container());
            } catch (IOException e) {
                troubles.add("The published port " + port.host().getHostAddress() + ":" + port.port() + "/" + port.transport()
                        + " cannot be held again: " + e.getMessage());
            }
        }
        publications.put(endpoint, new Publication(List.copyOf(ports), held));
        return troubles;
    }

    /** @return false if there was none */
    synchronized boolean release(String endpoint) {
        Publication publication = publications.remove(endpoint);
        if (publication == null) {
            return false;
        }
        publication.held.forEach(forwarder::release);
        return true;
    }

    synchronized void close() {
        publications.values().forEach(publication -> publication.held.forEach(forwarder::release));
        forwarder.close();
    }
}
