package minidocker.engine.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;

/**
 * What {@code POST /networks/create} says.
 *
 * @param pools of each family one at most; a family without is given one when it is wanted
 */
public record NetworkRequest(String name, List<Pool> pools, boolean ipv4, boolean ipv6, boolean internal, boolean attachable,
        Map<String, String> ipamOptions, Map<String, String> options, Map<String, String> labels) {

    /** @throws Refusal BAD_PARAMETER, NOT_FOUND for a driver that is not there, FORBIDDEN for a name that is taken for good */
    public static NetworkRequest read(JsonObject json) {
        try {
            String name = json.optionalString("Name").orElse("");
            if (name.isBlank()) {
                throw new IllegalArgumentException("invalid name: name is empty");
            }
            if (Network.isPredefined(name)) {
                throw new Refusal(Kind.FORBIDDEN, "operation is not permitted on predefined " + name + " network");
            }
            checkKind(json);
            JsonObject ipam = json.optionalObject("IPAM").orElse(new JsonObject(Map.of(), "IPAM"));
            String allocator = ipam.optionalString("Driver").orElse("");
            if (!allocator.isEmpty() && !allocator.equals("default")) {
                throw new Refusal(Kind.NOT_FOUND, "could not resolve IPAM driver \"" + allocator + "\": plugin \"" + allocator
                        + "\" not found");
            }
            boolean ipv4 = !json.has("EnableIPv4") || json.bool("EnableIPv4");
            boolean ipv6 = json.bool("EnableIPv6");
            if (!ipv4 && !ipv6) {
                throw new IllegalArgumentException("IPv4 or IPv6 must be enabled");
            }
            return new NetworkRequest(name, pools(ipam.objects("Config"), ipv4, ipv6), ipv4, ipv6, json.bool("Internal"),
                    json.bool("Attachable"), ipam.stringMap("Options"), json.stringMap("Options"), json.stringMap("Labels"));
        } catch (MalformedJson | IllegalArgumentException e) {
            throw new Refusal(Kind.BAD_PARAMETER, e.getMessage(), e);
        }
    }

    private static void checkKind(JsonObject json) throws MalformedJson {
        String driver = json.optionalString("Driver").orElse("");
        if (driver.equals("host") || driver.equals("null")) {
            throw new Refusal(Kind.FORBIDDEN, "only one instance of \"" + driver + "\" network is allowed");
        }
        if (!driver.isEmpty() && !driver.equals("bridge") && !driver.equals("default")) {
            throw new Refusal(Kind.NOT_FOUND, "could not find plugin " + driver + " in v1 plugin registry: plugin \"" + driver
                    + "\" not found");
        }
        if (json.bool("ConfigOnly") || json.bool("Ingress") || json.optionalString("Scope").filter(scope -> scope.equals("swarm")).isPresent()) {
            throw new Refusal(Kind.BAD_PARAMETER, "there are no swarms here, so a network of one host is all there is to have");
        }
    }

    private static List<Pool> pools(List<JsonObject> given, boolean ipv4, boolean ipv6) throws MalformedJson {
        List<Pool> pools = new ArrayList<>();
        StringBuilder wrong = new StringBuilder();
        for (JsonObject json : given) {
            if (json.optionalString("Subnet").orElse("").isEmpty()) {
                if (json.has("Gateway") || json.has("IPRange")) {
                    wrong.append("\nan ip-range or a gateway needs the subnet that it belongs to");
                }
                continue;
            }
            try {
                pools.add(Pool.read(json));
            } catch (IllegalArgumentException e) {
                wrong.append('\n').append(e.getMessage());
            }
        }
        for (boolean six : new boolean[] {false, true}) {
            if (pools.stream().filter(pool -> pool.subnet().isIpv6() == six).count() > 1) {
                wrong.append("\na bridge network has one IPv").append(six ? 6 : 4).append(" subnet, and several were given");
            }
        }
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException("invalid network config:" + wrong);
        }
        return pools.stream().filter(pool -> pool.subnet().isIpv6() ? ipv6 : ipv4).toList();
    }

    Optional<Pool> pool(boolean six) {
        return pools.stream().filter(pool -> pool.subnet().isIpv6() == six).findFirst();
    }
}
