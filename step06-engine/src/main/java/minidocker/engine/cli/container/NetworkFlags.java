package minidocker.engine.cli.container;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import minidocker.cli.UserError;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.cli.flags.Flags;

/** How the container is reached and what it reaches. */
final class NetworkFlags {
    private final Flag<List<String>> networks;
    private final Flag<List<String>> aliases;
    private final Flag<String> ip;
    private final Flag<String> ip6;
    private final Flag<List<String>> linkLocal;
    private final Flag<String> mac;
    private final Flag<List<String>> links;
    private final Flag<List<String>> publish;
    private final Flag<Boolean> publishAll;
    private final Flag<List<String>> expose;
    private final Flag<List<String>> hosts;
    private final Flag<List<String>> dns;
    private final Flag<List<String>> dnsOptions;
    private final Flag<List<String>> dnsSearch;

    NetworkFlags(Flags flags) {
        networks = flags.list("network", "", "network", "Connect a container to a network", text -> text);
        aliases = flags.list("network-alias", "", "Add network-scoped alias for the container");
        ip = flags.text("ip", "", "IPv4 address (e.g., 172.30.100.104)");
        ip6 = flags.text("ip6", "", "IPv6 address (e.g., 2001:db8::33)");
        linkLocal = flags.list("link-local-ip", "", "Container IPv4/IPv6 link-local addresses");
        mac = flags.text("mac-address", "", "Container MAC address (e.g., 92:d0:c6:0a:29:33)");
        links = flags.list("link", "", "Add link to another container");
        publish = flags.list("publish", "p", "Publish a container's port(s) to the host");
        publishAll = flags.toggle("publish-all", "P", "Publish all exposed ports to random ports");
        expose = flags.list("expose", "", "Expose a port or a range of ports");
        hosts = flags.list("add-host", "", "list", "Add a custom host-to-IP mapping (host:ip)", NetworkFlags::host);
        dns = flags.list("dns", "", "list", "Set custom DNS servers", NetworkFlags::address);
        dnsOptions = flags.list("dns-option", "", "Set DNS options");
        dnsSearch = flags.list("dns-search", "", "Set custom DNS search domains");
    }

    private static String host(String text) {
        int separator = text.indexOf('=') >= 0 ? text.indexOf('=') : text.indexOf(':');
        if (separator <= 0 || separator == text.length() - 1) {
            throw new IllegalArgumentException("bad format for add-host: \"" + text + "\"");
        }
        String address = text.substring(separator + 1).replaceAll("^\\[(.*)\\]$", "$1");
        if (!address.equals("host-gateway") && !isAddress(address)) {
            throw new IllegalArgumentException("invalid IP address in add-host: \"" + text.substring(separator + 1) + "\"");
        }
        return text.substring(0, separator) + ":" + address;
    }

    private static String address(String text) {
        if (!isAddress(text.strip())) {
            throw new IllegalArgumentException("IP address is not correctly formatted: " + text);
        }
        return text.strip();
    }

    static boolean isAddress(String text) {
        return text.matches("((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(\\.|$)){4}") && !text.endsWith(".")
                || text.matches("[0-9a-fA-F:.]+(%.*)?") && (text.contains("::") || text.chars().filter(c -> c == ':').count() >= 6);
    }

    /** Published ports are exposed too. */
    void addPorts(Map<String, Object> config) {
        Map<String, Object> exposed = new TreeMap<>();
        for (String text : publish.get()) {
            PublishedPort.parse(text).forEach(port -> exposed.put(port.inside(), Map.of()));
        }
        for (String text : expose.get()) {
            if (text.indexOf(':') >= 0) {
                throw new UserError("invalid port format for --expose: " + text);
            }
            try {
                PublishedPort.parse(text).forEach(port -> exposed.put(port.inside(), Map.of()));
            } catch (UserError e) {
                throw new UserError("invalid range format for --expose: " + text);
            }
        }
        if (!exposed.isEmpty()) {
            config.put("ExposedPorts", exposed);
        }
        if (!mac.get().isEmpty()) {
            if (!mac.get().strip().matches("([0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}")) {
                throw new UserError(mac.get() + " is not a valid mac address");
            }
            config.put("MacAddress", mac.get());
        }
    }

