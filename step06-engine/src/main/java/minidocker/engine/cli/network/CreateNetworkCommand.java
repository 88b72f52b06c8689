package minidocker.engine.cli.network;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.cli.Terminal;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.container.SystemCalls;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.client.Query;
import minidocker.json.JsonObject;

/** {@code network create}. */
public final class CreateNetworkCommand extends Command {
    private final Flag<Boolean> attachable = flags.toggle("attachable", "", "Enable manual container attachment");
    private final Flag<List<String>> reserved = NetworkFlag.map(flags, "aux-address", "",
            "Auxiliary IPv4 or IPv6 addresses used by Network driver");
    private final Flag<String> from = flags.text("config-from", "", "The network from which to copy the configuration");
    private final Flag<Boolean> configOnly = flags.toggle("config-only", "", "Create a configuration only network");
    private final Flag<String> driver = flags.text("driver", "d", "bridge", "Driver to manage the Network");
    private final Flag<List<List<String>>> gateways = NetworkFlag.several(flags, "gateway", "IPv4 or IPv6 Gateway for the master subnet");
    private final Flag<Boolean> ingress = flags.toggle("ingress", "", "Create swarm routing-mesh network");
    private final Flag<Boolean> internal = flags.toggle("internal", "", "Restrict external access to the network");
    private final Flag<List<List<String>>> ranges = NetworkFlag.several(flags, "ip-range", "Allocate container ip from a sub-range");
    private final Flag<String> allocator = flags.text("ipam-driver", "", "default", "IP Address Management Driver");
    private final Flag<List<String>> allocation = NetworkFlag.map(flags, "ipam-opt", "", "Set IPAM driver specific options");
    private final Flag<Boolean> ipv4 = flags.toggle("ipv4", "", true, "Enable or disable IPv4 address assignment");
    private final Flag<Boolean> ipv6 = flags.toggle("ipv6", "", "Enable or disable IPv6 address assignment");
    private final Flag<List<String>> labels = flags.list("label", "", "Set metadata on a network");
    private final Flag<List<String>> options = NetworkFlag.map(flags, "opt", "o", "Set driver specific options");
    private final Flag<String> scope = flags.text("scope", "", "Control the network's scope");
    private final SystemCalls calls = new SystemCalls(flags, true);
    private final Flag<List<List<String>>> subnets = NetworkFlag.several(flags, "subnet",
            "Subnet in CIDR format that represents a network segment");

    public CreateNetworkCommand() {
        super(Manual.of("network create", "[OPTIONS] NETWORK", "Create a network").exactly(1));
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        Map<String, Object> ipam = new LinkedHashMap<>();
        ipam.put("Driver", allocator.get());
        ipam.put("Options", NetworkFlag.pairs(allocation.get()));
        ipam.put("Config", SubnetOptions.combine(NetworkFlag.all(subnets), NetworkFlag.all(ranges), NetworkFlag.all(gateways),
                NetworkFlag.pairs(reserved.get())));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("Name", arguments.get(0));
        body.put("Driver", driver.get());
        body.put("Scope", scope.get());
        if (ipv4.isChanged()) {
            body.put("EnableIPv4", ipv4.get());
        }
        if (ipv6.isChanged()) {
            body.put("EnableIPv6", ipv6.get());
        }
        body.put("IPAM", ipam);
        body.put("Internal", internal.get());
        body.put("Attachable", attachable.get());
        body.put("Ingress", ingress.get());
        body.put("ConfigOnly", configOnly.get());
        if (!from.get().isEmpty()) {
            body.put("ConfigFrom", Map.of("Network", from.get()));
        }
        body.put("Options", NetworkFlag.pairs(options.get()));
        body.put("Labels", NetworkFlag.pairs(labels.get()));
        if (calls.explain.get()) {
            SystemCalls.explain(session, "/networks/explain", body);
            return 0;
        }
        Query query = calls.trace.get() ? Query.of("trace", Terminal.columns()) : new Query();
        Object answer = session.engine().post("/networks/create", query, body);
        JsonObject created = JsonObject.of(answer instanceof Map<?, ?> map ? map : Map.of(), "the engine's answer");
        created.optionalString("Warning").filter(text -> !text.isEmpty()).ifPresent(text -> session.err().println("WARNING: " + text));
        session.out().println(created.string("Id"));
        session.out().flush();
        session.err().print(created.optionalString("Trace").orElse(""));
        return 0;
    }
}
