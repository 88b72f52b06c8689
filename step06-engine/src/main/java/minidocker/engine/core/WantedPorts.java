package minidocker.engine.core;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.network.Cidr;
import minidocker.engine.network.kernel.PortRequest;
import minidocker.engine.network.kernel.Transport;
import minidocker.json.JsonObject;

/** Which ports of the host a container is to have: {@code PortBindings}, and {@code PublishAllPorts} with what is exposed. */
final class WantedPorts {
    private static final int HIGHEST = 65535;

    private WantedPorts() {}

    /**
     * @param binding the address for those that name none; empty for all addresses
     * @throws Refusal BAD_PARAMETER, in Docker's words
     */
    static List<PortRequest> of(ContainerConfig config, Optional<String> binding) {
        Map<?, ?> bindings = bindings(config);
        Set<String> names = new LinkedHashSet<>();
        bindings.keySet().forEach(name -> names.add(String.valueOf(name)));
        if (config.host().bool("PublishAllPorts")) {
            names.addAll(config.exposedPorts());
        }
        List<PortRequest> requests = new ArrayList<>();
        for (String name : names) {
            List<?> list = bindings.get(name) instanceof List<?> some ? some : List.of();
            if (list.isEmpty() && config.host().bool("PublishAllPorts")) {
                list = List.of(Map.of());
            }
            for (Object one : list) {
                requests.add(request(name, JsonObject.of((Map<?, ?>) one, "PortBindings"), binding));
            }
        }
        return requests;
    }

    /** Whether the container, by what it exposes or publishes, is a name server itself. */
    static boolean hasNameServer(ContainerConfig config) {
        return Stream.concat(config.exposedPorts().stream(), bindings(config).keySet().stream())
                .anyMatch(port -> String.valueOf(port).matches("53(/.*)?"));
    }

    private static Map<?, ?> bindings(ContainerConfig config) {
        return config.host().json().fields().get("PortBindings") instanceof Map<?, ?> map ? map : Map.of();
    }

    private static PortRequest request(String name, JsonObject json, Optional<String> binding) {
        try {
            int slash = name.indexOf('/');
            Transport transport = Transport.parse(slash < 0 ? "tcp" : name.substring(slash + 1));
            int inside = number(slash < 0 ? name : name.substring(0, slash));
            String host = FieldTable.string(json, "HostIp").isEmpty() ? binding.orElse("") : FieldTable.string(json, "HostIp");
            InetAddress address = host.isEmpty() ? null : Cidr.address(host);
            String[] range = FieldTable.string(json, "HostPort").split("-", 2);
            int first = range[0].isEmpty() ? 0 : number(range[0]);
            return new PortRequest(transport, inside, address, first, range.length == 1 ? first : number(range[1]));
        } catch (IllegalArgumentException wrong) {
            throw new Refusal(Kind.BAD_PARAMETER, wrong.getMessage(), wrong);
        }
    }

    private static int number(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > HIGHEST) {
            throw new IllegalArgumentException("invalid port specification: \"" + text + "\"");
        }
        return Integer.parseInt(text);
    }
}