    void addTo(Map<String, Object> host) {
        host.put("NetworkMode", mode());
        Map<String, List<Object>> bindings = new TreeMap<>();
        for (String text : publish.get()) {
            for (PublishedPort port : PublishedPort.parse(text)) {
                Map<String, Object> binding = new LinkedHashMap<>();
                binding.put("HostIp", port.hostAddress());
                binding.put("HostPort", port.hostPort());
                bindings.computeIfAbsent(port.inside(), key -> new ArrayList<>()).add(binding);
            }
        }
        host.put("PortBindings", bindings);
        host.put("PublishAllPorts", publishAll.get());
        host.put("Dns", dns.get());
        host.put("DnsOptions", dnsOptions.get());
        host.put("DnsSearch", dnsSearch.get());
        host.put("ExtraHosts", hosts.isChanged() ? hosts.get() : null);
        host.put("Links", links.isChanged() ? links.get() : null);
    }

    private String mode() {
        return networks.isChanged() ? name(networks.get().get(0)) : "default";
    }

    /** {@code web}, or {@code name=web,alias=a}. */
    private static String name(String network) {
        return network.indexOf('=') < 0 ? network : Pairs.of(Csv.fields(network)).getOrDefault("name", "");
    }

    Map<String, Object> endpoints() {
        Map<String, Object> endpoints = new LinkedHashMap<>();
        boolean own = !mode().matches("default|bridge|host|none|container:.*");
        if (!own && aliases.isChanged()) {
            throw new UserError("network-scoped aliases are only supported for user-defined networks");
        }
        boolean mixed = networks.get().size() > 1
                && networks.get().stream().anyMatch(network -> name(network).matches("host|none|container:.*"));
        if (mixed) {
            throw new UserError("conflicting options: cannot attach both user-defined and non-user-defined network-modes");
        }
        for (String network : networks.isChanged() ? networks.get() : List.of("default")) {
            endpoint(network, endpoints.isEmpty()).ifPresent(endpoint -> endpoints.put(name(network), endpoint));
        }
        return Map.of("EndpointsConfig", endpoints);
    }

    private java.util.Optional<Map<String, Object>> endpoint(String network, boolean first) {
        Map<String, Object> endpoint = new LinkedHashMap<>();
        Map<String, Object> addresses = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        if (network.indexOf('=') >= 0) {
            for (String field : Csv.fields(network)) {
                String value = field.substring(field.indexOf('=') + 1);
                switch (field.substring(0, Math.max(0, field.indexOf('=')))) {
                    case "alias" -> names.add(value);
                    case "ip" -> addresses.put("IPv4Address", value);
                    case "ip6" -> addresses.put("IPv6Address", value);
                    case "mac-address" -> endpoint.put("MacAddress", value);
                    default -> { }
                }
            }
        }
        if (first) {
            names.addAll(aliases.get());
            if (!ip.get().isEmpty()) {
                addresses.put("IPv4Address", ip.get());
            }
            if (!ip6.get().isEmpty()) {
                addresses.put("IPv6Address", ip6.get());
            }
            if (linkLocal.isChanged()) {
                addresses.put("LinkLocalIPs", linkLocal.get());
            }
            if (links.isChanged() && !mode().matches("default|bridge|host|none|container:.*")) {
                endpoint.put("Links", links.get());
            }
        }
        if (!addresses.isEmpty()) {
            endpoint.put("IPAMConfig", addresses);
        }
        if (!names.isEmpty()) {
            endpoint.put("Aliases", names);
        }
        boolean named = !name(network).matches("default|bridge|host|none|container:.*");
        return endpoint.isEmpty() && !named ? java.util.Optional.empty() : java.util.Optional.of(endpoint);
    }
}
