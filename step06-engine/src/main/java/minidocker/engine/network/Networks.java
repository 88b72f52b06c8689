package minidocker.engine.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import minidocker.cli.UserError;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.network.kernel.Bridge;
import minidocker.engine.network.kernel.Cable;
import minidocker.engine.network.kernel.KernelNetworks;
import minidocker.engine.network.kernel.PortRequest;
import minidocker.engine.network.kernel.PublishedPort;
import minidocker.syscall.SyscallProgram;

/**
 * All networks, and who is on them. What containers have of them is kept with the containers: this learns it anew from each that
 * starts, and from those that an earlier engine has left running.
 *
 * <p>A bridge is in the kernel from the first moment that somebody needs it until the network is removed, or the engine leaves
 * and nobody is on it: an engine that nobody uses leaves nothing on the host.
 */
public final class Networks implements AutoCloseable {
    private final NetworkStore store;
    private final KernelNetworks kernel;
    private final Map<String, Network> networks = new LinkedHashMap<>();
    private final Map<String, List<Leases>> leases = new LinkedHashMap<>();
    private final Map<String, Map<String, Member>> members = new ConcurrentHashMap<>();
    private final Set<String> made = new HashSet<>();
    private final PredefinedNetworks predefined;

    private Networks(Path folder, KernelNetworks kernel) throws IOException {
        this.kernel = kernel;
        store = new NetworkStore(folder);
        predefined = new PredefinedNetworks(kernel.mark(), Instant.now());
        add(predefined.host());
        add(predefined.none());
        store.read().forEach(this::add);
    }

    /** @param folder with a file for each network */
    public static Networks open(Path folder, KernelNetworks kernel) throws IOException {
        return new Networks(folder, kernel);
    }

    private void add(Network network) {
        networks.put(network.id(), network);
        leases.put(network.id(), network.pools().stream().map(Leases::new).toList());
        members.putIfAbsent(network.id(), new ConcurrentHashMap<>());
    }

    /** By name. */
    public synchronized List<Network> all() {
        List<Network> all = new ArrayList<>(networks.values());
        Network standard = defaultNetwork();
        all.removeIf(one -> one.id().equals(standard.id()));
        all.add(standard);
        return all.stream().sorted(Comparator.comparing(Network::name)).toList();
    }

    /** The one that is meant by an ID, a name, or the beginning of an ID, in this order. */
    public synchronized Optional<Network> lookup(String reference) {
        if (reference.equals(Network.DEFAULT) || reference.equals("default")) {
            return Optional.of(defaultNetwork());
        }
        if (networks.containsKey(reference)) {
            return Optional.of(networks.get(reference));
        }
        Optional<Network> named = networks.values().stream().filter(one -> one.name().equals(reference)).findFirst();
        if (named.isPresent() || reference.isEmpty()) {
            return named;
        }
        List<Network> begun = all().stream().filter(one -> one.id().startsWith(reference)).toList();
        if (begun.size() > 1) {
            throw new Refusal(Kind.BAD_PARAMETER, "network " + reference + " is ambiguous (" + begun.size()
                    + " matches found based on ID prefix)");
        }
        return begun.stream().findFirst();
    }

    /** @throws Refusal NOT_FOUND, in Docker's words */
    public Network find(String reference) {
        return lookup(reference).orElseThrow(() -> new Refusal(Kind.NOT_FOUND, "network " + reference + " not found"));
    }

    /** The network of those that name none. Its addresses are chosen when somebody first asks, and anew if others have them. */
    private Network defaultNetwork() {
        Optional<Network> known = networks.values().stream().filter(one -> one.name().equals(Network.DEFAULT)).findFirst();
        if (known.isPresent() && (made.contains(known.get().id()) || !members.get(known.get().id()).isEmpty()
                || kernel.routes().stream().noneMatch(known.get().pools().get(0).subnet()::overlaps))) {
            return known.get();
        }
        known.ifPresent(old -> networks.remove(old.id()));
        Optional<Cidr> subnet = freeSubnet();
        // Without addresses it can still be looked at; who wants to be on it hears why not.
        Network chosen = predefined.bridge(subnet.map(Pool::of).stream().toList());
        if (subnet.isPresent()) {
            add(chosen);
        }
        return chosen;
    }

    private Optional<Cidr> freeSubnet() {
        List<Cidr> used = new ArrayList<>(kernel.routes());
        networks.values().forEach(one -> one.pools().forEach(pool -> used.add(pool.subnet())));
        return Subnets.free(used);
    }

    private static Refusal noneLeft() {
        return new Refusal(Kind.CONFLICT,
                "all predefined address pools have been fully subnetted: give a --subnet, or remove networks");
    }

    /** @throws Refusal CONFLICT if the name is taken, FORBIDDEN if the addresses are */
    public Network create(NetworkRequest request) throws IOException {
        return create(request, trace -> { });
    }

    /**
     * As {@link #create(NetworkRequest)}.
     *
     * @param trace gets the system calls that made its bridge and what they returned, as {@link minidocker.syscall.ProgramTable#lines}
     */
    public synchronized Network create(NetworkRequest request, Consumer<String> trace) throws IOException {
        Network network = planned(request);
        make(network, trace);
        try {
            store.write(network);
        } catch (IOException e) {
            made.remove(network.id());
            kernel.remove(network.bridge());
            throw e;
        }
        add(network);
        return network;
    }

