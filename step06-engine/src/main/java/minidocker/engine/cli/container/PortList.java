package minidocker.engine.cli.container;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.json.JsonObject;

/** The column PORTS: {@code 0.0.0.0:8080->80/tcp, 53/udp}; neighbours that are alike become a range, {@code 8000-8010/tcp}. */
final class PortList {
    private record Port(String address, int inside, int outside, String protocol) {}

    private PortList() {}

    static String of(List<JsonObject> list) throws IOException {
        List<Port> ports = new ArrayList<>();
        for (JsonObject one : list) {
            ports.add(new Port(one.optionalString("IP").orElse(""), (int) one.number("PrivatePort"),
                    one.optionalNumber("PublicPort").orElse(0L).intValue(), one.optionalString("Type").orElse("tcp")));
        }
        ports.sort(Comparator.comparingInt(Port::inside).thenComparing(Port::address).thenComparingInt(Port::outside)
                .thenComparing(Port::protocol));
        List<String> shown = new ArrayList<>();
        List<String> mapped = new ArrayList<>();
        Map<String, int[]> ranges = new LinkedHashMap<>();
        for (Port port : ports) {
            if (!port.address.isEmpty() && port.outside != port.inside) {
                mapped.add(host(port.address) + ":" + port.outside + "->" + port.inside + "/" + port.protocol);
                continue;
            }
            String kind = (port.address.isEmpty() ? "" : port.address + "/") + port.protocol;
            int[] range = ranges.get(kind);
            if (range != null && range[1] + 1 == port.inside) {
                range[1]++;
                continue;
            }
            if (range != null) {
                shown.add(range(kind, range));
            }
            ranges.put(kind, new int[] {port.inside, port.inside});
        }
        ranges.forEach((kind, range) -> shown.add(range(kind, range)));
        shown.addAll(mapped);
        return String.join(", ", shown);
    }

    private static String range(String kind, int[] range) {
        int slash = kind.indexOf('/');
        String ports = range[0] == range[1] ? String.valueOf(range[0]) : range[0] + "-" + range[1];
        return (slash < 0 ? ports : host(kind.substring(0, slash)) + ":" + ports + "->" + ports) + "/" + kind.substring(slash + 1);
    }

    private static String host(String address) {
        return address.indexOf(':') >= 0 ? "[" + address + "]" : address;
    }
}
