package minidocker.engine.network;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;

/**
 * What a user wants of a container's place on a network: the part of Docker's {@code EndpointSettings} that is his to say.
 *
 * @param aliases  further names on that network
 * @param links    {@code container:alias}: names that only this container knows
 * @param ipv4     the address that it must have; empty for any
 * @param mac      empty for any
 */
public record EndpointSettings(List<String> aliases, List<String> links, Optional<InetAddress> ipv4, Optional<InetAddress> ipv6,
        List<String> linkLocal, String mac, Map<String, String> driverOptions, Map<String, Object> ipam) {
    public static final EndpointSettings NONE = new EndpointSettings(List.of(), List.of(), Optional.empty(), Optional.empty(),
            List.of(), "", Map.of(), null);

    /** @throws Refusal BAD_PARAMETER, in Docker's words where it has some */
    public static EndpointSettings read(JsonObject json) {
        try {
            Optional<JsonObject> ipam = json.optionalObject("IPAMConfig");
            List<String> linkLocal = ipam.isPresent() ? ipam.get().strings("LinkLocalIPs") : List.of();
            linkLocal.forEach(Cidr::address);
            String mac = json.optionalString("MacAddress").orElse("");
            if (!mac.isEmpty() && !mac.matches("([0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}")) {
                throw new IllegalArgumentException("invalid MAC address: " + mac);
            }
            List<String> aliases = new ArrayList<>(new LinkedHashSet<>(json.strings("Aliases")));
            return new EndpointSettings(List.copyOf(aliases), json.strings("Links"), address(ipam, "IPv4Address", 4),
                    address(ipam, "IPv6Address", 16), linkLocal, mac.replace('-', ':'), json.stringMap("DriverOpts"),
                    ipam.map(JsonObject::fields).orElse(null));
        } catch (MalformedJson | IllegalArgumentException e) {
            throw new Refusal(Kind.BAD_PARAMETER, e.getMessage(), e);
        }
    }

    private static Optional<InetAddress> address(Optional<JsonObject> ipam, String field, int bytes) throws MalformedJson {
        String text = ipam.isEmpty() ? "" : ipam.get().optionalString(field).orElse("");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        InetAddress address = Cidr.address(text);
        if (address.getAddress().length != bytes) {
            throw new IllegalArgumentException("invalid " + field.replace("Address", " address") + ": " + text);
        }
        return Optional.of(address);
    }

    public EndpointSettings withAliases(List<String> others) {
        return new EndpointSettings(List.copyOf(others), links, ipv4, ipv6, linkLocal, mac, driverOptions, ipam);
    }

    public EndpointSettings withMac(String other) {
        return new EndpointSettings(aliases, links, ipv4, ipv6, linkLocal, other, driverOptions, ipam);
    }

    /** As the API takes it. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("IPAMConfig", ipam);
        json.put("Links", links.isEmpty() ? null : links);
        json.put("Aliases", aliases.isEmpty() ? null : aliases);
        json.put("MacAddress", mac);
        json.put("DriverOpts", driverOptions.isEmpty() ? null : driverOptions);
        json.put("GwPriority", 0);
        return json;
    }
}
