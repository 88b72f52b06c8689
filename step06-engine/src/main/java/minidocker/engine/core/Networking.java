package minidocker.engine.core;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.network.Driver;
import minidocker.engine.network.Endpoint;
import minidocker.engine.network.EndpointRules;
import minidocker.engine.network.EndpointSettings;
import minidocker.engine.network.Member;
import minidocker.engine.network.Network;
import minidocker.engine.network.Networks;
import minidocker.engine.network.kernel.PortRequest;
import minidocker.engine.network.kernel.PublishedPort;
import minidocker.syscall.SyscallProgram;

/**
 * Containers and their networks. A container's addresses are chosen before its process is made, since they stand in its files; its
 * cables are laid while that process waits; everything is given back when it ends. Called while the container's lock is held.
 */
final class Networking {
    private final Engine engine;
    private final Networks networks;

    Networking(Engine engine, Networks networks) {
        this.engine = engine;
        this.networks = networks;
    }

    /** A place on each of its networks. @throws Refusal in Docker's words; nothing is taken then */
    void join(Container container) throws IOException {
        List<Attachment> wanted = resolved(container);
        Optional<Attachment> gateway = gateway(wanted);
        List<Attachment> live = new ArrayList<>();
        try {
            for (Attachment one : wanted) {
                Network network = networks.find(one.network());
                live.add(one.with(networks.join(network, settings(network, one.settings()), "eth" + live.size(),
                        gateway.filter(one::equals).isPresent())));
            }
        } catch (RuntimeException failure) {
            live.forEach(one -> networks.leave(one.live()));
            throw failure;
        }
        container.networks(new ContainerNetworks(live, List.of()));
        write(container, false);
    }

    /** By the names that the networks have now. */
    private List<Attachment> resolved(Container container) {
        return container.networks().attachments().stream()
                .map(one -> new Attachment(networks.find(one.network()).name(), one.settings(), null)).toList();
    }

    private static EndpointSettings settings(Network network, EndpointSettings settings) {
        EndpointRules.check(network.name(), Optional.of(network), settings);
        return settings;
    }

    /** Where its default route leads and its ports are published: of the networks that lead out, the first by name. */
    private Optional<Attachment> gateway(List<Attachment> attachments) {
        return attachments.stream()
                .filter(one -> networks.lookup(one.network()).filter(network -> network.driver() == Driver.BRIDGE).isPresent())
                .min(Comparator.comparing((Attachment one) -> networks.find(one.network()).internal()).thenComparing(Attachment::network));
    }

