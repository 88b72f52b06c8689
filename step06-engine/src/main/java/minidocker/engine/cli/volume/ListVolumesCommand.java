package minidocker.engine.cli.volume;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import minidocker.cli.template.Listing;
import minidocker.cli.template.Row;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.FilterOption;
import minidocker.engine.cli.FormatOption;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.client.Query;
import minidocker.json.JsonObject;

/** {@code volume ls}. */
public final class ListVolumesCommand extends Command {
    private static final Map<String, String> HEADINGS = Map.of("Driver", "DRIVER", "Name", "VOLUME NAME", "Scope", "SCOPE", "Mountpoint",
            "MOUNTPOINT", "Labels", "LABELS", "Links", "LINKS", "Size", "SIZE", "Group", "GROUP", "Availability", "AVAILABILITY",
            "Status", "STATUS");
    /** What only the volumes of a cluster have, and what only {@code system df} counts. */
    private static final List<String> UNKNOWN = List.of("Availability", "Group", "Links", "Size", "Status");

    private final Flag<List<String>> filters = FilterOption.declare(flags, "f", "Provide filter values (e.g. \"dangling=true\")");
    private final Flag<String> format = FormatOption.declare(flags);
    private final Flag<Boolean> quiet = flags.toggle("quiet", "q", "Only display volume names");

    public ListVolumesCommand() {
        super(Manual.of("volume ls, volume list", "[OPTIONS]", "List volumes").atMost(0));
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        JsonObject answer = session.engine().getObject("/volumes", new Query().filters(FilterOption.map(filters.get())));
        List<JsonObject> volumes = new ArrayList<>(answer.fields().get("Volumes") == null ? List.of() : answer.objects("Volumes"));
        volumes.sort(Comparator.comparing(ListVolumesCommand::name, NaturalOrder.COMPARATOR));
        List<Row> rows = new ArrayList<>();
        for (JsonObject volume : volumes) {
            rows.add(row(volume));
        }
        session.out().print(Listing.of(wanted(session), "{{.Driver}}\t{{.Name}}").print(rows, HEADINGS));
        return 0;
    }

    private String wanted(Session session) throws IOException {
        String wanted = FormatOption.chosen(format.get(), quiet.get(), session.settings().text("volumesFormat"));
        return wanted.equals("raw") ? quiet.get() ? "name: {{.Name}}" : "name: {{.Name}}\ndriver: {{.Driver}}{{println}}"
                : quiet.get() && wanted.equals("{{.ID}}") ? "{{.Name}}" : wanted;
    }

    private static String name(JsonObject volume) {
        return String.valueOf(volume.fields().get("Name"));
    }

    private static Row row(JsonObject volume) throws IOException {
        Map<String, String> labels = new TreeMap<>(volume.fields().get("Labels") == null ? Map.of() : volume.stringMap("Labels"));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("Driver", volume.string("Driver"));
        fields.put("Labels", labels.entrySet().stream().map(label -> label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(",")));
        fields.put("Mountpoint", volume.string("Mountpoint"));
        fields.put("Name", volume.string("Name"));
        fields.put("Scope", volume.string("Scope"));
        UNKNOWN.forEach(field -> fields.put(field, "N/A"));
        fields.put("Label", (Row.Method) arguments -> labels.getOrDefault(String.valueOf(arguments.get(0)), ""));
        return new Row("*formatter.volumeContext", fields);
    }
}