    /** What {@link #create} would call, for the addresses that are free now; nothing is done. */
    public synchronized SyscallProgram explain(NetworkRequest request) {
        return kernel.program(planned(request).bridge());
    }

    private Network planned(NetworkRequest request) {
        defaultNetwork();
        if (networks.values().stream().anyMatch(one -> one.name().equals(request.name()))) {
            throw new Refusal(Kind.CONFLICT, "network with name " + request.name() + " already exists");
        }
        for (Pool pool : request.pools()) {
            if (networks.values().stream().flatMap(one -> one.pools().stream()).anyMatch(one -> one.subnet().overlaps(pool.subnet()))) {
                throw new Refusal(Kind.FORBIDDEN, "invalid pool request: Pool overlaps with other one on this address space");
            }
        }
        List<Pool> pools = new ArrayList<>();
        if (request.ipv4()) {
            pools.add(request.pool(false).orElseGet(() -> Pool.of(freeSubnet().orElseThrow(Networks::noneLeft))));
        }
        if (request.ipv6()) {
            pools.add(request.pool(true).orElseGet(() -> Pool.of(Subnets.uniqueLocal())));
        }
        Network network = new Network(RandomId.next(), request.name(), Instant.now(), Driver.BRIDGE, pools, request.ipv6(),
                request.internal(), request.attachable(), request.ipamOptions(), request.options(), request.labels());
        try {
            network.check();
        } catch (IllegalArgumentException wrong) {
            throw new Refusal(Kind.BAD_PARAMETER, wrong.getMessage(), wrong);
        }
        return network;
    }

    /** While the lock is held: of many that start at once, one makes it and the others wait. */
    private void make(Network network, Consumer<String> trace) {
        if (network.driver() != Driver.BRIDGE || made.contains(network.id())) {
            return;
        }
        try {
            trace.accept(kernel.create(network.bridge()));
        } catch (Refusal | UserError cannot) {
            throw new Refusal(Kind.FAILED, "the bridge of network " + network.name() + " cannot be made: " + cannot.getMessage()
                    + " (a container can do without: --network none)", cannot);
        }
        made.add(network.id());
    }

    /** @throws Refusal FORBIDDEN if it is always there, or somebody is on it */
    public synchronized Network remove(String reference) throws IOException {
        Network network = find(reference);
        if (network.isPredefined()) {
            throw new Refusal(Kind.FORBIDDEN, network.name() + " is a pre-defined network and cannot be removed");
        }
        if (!members.get(network.id()).isEmpty()) {
            throw new Refusal(Kind.FORBIDDEN, "error while removing network: network " + network.name() + " id " + network.id()
                    + " has active endpoints");
        }
        store.delete(network);
        networks.remove(network.id());
        leases.remove(network.id());
        members.remove(network.id());
        made.remove(network.id());
        kernel.remove(network.bridge());
        return network;
    }

    /** Who is on a network now. */
    public Collection<Member> members(Network network) {
        return members.getOrDefault(network.id(), Map.of()).values();
    }

    /**
     * A place on a network for a container that is about to start, or does run: its addresses are nobody else's until
     * {@link #leave}.
     *
     * @param inside    name of its interface
     * @param isGateway its default routes are to lead there
     */
    public synchronized Endpoint join(Network network, EndpointSettings settings, String inside, boolean isGateway) {
        if (network.driver() == Driver.BRIDGE && network.pools().isEmpty()) {
            throw noneLeft();
        }
        make(network, trace -> { });
        if (network.driver() == Driver.BRIDGE && network.name().equals(Network.DEFAULT)) {
            remember(network);
        }
        return endpoint(network, settings, inside, isGateway);
    }

    /**
     * What {@link #join} and {@link #plugIn} would have the kernel do. Nothing is done; the addresses are those that it would get
     * now.
     */
    public synchronized List<SyscallProgram> programs(Network network, EndpointSettings settings, String inside, boolean isGateway) {
        if (network.driver() != Driver.BRIDGE || network.pools().isEmpty()) {
            return List.of();
        }
        Endpoint endpoint = endpoint(network, settings, inside, isGateway);
        giveBack(network.id(), endpoint.addresses());
        SyscallProgram cable = kernel.program(cable(network, endpoint));
        return made.contains(network.id()) ? List.of(cable) : List.of(kernel.program(network.bridge()), cable);
    }

    private Endpoint endpoint(Network network, EndpointSettings settings, String inside, boolean isGateway) {
        if (network.driver() != Driver.BRIDGE) {
            return new Endpoint(RandomId.next(), network.id(), "", "", List.of(), List.of());
        }
        List<Cidr> addresses = new ArrayList<>();
        List<InetAddress> gateways = new ArrayList<>();
        try {
            for (Leases pool : leases.get(network.id())) {
                addresses.add(pool.take(pool.pool().subnet().isIpv6() ? settings.ipv6() : settings.ipv4()));
                if (isGateway && !network.internal()) {
                    gateways.add(pool.pool().gateway());
                }
            }
        } catch (Refusal refusal) {
            giveBack(network.id(), addresses);
            throw refusal;
        }
        String mac = settings.mac().isEmpty() ? mac(addresses.get(0).address()) : settings.mac();
        return new Endpoint(RandomId.next(), network.id(), inside, mac, addresses, gateways);
    }

