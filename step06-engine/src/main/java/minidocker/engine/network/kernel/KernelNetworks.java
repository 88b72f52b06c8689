package minidocker.engine.network.kernel;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import minidocker.engine.Refusal;
import minidocker.engine.network.Cidr;
import minidocker.engine.network.firewall.Firewall;
import minidocker.engine.network.firewall.FirewallChoice;
import minidocker.engine.network.netlink.Conversation;
import minidocker.engine.network.netlink.Link;
import minidocker.engine.network.netlink.Links;
import minidocker.engine.network.netlink.NetlinkFailure;
import minidocker.engine.network.netlink.NetlinkSocket;
import minidocker.engine.network.netlink.Route;
import minidocker.engine.network.netlink.Routes;
import minidocker.syscall.Errno;
import minidocker.syscall.ProgramFailure;
import minidocker.syscall.ProgramTable;
import minidocker.syscall.SyscallException;
import minidocker.syscall.SyscallProgram;
import minidocker.syscall.TracedCall;

/**
 * What the kernel and the firewall do for networks: bridges, cables, published ports. Knows no network, no endpoint and no
 * container but by what it is told; the truth about those is the caller's, on his disk. All methods may be called by any thread;
 * a failure is a {@link minidocker.engine.Refusal} with one sentence.
 */
public final class KernelNetworks implements AutoCloseable {
    private final EngineMark mark;
    private final Map<String, Bridge> bridges = new ConcurrentHashMap<>();
    private final Ports ports;
    private final RuleBook rules;
    private final Forwarding forwarding;
    private final Place place;

    /** With its bridges where we are. */
    public KernelNetworks(Path runFolder, FirewallChoice choice, Consumer<String> notices) {
        this(runFolder, choice, notices, Place.HERE);
    }

    /**
     * @param runFolder of the engine, see {@link EngineMark}
     * @param notices   hears a sentence when something of the host is changed that others may care for: forwarding is switched on,
     *     for example
     * @param place     where its bridges stand; ports are published where we are
     */
    public KernelNetworks(Path runFolder, FirewallChoice choice, Consumer<String> notices, Place place) {
        mark = EngineMark.of(runFolder);
        rules = new RuleBook(() -> Firewall.choose(choice, mark, notices), this::allBridges, this::allPorts,
                place.isOursAlone());
        ports = new Ports(place);
        this.place = place;
        forwarding = new Forwarding(notices);
    }

    private <T> T there(Callable<T> work) {
        try {
            return place.inside(work);
        } catch (RuntimeException failure) {
            throw failure;
        } catch (Exception failure) {
            throw new Refusal(Refusal.Kind.FAILED, "the engine's network cannot be used: " + failure.getMessage(), failure);
        }
    }

    private void writeRules() {
        there(() -> {
            rules.write();
            return null;
        });
    }

    private Collection<Bridge> allBridges() {
        return bridges.values();
    }

    private Collection<PublishedPort> allPorts() {
        return ports.all();
    }

    public EngineMark mark() {
        return mark;
    }

    /** {@code nft}, {@code iptables} or {@code none}: by what rules are written. */
    public String firewall() {
        return there(() -> rules.firewall().name());
    }

    /**
     * To be called once, before anything else, by an engine that comes after another: makes the kernel look as it should. Bridges
     * that are missing are made, interfaces of ours that belong to none of these are removed, ports are held again and the rules
     * of the firewall written anew.
     *
     * @param wanted    bridges that are to be
     * @param endpoints ids of those whose containers live: their cables stay
     * @param published ports, by the id of the endpoint
     * @return sentences about what could not be had again: a port that somebody took meanwhile
     */
    public List<String> restore(Collection<Bridge> wanted, Collection<String> endpoints,
            Map<String, List<PublishedPort>> published) {
        List<String> troubles = new ArrayList<>();
        Set<String> names = new HashSet<>();
        wanted.forEach(bridge -> names.add(bridge.name()));
        endpoints.forEach(endpoint -> names.add(EngineMark.cable(endpoint)));
        if (wanted.isEmpty() && !place.isThere()) {
            return troubles;
        }
        boolean leftovers = there(() -> removeAllBut(names));
        for (Bridge bridge : wanted) {
            try {
                make(bridge);
            } catch (Refusal refusal) {
                troubles.add(refusal.getMessage());
            }
            bridges.put(bridge.name(), bridge);
        }
        published.forEach((endpoint, list) -> troubles.addAll(ports.holdAgain(endpoint, list)));
        if (leftovers || !wanted.isEmpty()) {
            try {
                writeRules();
            } catch (Refusal refusal) {
                troubles.add(refusal.getMessage());
            }
        }
        return troubles;
    }

