package minidocker.engine.cli.container;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import minidocker.cli.UserError;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.client.Query;
import minidocker.json.JsonObject;

/** {@code port}. */
public final class PortCommand extends Command {
    public PortCommand() {
        super(new Manual(List.of("container port", "port"), "CONTAINER [PRIVATE_PORT[/PROTO]]",
                "List port mappings or a specific mapping for the container", 1, 2));
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        String container = arguments.get(0);
        JsonObject it = session.engine().getObject("/containers/" + Query.encode(container) + "/json", new Query());
        Map<String, Object> ports = it.object("NetworkSettings").optionalObject("Ports").map(JsonObject::fields).orElse(Map.of());
        if (arguments.size() == 2) {
            String wanted = arguments.get(1).indexOf('/') < 0 ? arguments.get(1) + "/tcp" : arguments.get(1);
            List<String> found = bindings(ports.get(wanted));
            if (found.isEmpty()) {
                throw new UserError("Error: No public port '" + arguments.get(1) + "' published for " + container, 1);
            }
            found.forEach(session.out()::println);
            return 0;
        }
        List<String> names = new ArrayList<>(ports.keySet());
        names.sort(Comparator.comparingInt((String port) -> Integer.parseInt(port.replaceFirst("/.*", ""))).thenComparing(port -> port));
        for (String port : names) {
            bindings(ports.get(port)).forEach(address -> session.out().println(port + " -> " + address));
        }
        return 0;
    }

    private static List<String> bindings(Object value) throws IOException {
        List<String> all = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (Object one : list) {
                JsonObject binding = JsonObject.of((Map<?, ?>) one, "a port");
                String host = binding.optionalString("HostIp").orElse("");
                all.add((host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + binding.optionalString("HostPort").orElse(""));
            }
        }
        return all;
    }
}