    /** So that an engine that comes after a crash knows where its containers are. */
    private void remember(Network network) {
        try {
            store.writeOnce(network);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As Docker makes them, of the address: whoever gets it next has the same, and no neighbour remembers a wrong one. */
    private static String mac(InetAddress address) {
        byte[] bytes = address.getAddress();
        StringBuilder mac = new StringBuilder("02:42");
        for (int i = bytes.length - 4; i < bytes.length; i++) {
            mac.append(String.format(":%02x", bytes[i]));
        }
        return mac.toString();
    }

    private void giveBack(String network, List<Cidr> addresses) {
        for (Leases pool : leases.getOrDefault(network, List.of())) {
            addresses.forEach(address -> pool.giveBack(address.address()));
        }
    }

    /** From now on the others find it. */
    public void enter(Member member) {
        members.computeIfPresent(member.endpoint().network(), (network, there) -> {
            there.put(member.endpoint().id(), member);
            return there;
        });
    }

    /** Gives an endpoint its interface. @return the calls that did it, as {@link minidocker.syscall.ProgramTable#lines} */
    public String plugIn(Endpoint endpoint, int pid) {
        Network network = find(endpoint.network());
        return network.driver() == Driver.BRIDGE ? kernel.connect(cable(network, endpoint), pid) : "";
    }

    /**
     * From now on a container's default routes lead by this one.
     *
     * @return the endpoint, which says so
     */
    public Endpoint leadOut(Endpoint endpoint, int pid) {
        Network network = find(endpoint.network());
        if (network.internal()) {
            return endpoint;
        }
        List<InetAddress> gateways = network.pools().stream().map(Pool::gateway).toList();
        kernel.leadOut(gateways, pid);
        return endpoint.withGateways(gateways);
    }

    static Cable cable(Network network, Endpoint endpoint) {
        Bridge bridge = network.bridge();
        return new Cable(endpoint.id(), bridge.name(), endpoint.inside(), endpoint.mac(), endpoint.addresses(), endpoint.gateways(),
                bridge.talk(), bridge.mtu());
    }

    /** @throws Refusal FAILED, in Docker's words, if a port is taken */
    public List<PublishedPort> publish(Endpoint endpoint, List<PortRequest> requests) {
        return requests.isEmpty() ? List.of()
                : kernel.publish(endpoint.id(), find(endpoint.network()).bridge().name(), endpoint.addresses(), requests);
    }

    public void unpublish(Endpoint endpoint) {
        kernel.unpublish(endpoint.id());
    }

    /** Takes everything back that {@link #join}, {@link #plugIn} and {@link #publish} gave. */
    public void leave(Endpoint endpoint) {
        Map<String, Member> there = members.get(endpoint.network());
        if (there != null) {
            there.remove(endpoint.id());
        }
        if (!endpoint.addresses().isEmpty()) {
            kernel.unpublish(endpoint.id());
            kernel.disconnect(endpoint.id());
            synchronized (this) {
                giveBack(endpoint.network(), endpoint.addresses());
            }
        }
    }

    /**
     * Takes up what an earlier engine has left: first for each container that runs, then {@link #restore}.
     *
     * @throws Refusal NOT_FOUND if its network is gone
     */
    public synchronized void adopt(Member member) {
        Endpoint endpoint = member.endpoint();
        find(endpoint.network());
        for (Leases pool : leases.get(endpoint.network())) {
            endpoint.addresses().stream().map(Cidr::address).filter(pool.pool().subnet()::contains)
                    .forEach(address -> pool.take(Optional.of(address)));
        }
        enter(member);
    }

    /**
     * Makes the kernel's side as it should be.
     *
     * @param ports by the id of the endpoint
     * @return sentences about what could not be had again
     */
    public synchronized List<String> restore(Map<String, List<PublishedPort>> ports) {
        List<Bridge> bridges = new ArrayList<>();
        Set<String> endpoints = new HashSet<>();
        for (Network network : networks.values()) {
            if (network.driver() == Driver.BRIDGE && !members.get(network.id()).isEmpty()) {
                bridges.add(network.bridge());
                made.add(network.id());
                endpoints.addAll(members.get(network.id()).keySet());
            }
        }
        return kernel.restore(bridges, endpoints, ports);
    }

    /** The engine leaves. Containers stay where they are. */
    @Override
    public synchronized void close() {
        for (Network network : networks.values()) {
            if (made.contains(network.id()) && members.get(network.id()).isEmpty()) {
                try {
                    kernel.remove(network.bridge());
                } catch (Refusal | UserError stays) {
                    System.err.println("mini-docker: the bridge of network " + network.name() + " stays: " + stays.getMessage());
                }
            }
        }
        kernel.close();
    }
}
