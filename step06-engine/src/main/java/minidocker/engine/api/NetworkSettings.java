package minidocker.engine.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import minidocker.engine.core.Attachment;
import minidocker.engine.core.Container;
import minidocker.engine.core.Engine;
import minidocker.engine.network.Cidr;
import minidocker.engine.network.Endpoint;
import minidocker.engine.network.Network;
import minidocker.engine.network.kernel.PublishedPort;
import minidocker.images.Digest;

/** A container's networks, addresses and ports. */
final class NetworkSettings {
    private final Engine engine;
    private final Container container;

    NetworkSettings(Engine engine, Container container) {
        this.engine = engine;
        this.container = container;
    }

    Map<String, Object> json() {
        boolean alive = container.state().isAlive();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Bridge", "");
        json.put("SandboxID", alive ? id("sandbox of " + container.id()) : "");
        json.put("SandboxKey", alive ? "/proc/" + container.state().pid() + "/ns/net" : "");
        json.put("Ports", alive ? ports() : Map.of());
        json.put("HairpinMode", false);
        json.put("LinkLocalIPv6Address", "");
        json.put("LinkLocalIPv6PrefixLen", 0);
        json.put("SecondaryIPAddresses", null);
        json.put("SecondaryIPv6Addresses", null);
        // On top stands what the container has on the default network, for those who know of no other.
        Optional<Endpoint> onDefault = container.networks().find(Network.DEFAULT).flatMap(Attachment::endpoint);
        json.put("EndpointID", onDefault.map(Endpoint::id).orElse(""));
        Map<String, Object> addresses = new TreeMap<>();
        addresses(addresses, onDefault);
        json.putAll(addresses);
        json.put("MacAddress", onDefault.map(Endpoint::mac).orElse(""));
        json.put("Networks", networks());
        return json;
    }

    private void addresses(Map<String, Object> json, Optional<Endpoint> endpoint) {
        Optional<Cidr> four = endpoint.flatMap(Endpoint::ipv4);
        Optional<Cidr> six = endpoint.flatMap(Endpoint::ipv6);
        json.put("Gateway", gateway(endpoint, false));
        json.put("IPAddress", four.map(address -> Cidr.text(address.address())).orElse(""));
        json.put("IPPrefixLen", four.map(Cidr::prefix).orElse(0));
        json.put("IPv6Gateway", gateway(endpoint, true));
        json.put("GlobalIPv6Address", six.map(address -> Cidr.text(address.address())).orElse(""));
        json.put("GlobalIPv6PrefixLen", six.map(Cidr::prefix).orElse(0));
    }

    /** The network's, wherever the container's own default route leads. */
    private String gateway(Optional<Endpoint> endpoint, boolean six) {
        return endpoint.flatMap(one -> engine.networks().lookup(one.network())).filter(network -> !network.internal())
                .flatMap(network -> network.pools().stream().filter(pool -> pool.subnet().isIpv6() == six).findFirst())
                .map(pool -> Cidr.text(pool.gateway())).orElse("");
    }

    /** By name, also for lists. */
    Map<String, Object> networks() {
        Map<String, Object> networks = new TreeMap<>();
        container.networks().attachments().forEach(one -> networks.put(one.network(), json(one)));
        return networks;
    }

    private Map<String, Object> json(Attachment one) {
        Optional<Endpoint> endpoint = one.endpoint();
        Optional<Network> network = endpoint.isPresent() ? engine.networks().lookup(endpoint.get().network())
                : engine.networks().lookup(one.network());
        boolean named = network.map(Network::hasNames).orElse(!Network.isPredefined(one.network()));
        Map<String, Object> json = one.settings().json();
        json.put("Aliases", named ? aliases(one) : null);
        json.put("MacAddress", endpoint.map(Endpoint::mac).orElse(one.settings().mac()));
        json.put("NetworkID", network.map(Network::id).orElse(""));
        json.put("EndpointID", endpoint.map(Endpoint::id).orElse(""));
        addresses(json, endpoint);
        json.put("DNSNames", named && container.state().isAlive() ? Engine.dnsNames(container, one) : null);
        return json;
    }

    /** Up to version 1.44 of the API, the beginning of the ID is one. */
    private List<String> aliases(Attachment one) {
        Set<String> aliases = new LinkedHashSet<>(one.settings().aliases());
        aliases.add(container.id().shortHex());
        return List.copyOf(aliases);
    }

    /** Those that are exposed, with null, and those that are published. */
    private Map<String, Object> ports() {
        Map<String, Object> ports = new TreeMap<>();
        if (!container.networkMode().equals(Network.HOST) && !container.networkMode().equals(Network.NONE)) {
            container.config().exposedPorts().forEach(port -> ports.put(port, null));
        }
        for (PublishedPort port : container.networks().ports()) {
            String name = port.container().getPort() + "/" + port.transport();
            Map<String, Object> binding = new LinkedHashMap<>();
            binding.put("HostIp", Cidr.text(port.host()));
            binding.put("HostPort", String.valueOf(port.port()));
            List<Object> bindings = new ArrayList<>(ports.get(name) instanceof List<?> some ? some : List.of());
            bindings.add(binding);
            ports.put(name, bindings);
        }
        return ports;
    }

    /** As lists show them: one line a binding. */
    List<Map<String, Object>> portList() {
        List<Map<String, Object>> list = new ArrayList<>();
        ports().forEach((name, bindings) -> {
            if (bindings instanceof List<?> some) {
                some.forEach(one -> list.add(line(name, (Map<?, ?>) one)));
            } else if (container.state().isAlive()) {
                list.add(line(name, null));
            }
        });
        return list;
    }

    private static Map<String, Object> line(String name, Map<?, ?> binding) {
        int slash = name.indexOf('/');
        Map<String, Object> json = new LinkedHashMap<>();
        if (binding != null) {
            json.put("IP", binding.get("HostIp"));
        }
        json.put("PrivatePort", Integer.valueOf(slash < 0 ? name : name.substring(0, slash)));
        if (binding != null) {
            json.put("PublicPort", Integer.valueOf((String) binding.get("HostPort")));
        }
        json.put("Type", slash < 0 ? "tcp" : name.substring(slash + 1));
        return json;
    }

    private static String id(String what) {
        return Digest.of(what.getBytes(java.nio.charset.StandardCharsets.UTF_8)).hex();
    }
}
