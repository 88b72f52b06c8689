package minidocker.engine.network;

import java.net.InetAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;

/**
 * The addresses of a network, of one family: Docker's {@code IPAMConfig}.
 *
 * @param subnet   all of them
 * @param range    those that containers get which do not ask for one; empty for all
 * @param gateway  the host's
 * @param reserved that nobody gets, by the names their users have for them
 * @param isChosen by the engine, since nobody asked for these: another time they may be others, so nobody can count on one of them
 */
public record Pool(Cidr subnet, Optional<Cidr> range, InetAddress gateway, Map<String, InetAddress> reserved, boolean isChosen) {
    public Pool {
        reserved = Collections.unmodifiableMap(new LinkedHashMap<>(reserved));
    }

    /** Chosen by the engine, with the first address for the host. */
    public static Pool of(Cidr subnet) {
        return new Pool(subnet, Optional.empty(), subnet.at(java.math.BigInteger.ONE), Map.of(), true);
    }

    Pool chosen() {
        return new Pool(subnet, range, gateway, reserved, true);
    }

    /** The host's address with the prefix. */
    public Cidr gatewayOnNetwork() {
        return new Cidr(gateway, subnet.prefix());
    }

    /**
     * @param json with {@code Subnet}; all else may be missing
     * @throws IllegalArgumentException with a sentence, in Docker's words where it has some
     */
    static Pool read(JsonObject json) throws MalformedJson {
        Cidr subnet = Cidr.parse(json.string("Subnet"));
        if (!subnet.network().equals(subnet)) {
            throw new IllegalArgumentException("invalid subnet " + subnet + ": it should be " + subnet.network());
        }
        if (subnet.prefix() > 8 * subnet.address().getAddress().length - 2) {
            throw new IllegalArgumentException("invalid subnet " + subnet + ": it has no room for a gateway and a container");
        }
        Optional<Cidr> range = json.optionalString("IPRange").filter(text -> !text.isEmpty()).map(Cidr::parse);
        if (range.isPresent() && !range.get().network().equals(range.get())) {
            throw new IllegalArgumentException("invalid ip-range " + range.get() + ": it should be " + range.get().network());
        }
        if (range.isPresent() && (range.get().prefix() < subnet.prefix() || !subnet.contains(range.get().address()))) {
            throw new IllegalArgumentException("invalid ip-range " + range.get() + ": parent subnet " + subnet
                    + " doesn't contain ip-range");
        }
        Optional<InetAddress> gateway = json.optionalString("Gateway").filter(text -> !text.isEmpty()).map(Cidr::address);
        gateway.ifPresent(address -> inside(subnet, address, "gateway"));
        Map<String, InetAddress> reserved = new LinkedHashMap<>();
        json.stringMap("AuxiliaryAddresses").forEach((name, text) -> {
            reserved.put(name, Cidr.address(text));
            inside(subnet, reserved.get(name), "auxiliary address");
        });
        return new Pool(subnet, range, gateway.orElseGet(() -> range.orElse(subnet).at(java.math.BigInteger.ONE)), reserved,
                false);
    }

    private static void inside(Cidr subnet, InetAddress address, String what) {
        if (!subnet.contains(address)) {
            throw new IllegalArgumentException("invalid " + what + " " + Cidr.text(address) + ": parent subnet " + subnet
                    + " doesn't contain this address");
        }
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Subnet", subnet.toString());
        range.ifPresent(part -> json.put("IPRange", part.toString()));
        json.put("Gateway", Cidr.text(gateway));
        if (!reserved.isEmpty()) {
            Map<String, Object> names = new LinkedHashMap<>();
            reserved.forEach((name, address) -> names.put(name, Cidr.text(address)));
            json.put("AuxiliaryAddresses", names);
        }
        return json;
    }
}