    /** @return true if there was anything of ours, be it wanted or not */
    private boolean removeAllBut(Set<String> names) {
        boolean any = false;
        try (NetlinkSocket socket = new NetlinkSocket()) {
            for (Link link : socket.links()) {
                if (link.group() == mark.group()) {
                    any = true;
                    if (!names.contains(link.name())) {
                        delete(socket, link.name());
                    }
                }
            }
        } catch (SyscallException | NetlinkFailure unreadable) {
            throw refusal("the host's interfaces cannot be listed", unreadable);
        }
        return any;
    }

    private static void delete(NetlinkSocket socket, String name) {
        try {
            socket.tell(Links.delete(name));
        } catch (NetlinkFailure failure) {
            if (!failure.is(Errno.ENODEV)) {
                throw failure;
            }
        }
    }

    private static Refusal refusal(String what, RuntimeException failure) {
        return failure instanceof Refusal refusal ? refusal
                : new Refusal(Refusal.Kind.FAILED, what + ": " + failure.getMessage(), failure);
    }

    /**
     * Makes a bridge, gives it its addresses, sets it up, and writes its rules. One that is there already is taken as it is.
     *
     * @return the calls that made it and what they returned, as {@link ProgramTable#lines}
     */
    public String create(Bridge bridge) {
        String trace = make(bridge);
        bridges.put(bridge.name(), bridge);
        try {
            writeRules();
        } catch (Refusal refusal) {
            bridges.remove(bridge.name());
            removeLink(bridge.name());
            throw refusal;
        }
        return trace;
    }

    private synchronized String make(Bridge bridge) {
        return there(() -> makeThere(bridge));
    }

    private String makeThere(Bridge bridge) {
        String trace = "";
        if (index(bridge.name()) == null) {
            try {
                trace = ProgramTable.lines(Conversation.run(program(bridge), Map.of()));
            } catch (NetlinkFailure | ProgramFailure | SyscallException failure) {
                removeLink(bridge.name());
                throw refusal("the bridge " + bridge.name() + " cannot be made", failure);
            }
        }
        if (!bridge.internal()) {
            forwarding.switchOn(bridge.gateways());
        }
        return trace;
    }

    /** @return null if there is none of that name */
    private Integer index(String name) {
        return there(() -> {
            try (NetlinkSocket socket = new NetlinkSocket()) {
                return socket.link(name).map(Link::index).orElse(null);
            }
        });
    }

    private void removeLink(String name) {
        there(() -> {
            removeLinkThere(name);
            return null;
        });
    }

    private void removeLinkThere(String name) {
        try (NetlinkSocket socket = new NetlinkSocket()) {
            if (socket.link(name).filter(link -> link.group() == mark.group()).isPresent()) {
                delete(socket, name);
            }
        } catch (NetlinkFailure | SyscallException failure) {
            throw refusal("the interface " + name + " cannot be removed", failure);
        }
    }

    /** What {@link #create} would call; nothing is done. */
    public SyscallProgram program(Bridge bridge) {
        boolean four = bridge.gateways().stream().anyMatch(gateway -> !gateway.isIpv6());
        boolean leads = !place.isThere() || there(() -> rules.firewall().leadsPorts());
        return BridgeProgram.of(bridge, mark, four && !bridge.internal() && leads);
    }

    /** Takes a bridge and its rules away; one that is gone already is no error, and one that is not ours stays. */
    public void remove(Bridge bridge) {
        bridges.remove(bridge.name());
        // In this order: a crash in between leaves a link, and by that the next engine sees that there is something to tidy up.
        writeRules();
        removeLink(bridge.name());
    }

