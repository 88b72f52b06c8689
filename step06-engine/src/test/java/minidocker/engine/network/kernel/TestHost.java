package minidocker.engine.network.kernel;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import minidocker.engine.Refusal;
import minidocker.engine.network.Cidr;
import minidocker.engine.network.firewall.FirewallChoice;
import minidocker.engine.network.netlink.Addresses;
import minidocker.engine.network.netlink.Link;
import minidocker.engine.network.netlink.Links;
import minidocker.engine.network.netlink.NetlinkFailure;
import minidocker.engine.network.netlink.NetlinkSocket;
import minidocker.engine.network.netlink.Routes;
import minidocker.syscall.Operand.Int;
import minidocker.testing.Needs;

/**
 * A host of a test's own, with networks of its own: a network namespace. A cable leads to another one, which is the world.
 * Addresses: the host 10.99.0.1 and fd99::1, the world 10.99.0.2 and fd99::2.
 */
public final class TestHost implements AutoCloseable {
    static final String OWN = "10.99.0.1";
    public static final String WORLD = "10.99.0.2";

    public final PrivateNetwork network = new PrivateNetwork();
    public final PrivateNetwork world = new PrivateNetwork();
    final Path runFolder = Path.of("/nowhere", Long.toHexString(new Random().nextLong()));
    final List<String> notices = new ArrayList<>();
    private final FirewallChoice choice;
    private final List<PrivateNetwork> containers = new ArrayList<>();
    private final List<String> endpoints = new ArrayList<>();
    KernelNetworks kernel;

    /** What tests on such hosts need of the machine. */
    public static void need() throws Exception {
        Needs.root();
        Needs.command("nft", "nftables");
        Needs.command("iptables", "iptables");
        Needs.command("ip", "iproute2");
        Needs.that(Files.exists(Path.of("/proc/net/if_inet6")), "kernel: no IPv6");
        String lacks = null;
        try (TestHost host = new TestHost(FirewallChoice.BEST)) {
            host.create(bridge("one", "10.1.0.1/16"));
            lacks = host.on(() -> host.kernel.firewall()).equals("nft") ? null : "nftables cannot rewrite addresses";
        } catch (NetlinkFailure | Refusal refused) {
            lacks = refused.getMessage();
        }
        Needs.that(lacks == null, "kernel: " + lacks);
    }

    public TestHost(FirewallChoice choice) throws Exception {
        this.choice = choice;
        kernel = newEngine();
        on(() -> {
            // A new namespace begins with what the machine has.
            Files.writeString(Path.of("/proc/sys/net/ipv4/ip_forward"), "0");
            try (NetlinkSocket socket = new NetlinkSocket()) {
                socket.tell(Links.pair("wan0", "far0", 0));
                socket.tell(Links.move("far0", new Int(world.descriptor())));
                configure(socket, "wan0", OWN, "fd99::1");
            }
            return null;
        });
        world.inside(() -> {
            try (NetlinkSocket socket = new NetlinkSocket()) {
                configure(socket, "far0", WORLD, "fd99::2");
            }
            return null;
        });
    }

    private static void configure(NetlinkSocket socket, String name, String four, String six) {
        int index = socket.link(name).orElseThrow().index();
        socket.tell(Addresses.add(new Int(index), name, Cidr.parse(four + "/24")));
        socket.tell(Addresses.add(new Int(index), name, Cidr.parse(six + "/64")));
        socket.tell(Links.up(name));
    }

    /** The world is told that there is a way to a subnet of the host's, as by a curious neighbour. */
    void tellWorldOf(String subnet) throws Exception {
        world.inside(() -> {
            try (NetlinkSocket socket = new NetlinkSocket()) {
                socket.tell(Routes.to(Cidr.parse(subnet), Cidr.address(OWN)));
            }
            return null;
        });
    }

    KernelNetworks newEngine() {
        return new KernelNetworks(runFolder, choice, notices::add);
    }

    <T> T on(Callable<T> work) throws Exception {
        return network.inside(work);
    }

    static Bridge bridge(String name, String... gateways) {
        return new Bridge(name, cidrs(gateways), false, true, true, 0);
    }

    private static List<Cidr> cidrs(String... texts) {
        return java.util.Arrays.stream(texts).map(Cidr::parse).toList();
    }

    Bridge create(Bridge bridge) throws Exception {
        return on(() -> {
            kernel.create(bridge);
            return bridge;
        });
    }

    /** A container with these addresses, which has a default route by the host. */
    PrivateNetwork container(Bridge bridge, String... addresses) throws Exception {
        PrivateNetwork container = new PrivateNetwork();
        containers.add(container);
        String endpoint = endpoint();
        endpoints.add(endpoint);
        List<InetAddress> gateways = bridge.internal() ? List.of()
                : bridge.gateways().stream().map(Cidr::address).toList();
        String mac = "02:42:" + endpoint.substring(0, 8).replaceAll("(..)(?!$)", "$1:");
        Cable cable = new Cable(endpoint, bridge.name(), "eth0", mac, cidrs(addresses), gateways, bridge.talk(), 0);
        on(() -> kernel.connect(cable, container.pid()));
        return container;
    }

    static String endpoint() {
        return String.format("%016x", new Random().nextLong());
    }

    /** Of the container that was made last. */
    String lastEndpoint() {
        return endpoints.get(endpoints.size() - 1);
    }

    List<PublishedPort> publish(Bridge bridge, String address, PortRequest... requests) throws Exception {
        return on(() -> kernel.publish(lastEndpoint(), bridge.name(), cidrs(address), List.of(requests)));
    }

    static List<Link> links(PrivateNetwork network) throws Exception {
        return network.inside(() -> {
            try (NetlinkSocket socket = new NetlinkSocket()) {
                return socket.links();
            }
        });
    }

    public String run(String... command) throws Exception {
        return on(() -> Needs.output(command));
    }

    @Override
    public void close() {
        kernel.close();
        containers.forEach(PrivateNetwork::close);
        world.close();
        network.close();
    }
}
