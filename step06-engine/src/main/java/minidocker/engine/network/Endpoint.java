package minidocker.engine.network;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;

/**
 * The place that a running container has on a network: from its start to its end nobody else has these addresses.
 *
 * @param id       64 hexadecimal digits
 * @param network  id
 * @param inside   name of the interface in the container; empty on a network without interfaces of its own
 * @param mac      of that interface
 * @param addresses of each family one at most, with their prefixes
 * @param gateways where its default routes lead; none if another network's do, or none may
 */
public record Endpoint(String id, String network, String inside, String mac, List<Cidr> addresses, List<InetAddress> gateways) {
    public Endpoint {
        addresses = List.copyOf(addresses);
        gateways = List.copyOf(gateways);
    }

    public Optional<Cidr> ipv4() {
        return addresses.stream().filter(address -> !address.isIpv6()).findFirst();
    }

    public Optional<Cidr> ipv6() {
        return addresses.stream().filter(Cidr::isIpv6).findFirst();
    }

    Endpoint withGateways(List<InetAddress> others) {
        return new Endpoint(id, network, inside, mac, addresses, others);
    }

    /** For a file of ours; the API has fields of other names. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Id", id);
        json.put("Network", network);
        json.put("Interface", inside);
        json.put("MacAddress", mac);
        json.put("Addresses", addresses.stream().map(Cidr::toString).toList());
        json.put("Gateways", gateways.stream().map(Cidr::text).toList());
        return json;
    }

    public static Endpoint read(JsonObject json) throws MalformedJson {
        List<Cidr> addresses = new ArrayList<>();
        for (String address : json.strings("Addresses")) {
            addresses.add(Cidr.parse(address));
        }
        List<InetAddress> gateways = new ArrayList<>();
        for (String gateway : json.strings("Gateways")) {
            gateways.add(Cidr.address(gateway));
        }
        return new Endpoint(json.string("Id"), json.string("Network"), json.string("Interface"), json.string("MacAddress"), addresses,
                gateways);
    }
}
