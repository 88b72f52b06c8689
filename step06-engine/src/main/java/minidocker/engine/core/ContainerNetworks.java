package minidocker.engine.core;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.network.Cidr;
import minidocker.engine.network.EndpointSettings;
import minidocker.engine.network.Network;
import minidocker.engine.network.kernel.PublishedPort;
import minidocker.engine.network.kernel.Transport;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;

/**
 * The networks that a container belongs to, and the ports of the host that lead to it.
 *
 * @param attachments in the order in which it was connected
 * @param ports       published now
 */
public record ContainerNetworks(List<Attachment> attachments, List<PublishedPort> ports) {
    /** Of one that shares another's, or has not been looked at. */
    static final ContainerNetworks EMPTY = new ContainerNetworks(List.of(), List.of());

    public ContainerNetworks {
        attachments = List.copyOf(attachments);
        ports = List.copyOf(ports);
    }

    /**
     * As {@code POST /containers/create} asks for.
     *
     * @throws Refusal BAD_PARAMETER, in Docker's words where it has some
     */
    static ContainerNetworks wanted(ContainerConfig config) {
        String mode = Sharing.network(config.host());
        if (mode.startsWith("container:")) {
            return EMPTY;
        }
        Map<String, EndpointSettings> settings = new LinkedHashMap<>();
        settings.put(mode, EndpointSettings.NONE);
        try {
            JsonObject given = config.networking().optionalObject("EndpointsConfig")
                    .orElse(new JsonObject(Map.of(), "EndpointsConfig"));
            for (String name : given.fields().keySet()) {
                settings.put(name.equals("default") ? Network.DEFAULT : name, given.has(name)
                        ? EndpointSettings.read(given.object(name)) : EndpointSettings.NONE);
            }
        } catch (MalformedJson e) {
            throw new Refusal(Kind.BAD_PARAMETER, e.getMessage(), e);
        }
        if (!config.string("MacAddress").isEmpty() && settings.get(mode).mac().isEmpty()) {
            settings.put(mode, EndpointSettings.read(new JsonObject(withMac(settings.get(mode), config.string("MacAddress")), "Config")));
        }
        settings.keySet().forEach(name -> check(name, settings.keySet()));
        return new ContainerNetworks(settings.entrySet().stream()
                .map(entry -> new Attachment(entry.getKey(), entry.getValue(), null)).toList(), List.of());
    }

    private static Map<String, Object> withMac(EndpointSettings settings, String mac) {
        Map<String, Object> json = settings.json();
        json.put("MacAddress", mac);
        return json;
    }

    private static void check(String name, Set<String> all) {
        if ((name.equals(Network.HOST) || name.equals(Network.NONE)) && all.size() > 1) {
            throw new Refusal(Kind.BAD_PARAMETER, "conflicting options: cannot attach both user-defined and non-user-defined "
                    + "network-modes");
        }
    }

    public Optional<Attachment> find(String network) {
        return attachments.stream().filter(one -> one.network().equals(network)).findFirst();
    }

    ContainerNetworks with(List<PublishedPort> now) {
        return new ContainerNetworks(attachments, now);
    }

    ContainerNetworks map(UnaryOperator<Attachment> change) {
        return new ContainerNetworks(attachments.stream().map(change).toList(), ports);
    }

    ContainerNetworks plus(Attachment one) {
        List<Attachment> more = new ArrayList<>(attachments);
        more.add(one);
        return new ContainerNetworks(more, ports);
    }

    ContainerNetworks without(String network) {
        return new ContainerNetworks(attachments.stream().filter(one -> !one.network().equals(network)).toList(), ports);
    }

    /** Of a container that has ended: nothing of it is on a network any more. */
    ContainerNetworks asleep() {
        return new ContainerNetworks(attachments.stream().map(one -> one.with(null)).toList(), List.of());
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Networks", attachments.stream().map(Attachment::json).toList());
        json.put("Ports", ports.stream().map(ContainerNetworks::json).toList());
        return json;
    }

    private static Map<String, Object> json(PublishedPort port) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Protocol", port.transport().toString());
        json.put("HostIp", Cidr.text(port.host()));
        json.put("HostPort", port.port());
        json.put("Bridge", port.bridge());
        json.put("ContainerIp", Cidr.text(port.container().getAddress()));
        json.put("ContainerPort", port.container().getPort());
        return json;
    }

    static ContainerNetworks read(JsonObject json) throws MalformedJson {
        List<Attachment> attachments = new ArrayList<>();
        for (JsonObject one : json.objects("Networks")) {
            attachments.add(Attachment.read(one));
        }
        List<PublishedPort> ports = new ArrayList<>();
        for (JsonObject one : json.objects("Ports")) {
            ports.add(new PublishedPort(Transport.parse(one.string("Protocol")), Cidr.address(one.string("HostIp")),
                    (int) one.number("HostPort"), one.string("Bridge"),
                    new InetSocketAddress(Cidr.address(one.string("ContainerIp")), (int) one.number("ContainerPort"))));
        }
        return new ContainerNetworks(attachments, ports);
    }
}
