package minidocker.engine.network.kernel;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import minidocker.engine.network.Cidr;
import minidocker.engine.network.netlink.Address;
import minidocker.engine.network.netlink.Link;
import minidocker.engine.network.netlink.NetlinkSocket;
import minidocker.engine.network.netlink.Route;
import minidocker.picture.Svg;

/**
 * The way of a packet from a container out of the host, as the kernel's own lists have it (rtnetlink(7)), drawn: each interface that
 * it passes, in which network namespace that is, and how many packets have passed there.
 *
 * @param destination where the packet shall go
 * @param stations    interfaces on the way, the container's first; none if the container has no route to there
 * @param rules       of the firewall, that act between the bridge and the way out: shown as they are
 */
public record PacketWay(InetAddress destination, List<Station> stations, List<String> rules) {
    private static final int WIDTH = 740;
    private static final int BOX = 40;
    private static final int GAP = 34;
    private static final int RULE = 17;
    private static final int LEFT = 120;
    private static final String INSIDE = "rgba(225,140,50,.28)";
    private static final String HOST = "rgba(70,130,200,.28)";
    private static final String SMALL = "font-size:11px";

    /**
     * An interface.
     *
     * @param inside    it is in the container's network namespace, otherwise in ours
     * @param what      that it is, in a few words
     * @param addresses of it, with their prefixes, but for those that every IPv6 interface gives itself
     * @param received  packets, {@code sent} likewise
     */
    public record Station(boolean inside, String name, String what, List<Cidr> addresses, long received, long sent) {
        public Station {
            addresses = List.copyOf(addresses);
        }
    }

    /** What is to be known of a network namespace. */
    private record View(List<Link> links, List<Address> addresses, List<Route> routes) {
        static View read() {
            try (NetlinkSocket socket = new NetlinkSocket()) {
                return new View(socket.links(), socket.addresses(), socket.routes());
            }
        }

        /** The kernel takes the longest prefix that the destination has; rules for other tables than the main one are not looked at. */
        Optional<Route> route(InetAddress destination) {
            return routes.stream().filter(route -> route.table() == Route.MAIN && route.dev() != 0
                    && route.destination().contains(destination)).max(Comparator.comparing(route -> route.destination().prefix()));
        }

        Link link(int index) {
            return links.stream().filter(link -> link.index() == index).findFirst()
                    .orElseThrow(() -> new IllegalStateException("interface " + index + " has just gone away"));
        }

        Station station(boolean inside, Link link, String what) {
            List<Cidr> its = addresses.stream().filter(address -> address.index() == link.index()).map(Address::cidr)
                    .filter(cidr -> !cidr.address().isLinkLocalAddress()).toList();
            return new Station(inside, link.name(), what, its, link.received(), link.sent());
        }
    }

    public PacketWay {
        stations = List.copyOf(stations);
        rules = List.copyOf(rules);
    }

    /**
     * From a container that hangs on a bridge of the network namespace that we are in.
     *
     * @param pid   a process in the container
     * @param rules of the firewall, for instance lines of {@code nft list ruleset}
     */
    public static PacketWay of(int pid, InetAddress destination, List<String> rules) {
        View inside;
        try (NetworkNamespace container = NetworkNamespace.ofProcess(pid)) {
            inside = container.inside(View::read);
        } catch (RuntimeException failure) {
            throw failure;
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
        Optional<Route> first = inside.route(destination);
        if (first.isEmpty()) {
            return new PacketWay(destination, List.of(), List.of());
        }
        View host = View.read();
        Link own = inside.link(first.get().dev());
        Link outside = host.link(own.peer());
        List<Station> stations = new ArrayList<>();
        stations.add(inside.station(true, own, way(first.get())));
        stations.add(host.station(false, outside, "the other end of the cable (veth)"));
        Link bridge = host.link(outside.master());
        stations.add(host.station(false, bridge, "the switch (bridge)"));
        host.route(destination).filter(route -> route.dev() != bridge.index())
                .ifPresent(route -> stations.add(host.station(false, host.link(route.dev()), way(route))));
        return new PacketWay(destination, stations, rules);
    }

    private static String way(Route route) {
        return "route " + (route.destination().prefix() == 0 ? "default" : route.destination())
                + (route.gateway() == null ? "" : " via " + Cidr.text(route.gateway()));
    }

    /** The same with what has passed since then instead of since ever; of a station that was not on the way then, all. */
    public PacketWay since(PacketWay then) {
        return new PacketWay(destination, stations.stream().map(then::passedSince).toList(), rules);
    }

    private Station passedSince(Station now) {
        return stations.stream().filter(one -> one.inside == now.inside && one.name.equals(now.name)).findFirst()
                .map(then -> new Station(now.inside, now.name, now.what, now.addresses, now.received - then.received, now.sent - then.sent))
                .orElse(now);
    }

    /** As SVG. */
    @Override
    public String toString() {
        if (stations.isEmpty()) {
            return new Svg(WIDTH, BOX).text(4, 25, "no route from the container to " + Cidr.text(destination) + ": ENETUNREACH").toString();
        }
        int ruled = stations.size() > 3 ? RULE * rules.size() : 0;
        Svg svg = new Svg(WIDTH, stations.size() * (BOX + GAP) + ruled + BOX);
        double y = 4;
        for (int i = 0; i < stations.size(); i++) {
            Station station = stations.get(i);
            if (i == 0 || i == 1) {
                svg.text(4, y + 25, station.inside ? "container" : "host", "start", "font-weight:bold");
            }
            svg.box(LEFT, y, WIDTH - LEFT - 4, BOX - 4, station.inside ? INSIDE : HOST)
                    .text(LEFT + 10, y + 16, station.name, "start", "font-weight:bold")
                    .text(LEFT + 150, y + 16, String.join(" ", station.addresses.stream().map(Cidr::toString).toList()))
                    .text(LEFT + 10, y + 30, station.what, "start", SMALL)
                    .text(WIDTH - 14, y + 22, "received " + station.received + ", sent " + station.sent, "end", SMALL);
            double from = y + BOX - 4;
            y += BOX + GAP + (i == 2 ? ruled : 0);
            svg.line(LEFT + 30, from, LEFT + 30, y, Svg.INK);
            svg.text(LEFT + 40, from + 22, between(i), "start", SMALL);
            for (int rule = 0; i == 2 && ruled > 0 && rule < rules.size(); rule++) {
                svg.text(LEFT + 50, from + 22 + RULE * (rule + 1), rules.get(rule), "start", "font:11px monospace");
            }
        }
        return svg.text(LEFT + 10, y + 18, Cidr.text(destination), "start", "font-weight:bold").toString();
    }

    private String between(int station) {
        return switch (station) {
            case 0 -> "a cable: what goes in here comes out there, in another network namespace";
            case 1 -> "it is plugged in there";
            case 2 -> stations.size() > 3 ? "the host is a router (ip_forward), and its firewall has rules for that" : "the same switch";
            default -> "out of the host";
        };
    }
}
