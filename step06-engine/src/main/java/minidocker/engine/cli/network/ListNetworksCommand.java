package minidocker.engine.cli.network;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import minidocker.cli.template.Listing;
import minidocker.cli.template.Row;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.FilterOption;
import minidocker.engine.cli.FormatOption;
import minidocker.engine.cli.GoText;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.client.Query;
import minidocker.json.JsonObject;

/** {@code network ls}. */
public final class ListNetworksCommand extends Command {
    private static final Map<String, String> HEADINGS = Map.of("ID", "NETWORK ID", "Name", "NAME", "Driver", "DRIVER", "Scope", "SCOPE",
            "IPv4", "IPV4", "IPv6", "IPV6", "Internal", "INTERNAL", "Labels", "LABELS", "CreatedAt", "CREATED AT");

    private final Flag<List<String>> filters = FilterOption.declare(flags, "f", "Provide filter values (e.g. \"driver=bridge\")");
    private final Flag<String> format = FormatOption.declare(flags);
    private final Flag<Boolean> noTrunc = flags.toggle("no-trunc", "", "Do not truncate the output");
    private final Flag<Boolean> quiet = flags.toggle("quiet", "q", "Only display network IDs");

    public ListNetworksCommand() {
        super(Manual.of("network ls, network list", "[OPTIONS]", "List networks"));
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        String wanted = FormatOption.chosen(format.get(), quiet.get(), session.settings().text("networksFormat"));
        List<JsonObject> networks = new ArrayList<>();
        Object list = session.engine().get("/networks", new Query().filters(FilterOption.map(filters.get())));
        for (Object one : (List<?>) list) {
            networks.add(JsonObject.of((Map<?, ?>) one, "a network"));
        }
        networks.sort(Comparator.comparing(network -> String.valueOf(network.fields().get("Name"))));
        List<Row> rows = new ArrayList<>();
        for (JsonObject network : networks) {
            rows.add(row(network));
        }
        session.out().print(Listing.of(wanted, "{{.ID}}\t{{.Name}}\t{{.Driver}}\t{{.Scope}}").print(rows, HEADINGS));
        return 0;
    }

    private Row row(JsonObject network) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        String id = network.string("Id");
        Map<String, String> labels = network.stringMap("Labels");
        fields.put("ID", noTrunc.get() ? id : GoText.shortId(id));
        fields.put("Name", network.string("Name"));
        fields.put("Driver", network.string("Driver"));
        fields.put("Scope", network.string("Scope"));
        fields.put("IPv4", String.valueOf(!network.has("EnableIPv4") || network.bool("EnableIPv4")));
        fields.put("IPv6", String.valueOf(network.bool("EnableIPv6")));
        fields.put("Internal", String.valueOf(network.bool("Internal")));
        fields.put("Labels", String.join(",", new TreeMap<>(labels).entrySet().stream().map(one -> one.getKey() + "=" + one.getValue())
                .toList()));
        fields.put("Label", (Row.Method) arguments -> labels.getOrDefault(String.valueOf(arguments.get(0)), ""));
        fields.put("CreatedAt", GoText.time(Instant.parse(network.string("Created"))));
        return new Row("*network.networkContext", fields);
    }
}