    /**
     * Lays a cable between a bridge and the network namespace of a process, and gives its inner end address and routes.
     *
     * @param pid a process in that namespace, which does not end meanwhile
     * @return the calls that did it and what they returned, as {@link ProgramTable#lines}
     */
    public String connect(Cable cable, int pid) {
        try (NetworkNamespace namespace = NetworkNamespace.ofProcess(pid)) {
            Integer bridge = index(cable.bridge());
            if (bridge == null) {
                make(known(cable.bridge()));
                bridge = Objects.requireNonNull(index(cable.bridge()), cable.bridge());
            }
            Map<String, Integer> given = Map.of(CableProgram.BRIDGE, bridge, CableProgram.NAMESPACE, namespace.descriptor());
            List<TracedCall> trace = there(() -> Conversation.run(program(cable), given));
            return ProgramTable.lines(trace);
        } catch (NetlinkFailure | ProgramFailure | SyscallException failure) {
            disconnect(cable.endpoint());
            throw refusal("the container cannot be connected to the bridge " + cable.bridge(), failure);
        }
    }

    /** Adds default routes in the network namespace of a process, for a container that has none: one that it has stays. */
    public void leadOut(List<InetAddress> gateways, int pid) {
        try (NetworkNamespace namespace = NetworkNamespace.ofProcess(pid)) {
            namespace.inside(() -> {
                try (NetlinkSocket socket = new NetlinkSocket()) {
                    for (InetAddress gateway : gateways) {
                        addRoute(socket, gateway);
                    }
                }
                return null;
            });
        } catch (RuntimeException failure) {
            throw refusal("the container's default route cannot be changed", failure);
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void addRoute(NetlinkSocket socket, InetAddress gateway) {
        try {
            socket.tell(Routes.byDefault(gateway));
        } catch (NetlinkFailure failure) {
            if (!failure.is(Errno.EEXIST)) {
                throw failure;
            }
        }
    }

    private Bridge known(String name) {
        Bridge bridge = bridges.get(name);
        if (bridge == null) {
            throw new Refusal(Refusal.Kind.FAILED, "the bridge " + name + " is not there: somebody has removed it");
        }
        return bridge;
    }

    /** What {@link #connect} would call; nothing is done. */
    public SyscallProgram program(Cable cable) {
        return CableProgram.of(cable, mark);
    }

    /** Takes a cable away, both its ends; one that is gone already is no error. */
    public void disconnect(String endpoint) {
        removeLink(EngineMark.cable(endpoint));
    }

    /**
     * Publishes ports of a container: holds each on the host, so that nobody else takes it, and lets the firewall (and for what that
     * cannot do, the forwarder) lead it to the container. All or none.
     *
     * @param addresses of the container on that bridge
     * @return what was published: for a request without a host address one of each family that the host has
     * @throws minidocker.engine.Refusal FAILED "Bind for 0.0.0.0:8080 failed: port is already allocated"
     */
    public List<PublishedPort> publish(String endpoint, String bridge, List<Cidr> addresses, List<PortRequest> requests) {
        if (requests.isEmpty()) {
            return List.of();
        }
        List<PublishedPort> published = ports.hold(endpoint, bridge, addresses, requests);
        try {
            writeRules();
            forgetFlows(published);
            return published;
        } catch (Refusal refusal) {
            ports.release(endpoint);
            throw refusal;
        }
    }

    /** Takes an endpoint's ports back; without any it does nothing. */
    public void unpublish(String endpoint) {
        Collection<PublishedPort> published = ports.of(endpoint);
        if (ports.release(endpoint)) {
            writeRules();
            forgetFlows(published);
        }
    }

    private void forgetFlows(Collection<PublishedPort> published) {
        there(() -> {
            OldFlows.forget(published);
            return null;
        });
    }

    /** Where the host's routes lead, the default routes left out: no network of ours may overlap these. */
    public List<Cidr> routes() {
        return there(KernelNetworks::routesThere);
    }

    private static List<Cidr> routesThere() {
        try (NetlinkSocket socket = new NetlinkSocket()) {
            return socket.routes().stream()
                    .filter(route -> route.table() == Route.MAIN && route.destination().prefix() > 0).map(Route::destination)
                    .distinct().toList();
        } catch (NetlinkFailure | SyscallException failure) {
            throw refusal("the host's routes cannot be listed", failure);
        }
    }

    /** The engine leaves: ports are not held any more. Containers, their cables and the rules stay. */
    @Override
    public void close() {
        ports.close();
        place.leave(!bridges.isEmpty());
    }
}
