package minidocker.engine.cli.network;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.cli.UserError;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.client.Query;

/** {@code network connect}. */
public final class ConnectCommand extends Command {
    private final Flag<List<List<String>>> aliases = NetworkFlag.several(flags, "alias", "Add network-scoped alias for the container");
    private final Flag<List<List<String>>> options = NetworkFlag.several(flags, "driver-opt", "driver options for the network");
    private final Flag<Long> priority = flags.number("gw-priority", "", 0,
            "Highest gw-priority provides the default gateway. Accepts positive and negative values.");
    private final Flag<String> ip = flags.text("ip", "", "IPv4 address (e.g., \"172.30.100.104\")");
    private final Flag<String> ip6 = flags.text("ip6", "", "IPv6 address (e.g., \"2001:db8::33\")");
    private final Flag<List<String>> links = flags.list("link", "", "Add link to another container");
    private final Flag<List<List<String>>> linkLocal = NetworkFlag.several(flags, "link-local-ip",
            "Add a link-local address for the container");

    public ConnectCommand() {
        super(Manual.of("network connect", "[OPTIONS] NETWORK CONTAINER", "Connect a container to a network").exactly(2));
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        Map<String, Object> addresses = new LinkedHashMap<>();
        addresses.put("IPv4Address", ip.get());
        addresses.put("IPv6Address", ip6.get());
        addresses.put("LinkLocalIPs", NetworkFlag.all(linkLocal));
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("IPAMConfig", ip.isChanged() || ip6.isChanged() || linkLocal.isChanged() ? addresses : null);
        settings.put("Links", links.get());
        settings.put("Aliases", NetworkFlag.all(aliases));
        for (String option : NetworkFlag.all(options)) {
            if (option.indexOf('=') < 0) {
                throw new UserError("invalid key/value pair format in driver options", 1);
            }
        }
        settings.put("DriverOpts", NetworkFlag.pairs(NetworkFlag.all(options)));
        settings.put("GwPriority", priority.get());
        session.engine().post("/networks/" + Query.encode(arguments.get(0)) + "/connect", new Query(),
                Map.of("Container", arguments.get(1), "EndpointConfig", settings));
        return 0;
    }
}
