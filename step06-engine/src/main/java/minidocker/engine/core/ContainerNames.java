package minidocker.engine.core;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import minidocker.engine.network.Cidr;
import minidocker.engine.network.Member;
import minidocker.engine.network.Network;
import minidocker.engine.network.Networks;
import minidocker.engine.network.resolver.Directory;
import minidocker.engine.network.resolver.Resolver;
import minidocker.engine.network.resolver.ResolverFile;

/** What containers on users' networks call each other. */
final class ContainerNames implements AutoCloseable {
    private final Networks networks;
    private final Resolver resolver = new Resolver();

    ContainerNames(Networks networks) {
        this.networks = networks;
    }

    /** If it is on a network with names: answers it from now on. */
    void serve(Container container, int pid) {
        if (named(container).isEmpty()) {
            return;
        }
        List<String> servers = container.host().strings("Dns");
        try {
            resolver.serve(container.id().hex(), pid, WantedPorts.hasNameServer(container.config()), new View(container),
                    () -> new ResolverFile(servers, List.of(), List.of()).upstream());
        } catch (IOException | RuntimeException cannot) {
            System.err.println("mini-docker: container " + container.name() + " cannot resolve names: " + cannot.getMessage());
        }
    }

    void end(Container container) {
        resolver.end(container.id().hex());
    }

    private List<Network> named(Container container) {
        return on(container).stream().filter(Network::hasNames).toList();
    }

    private List<Network> on(Container container) {
        return container.networks().attachments().stream().filter(one -> one.live() != null)
                .flatMap(one -> networks.lookup(one.live().network()).stream()).toList();
    }

    /** As it is at the moment of each question. */
    private final class View implements Directory {
        private final Container container;

        View(Container container) {
            this.container = container;
        }

        @Override
        public Optional<List<InetAddress>> addresses(String name) {
            Set<InetAddress> found = new LinkedHashSet<>();
            boolean known = false;
            for (Network network : named(container)) {
                String wanted = linked(network, name).toLowerCase(Locale.ROOT);
                String suffix = "." + network.name().toLowerCase(Locale.ROOT);
                String bare = wanted.endsWith(suffix) ? wanted.substring(0, wanted.length() - suffix.length()) : wanted;
                for (Member member : networks.members(network)) {
                    if (has(member, wanted) || has(member, bare)) {
                        known = true;
                        member.endpoint().addresses().forEach(address -> found.add(address.address()));
                    }
                }
            }
            return known ? Optional.of(new ArrayList<>(found)) : Optional.empty();
        }

        private String linked(Network network, String name) {
            List<String> links = new ArrayList<>(container.host().strings("Links"));
            container.networks().find(network.name()).ifPresent(one -> links.addAll(one.settings().links()));
            for (String link : links) {
                String[] parts = link.split(":", 2);
                if (parts.length == 2 && parts[1].equalsIgnoreCase(name)) {
                    return parts[0];
                }
            }
            return name;
        }

        private static boolean has(Member member, String name) {
            return member.names().stream().anyMatch(name::equalsIgnoreCase);
        }

        @Override
        public Optional<String> name(InetAddress address) {
            for (Network network : named(container)) {
                for (Member member : networks.members(network)) {
                    if (member.endpoint().addresses().stream().map(Cidr::address).anyMatch(address::equals)) {
                        return Optional.of(member.containerName() + "." + network.name());
                    }
                }
            }
            return Optional.empty();
        }

        @Override
        public boolean asksOthers() {
            return on(container).stream().anyMatch(network -> !network.internal());
        }
    }

    @Override
    public void close() {
        resolver.close();
    }
}
