package minidocker.engine.api;

import java.util.LinkedHashMap;
import java.util.Map;
import minidocker.engine.core.Container;
import minidocker.images.Digest;

/** A container's networks. There are {@code none} and {@code host} so far, which have no addresses. */
final class NetworkSettings {
    private NetworkSettings() {}

    static Map<String, Object> of(Container container) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Bridge", "");
        json.put("SandboxID", container.state().isAlive() ? id("sandbox of " + container.id()) : "");
        json.put("SandboxKey", container.state().isAlive() ? "/proc/" + container.state().pid() + "/ns/net" : "");
        json.put("Ports", Map.of());
        json.put("HairpinMode", false);
        json.put("LinkLocalIPv6Address", "");
        json.put("LinkLocalIPv6PrefixLen", 0);
        json.put("SecondaryIPAddresses", null);
        json.put("SecondaryIPv6Addresses", null);
        json.put("EndpointID", "");
        json.put("Gateway", "");
        json.put("GlobalIPv6Address", "");
        json.put("GlobalIPv6PrefixLen", 0);
        json.put("IPAddress", "");
        json.put("IPPrefixLen", 0);
        json.put("IPv6Gateway", "");
        json.put("MacAddress", "");
        json.put("Networks", networks(container));
        return json;
    }

    /** By name, also for lists. */
    static Map<String, Object> networks(Container container) {
        String mode = container.networkMode();
        if (mode.startsWith("container:")) {
            return Map.of();
        }
        Map<String, Object> network = new LinkedHashMap<>();
        network.put("IPAMConfig", null);
        network.put("Links", null);
        network.put("Aliases", null);
        network.put("MacAddress", "");
        network.put("NetworkID", id("network " + mode));
        network.put("EndpointID", container.state().isAlive() ? id("endpoint of " + container.id()) : "");
        network.put("Gateway", "");
        network.put("IPAddress", "");
        network.put("IPPrefixLen", 0);
        network.put("IPv6Gateway", "");
        network.put("GlobalIPv6Address", "");
        network.put("GlobalIPv6PrefixLen", 0);
        network.put("DriverOpts", null);
        network.put("DNSNames", null);
        return Map.of(mode, network);
    }

    private static String id(String what) {
        return Digest.of(what.getBytes(java.nio.charset.StandardCharsets.UTF_8)).hex();
    }
}