    /** What would make its networks' part of it; nothing is done. */
    List<SyscallProgram> programs(Container container) {
        List<Attachment> wanted = resolved(container);
        Optional<Attachment> gateway = gateway(wanted);
        List<SyscallProgram> programs = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            Network network = networks.find(wanted.get(i).network());
            programs.addAll(networks.programs(network, settings(network, wanted.get(i).settings()), "eth" + i,
                    gateway.filter(wanted.get(i)::equals).isPresent()));
        }
        return programs;
    }

    /**
     * Lays its cables and publishes its ports; its process waits for its start.
     *
     * @return the calls that laid them, as {@link minidocker.syscall.ProgramTable#lines}
     */
    String plugIn(Container container, int pid) throws IOException {
        StringBuilder trace = new StringBuilder();
        for (Attachment one : container.networks().attachments()) {
            trace.append(networks.plugIn(one.live(), pid));
        }
        publish(container);
        for (Attachment one : container.networks().attachments()) {
            networks.enter(member(container, one));
            tell(one.network(), "connect", container);
        }
        engine.names().serve(container, pid);
        return trace.toString();
    }

    private void publish(Container container) throws IOException {
        Optional<Attachment> gateway = gateway(container.networks().attachments());
        if (gateway.isEmpty()) {
            return;
        }
        Network network = networks.find(gateway.get().network());
        List<PortRequest> requests = network.internal() ? List.of() : WantedPorts.of(container.config(), network.hostBinding());
        if (requests.isEmpty()) {
            return;
        }
        try {
            container.networks(container.networks().with(networks.publish(gateway.get().live(), requests)));
        } catch (Refusal taken) {
            throw new Refusal(taken.kind(), "driver failed programming external connectivity on endpoint " + container.name() + " ("
                    + gateway.get().live().id() + "): " + taken.getMessage(), taken);
        }
        write(container, false);
    }

    Member member(Container container, Attachment one) {
        return new Member(container.id().hex(), container.name(),
                networks.find(one.live().network()).hasNames() ? names(container, one.settings()) : List.of(), one.live());
    }

    /** By which the others find it. */
    static List<String> names(Container container, EndpointSettings settings) {
        Set<String> names = new LinkedHashSet<>();
        names.add(container.name());
        names.addAll(settings.aliases());
        names.add(container.id().shortHex());
        if (!container.config().hostname().isEmpty()) {
            names.add(container.config().hostname());
        }
        return List.copyOf(names);
    }

    /** Gives back all that it has; of one that has nothing, it does nothing. */
    void leave(Container container) {
        engine.names().end(container);
        ContainerNetworks before = container.networks();
        if (before.attachments().stream().allMatch(one -> one.live() == null)) {
            return;
        }
        container.networks(before.asleep());
        for (Attachment one : before.attachments()) {
            if (one.live() != null) {
                // An end is an end, even if its network has been lost before.
                boolean was = networks.lookup(one.live().network()).stream().flatMap(network -> networks.members(network).stream())
                        .anyMatch(member -> member.endpoint().equals(one.live()));
                networks.leave(one.live());
                if (was) {
                    tell(one.network(), "disconnect", container);
                }
            }
        }
    }

    /** A user wants it on a further network, whether it runs or not. */
    void connect(Container container, Network network, EndpointSettings settings) throws IOException {
        checkConnectable(container, network);
        settings(network, settings);
        if (container.networks().find(network.name()).isPresent()) {
            throw new Refusal(Kind.FORBIDDEN, "endpoint with name " + container.name() + " already exists in network " + network.name());
        }
        Attachment one = new Attachment(network.name(), settings, null);
        if (container.state().isAlive()) {
            boolean leadsOut = !network.internal() && gateway(container.networks().attachments())
                    .filter(gateway -> !networks.find(gateway.network()).internal()).isEmpty();
            Endpoint endpoint = networks.join(network, settings, freeInterface(container), leadsOut);
            try {
                networks.plugIn(endpoint, container.state().pid());
            } catch (RuntimeException failure) {
                networks.leave(endpoint);
                throw failure;
            }
            one = one.with(endpoint);
            networks.enter(member(container, one));
        }
        container.networks(container.networks().plus(one));
        write(container, true);
        if (container.state().isAlive()) {
            if (container.networks().ports().isEmpty()) {
                publish(container);
            }
            engine.names().serve(container, container.state().pid());
            new NetworkFiles(engine, container).write();
        }
        tell(network.name(), "connect", container);
    }

    private static void checkConnectable(Container container, Network network) {
        String mode = container.networkMode();
        if (mode.startsWith("container:") || mode.equals(Network.HOST)) {
            throw new Refusal(Kind.BAD_PARAMETER,
                    "container sharing network namespace with another container or host cannot be connected to any other network");
        }
        if (network.driver() == Driver.HOST) {
            throw new Refusal(Kind.BAD_PARAMETER, "container cannot be disconnected from host network or connected to host network");
        }
        if (network.driver() == Driver.NONE || container.networks().find(Network.NONE).isPresent()) {
            throw new Refusal(Kind.BAD_PARAMETER,
                    "container cannot be connected to multiple networks with one of the networks in private (none) mode");
        }
    }

    private static String freeInterface(Container container) {
        Set<String> used = new LinkedHashSet<>();
        container.networks().attachments().forEach(one -> one.endpoint().ifPresent(endpoint -> used.add(endpoint.inside())));
        int number = 0;
        while (used.contains("eth" + number)) {
            number++;
        }
        return "eth" + number;
    }

    /**
     * A user wants it off a network, whether it runs or not.
     *
     * @param reference to the network, which may be gone if the container does not run
     * @param force     it may be gone even so
     */
    void disconnect(Container container, String reference, boolean force) throws IOException {
        boolean alive = container.state().isAlive();
        Optional<Network> there = alive && !force ? Optional.of(networks.find(reference)) : networks.lookup(reference);
        String name = there.map(Network::name).orElse(reference);
        if (name.equals(Network.HOST) && container.networkMode().equals(Network.HOST)) {
            throw new Refusal(Kind.BAD_PARAMETER, "container cannot be disconnected from host network or connected to host network");
        }
        Attachment one = container.networks().find(name).orElseThrow(() -> new Refusal(Kind.FAILED, "container " + container.id()
                + " is not connected to " + (alive && there.isPresent() ? "network " : "the network ") + name));
        ContainerNetworks before = container.networks();
        ContainerNetworks rest = before.without(name);
        if (one.live() != null) {
            boolean hadPorts = !before.ports().isEmpty() && gateway(before.attachments()).filter(one::equals).isPresent();
            networks.leave(one.live());
            container.networks(rest.with(List.of()));
            if (!one.live().gateways().isEmpty()) {
                leadOut(container);
            }
            container.networks(container.networks().with(hadPorts ? published(container, before.ports()) : before.ports()));
            engine.names().serve(container, container.state().pid());
            new NetworkFiles(engine, container).write();
        } else {
            container.networks(rest);
        }
        write(container, true);
        tell(name, "disconnect", container);
    }

    /** A container is gone, and what it had on a network is to go, too. @param container name or ID */
    void forget(String container, Network network) {
        Member member = networks.members(network).stream()
                .filter(one -> one.containerName().equals(container) || one.container().equals(container)).findFirst()
                .orElseThrow(() -> new Refusal(Kind.NOT_FOUND, "endpoint " + container + " not found"));
        networks.leave(member.endpoint());
        tell(network.name(), "disconnect", member.container());
    }

    /** Its default routes went by a network that it is no longer on: by the next one, now. */
    private void leadOut(Container container) {
        Optional<Attachment> next = gateway(container.networks().attachments());
        if (next.isPresent()) {
            Endpoint endpoint = networks.leadOut(next.get().live(), container.state().pid());
            container.networks(container.networks().map(one -> one.equals(next.get()) ? one.with(endpoint) : one));
            networks.enter(member(container, container.networks().find(next.get().network()).orElseThrow()));
        }
    }

    /** The same ports of the host as before, by another network. */
    private List<PublishedPort> published(Container container, List<PublishedPort> before) {
        Optional<Attachment> gateway = gateway(container.networks().attachments());
        if (gateway.isEmpty() || networks.find(gateway.get().network()).internal()) {
            return List.of();
        }
        return networks.publish(gateway.get().live(), before.stream().map(port -> new PortRequest(port.transport(),
                port.container().getPort(), port.host(), port.port(), port.port())).toList());
    }

    /** It has another name from now on. */
    void renamed(Container container) {
        for (Attachment one : container.networks().attachments()) {
            if (one.live() != null) {
                networks.enter(member(container, one));
            }
        }
    }

    void write(Container container, boolean durable) throws IOException {
        ContainerFiles.writeNetworks(container, durable && !container.host().autoRemove());
    }

    private void tell(String network, String action, Container container) {
        tell(network, action, container.id().hex());
    }

    private void tell(String network, String action, String container) {
        networks.lookup(network).ifPresent(one -> {
            Map<String, String> attributes = new LinkedHashMap<>();
            attributes.put("container", container);
            attributes.put("name", one.name());
            attributes.put("type", one.driver().toString());
            engine.events().publish(Event.now("network", action, one.id(), attributes));
        });
    }

    /** Takes up a container that runs since before this engine; its process goes on whatever is found. */
    void adopt(Container container) {
        for (Attachment one : container.networks().attachments()) {
            try {
                if (one.live() != null) {
                    networks.adopt(member(container, one));
                }
            } catch (Refusal lost) {
                System.err.println("mini-docker: container " + container.name() + " has lost its network " + one.network() + ": "
                        + lost.getMessage());
            }
        }
    }

    /** When all that run have been taken up. */
    void restore() {
        Map<String, List<PublishedPort>> ports = new LinkedHashMap<>();
        for (Container container : engine.containers().all()) {
            if (container.state().isAlive() && !container.networks().ports().isEmpty()) {
                gateway(container.networks().attachments().stream().filter(one -> one.live() != null).toList())
                        .ifPresent(one -> ports.put(one.live().id(), container.networks().ports()));
            }
        }
        try {
            networks.restore(ports).forEach(sentence -> System.err.println("mini-docker: " + sentence));
        } catch (Refusal | minidocker.cli.UserError cannot) {
            System.err.println("mini-docker: the networks of an earlier engine cannot be had again: " + cannot.getMessage());
        }
        for (Container container : engine.containers().all()) {
            if (container.state().isAlive()) {
                engine.names().serve(container, container.state().pid());
            }
        }
    }
}
