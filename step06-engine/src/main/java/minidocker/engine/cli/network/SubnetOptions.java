package minidocker.engine.cli.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.cli.UserError;
import minidocker.engine.network.Cidr;

/** Which range, gateway and reserved address belongs to which subnet: the options say it by the addresses alone. */
final class SubnetOptions {
    private SubnetOptions() {}

    /** @return as the API's {@code IPAM.Config} */
    static List<Map<String, Object>> combine(List<String> subnets, List<String> ranges, List<String> gateways,
            Map<String, String> reserved) {
        if (subnets.size() < ranges.size() || subnets.size() < gateways.size()) {
            throw wrong("every ip-range or gateway must have a corresponding subnet");
        }
        Map<String, Map<String, Object>> configs = new LinkedHashMap<>();
        for (String subnet : subnets) {
            if (configs.keySet().stream().anyMatch(other -> contains(other, subnet) || contains(subnet, other))) {
                throw wrong("multiple overlapping subnet configuration is not supported");
            }
            configs.put(subnet, new LinkedHashMap<>(Map.of("Subnet", subnet)));
        }
        ranges.forEach(range -> put(configs, "IPRange", range, "range", "cannot configure multiple ranges (%s, %s) on the same subnet (%s)"));
        gateways.forEach(gateway -> put(configs, "Gateway", gateway, "gateway",
                "cannot configure multiple gateways (%s, %s) for the same subnet (%s)"));
        reserved.forEach((name, address) -> reserve(configs, name, address));
        return new ArrayList<>(configs.values());
    }

    private static void put(Map<String, Map<String, Object>> configs, String field, String value, String what, String twice) {
        String subnet = configs.keySet().stream().filter(one -> contains(one, value)).findFirst()
                .orElseThrow(() -> wrong("no matching subnet for " + what + " " + value));
        Object before = configs.get(subnet).put(field, value);
        if (before != null) {
            throw wrong(String.format(twice, value, before, subnet));
        }
    }

    private static void reserve(Map<String, Map<String, Object>> configs, String name, String address) {
        String subnet = configs.keySet().stream().filter(one -> contains(one, address)).findFirst()
                .orElseThrow(() -> wrong("no matching subnet for aux-address " + address));
        Map<String, Object> names = new LinkedHashMap<>();
        if (configs.get(subnet).get("AuxiliaryAddresses") instanceof Map<?, ?> before) {
            before.forEach((key, value) -> names.put((String) key, value));
        }
        names.put(name, address);
        configs.get(subnet).put("AuxiliaryAddresses", names);
    }

    /** @param other a subnet, or an address */
    private static boolean contains(String subnet, String other) {
        Cidr whole;
        try {
            whole = Cidr.parse(subnet);
        } catch (IllegalArgumentException e) {
            throw wrong("invalid subnet: " + e.getMessage());
        }
        try {
            return whole.contains(other.indexOf('/') >= 0 ? Cidr.parse(other).address() : Cidr.address(other));
        } catch (IllegalArgumentException noAddress) {
            return false;
        }
    }

    private static UserError wrong(String sentence) {
        return new UserError(sentence, 1);
    }
}
