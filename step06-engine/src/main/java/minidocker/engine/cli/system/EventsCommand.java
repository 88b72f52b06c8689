package minidocker.engine.cli.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import minidocker.cli.UserError;
import minidocker.cli.template.Template;
import minidocker.cli.template.TemplateException;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.FilterOption;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.Timestamps;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.client.Query;
import minidocker.engine.client.Response;
import minidocker.json.Json;
import minidocker.json.JsonObject;

/** {@code events}: what happens, as it happens. */
public final class EventsCommand extends Command {
    private static final long NANOS = 1_000_000_000L;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSSXXX");
    private static final int BAD_TEMPLATE = 64;

    private final Flag<List<String>> filters = FilterOption.declare(flags, "f", "Filter output based on conditions provided");
    private final Flag<String> format = flags.text("format", "", "Format output using a custom template: 'json' or a template of Go");
    private final Flag<String> since = flags.text("since", "", "Show all events created since timestamp");
    private final Flag<String> until = flags.text("until", "", "Stream events until this timestamp");

    public EventsCommand() {
        super(Manual.of("system events, events", "[OPTIONS]", "Get real time events from the server"));
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        Template template;
        try {
            template = format.get().isEmpty() ? null : Template.parse(format.get().equals("json") ? "{{json .}}" : format.get());
        } catch (TemplateException e) {
            throw new UserError("Error parsing format: " + e.getMessage(), BAD_TEMPLATE);
        }
        Query query = new Query().addIfSet("since", Timestamps.parse(since.get())).addIfSet("until", Timestamps.parse(until.get()))
                .filters(FilterOption.map(filters.get()));
        try (Response events = session.engine().stream("GET", "/events", query);
                BufferedReader reader = new BufferedReader(new InputStreamReader(events.body(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank()) {
                    JsonObject event = Json.parseObject(line.getBytes(StandardCharsets.UTF_8), "an event");
                    session.out().println(template == null ? text(event)
                            : format.get().matches("json|\\{\\{ *json +\\. *\\}\\}") ? Json.compact(event.fields())
                            : template.execute(data(event)));
                    session.out().flush();
                }
            }
        }
        return 0;
    }

    private static String text(JsonObject event) throws IOException {
        JsonObject actor = event.object("Actor");
        StringBuilder attributes = new StringBuilder();
        new TreeMap<>(actor.stringMap("Attributes"))
                .forEach((name, value) -> attributes.append(attributes.length() == 0 ? "" : ", ").append(name).append('=').append(value));
        return time(event) + " " + event.optionalString("Type").orElse("") + " " + event.optionalString("Action").orElse("") + " "
                + actor.optionalString("ID").orElse("") + (attributes.length() == 0 ? "" : " (" + attributes + ")");
    }

    private static String time(JsonObject event) throws IOException {
        long nanos = event.optionalNumber("timeNano").orElse(0L);
        Instant time = nanos != 0 ? Instant.ofEpochSecond(nanos / NANOS, nanos % NANOS) : Instant.ofEpochSecond(event.number("time"));
        return TIME.format(time.atZone(ZoneId.systemDefault()));
    }

    /** By the names that templates use. */
    private static Map<String, Object> data(JsonObject event) {
        Map<String, Object> data = new LinkedHashMap<>(event.fields());
        Map<String, Object> fields = event.fields();
        data.put("Status", fields.getOrDefault("status", ""));
        data.put("ID", fields.getOrDefault("id", ""));
        data.put("From", fields.getOrDefault("from", ""));
        data.put("Scope", fields.getOrDefault("scope", ""));
        data.put("Time", fields.getOrDefault("time", 0L));
        data.put("TimeNano", fields.getOrDefault("timeNano", 0L));
        return data;
    }
}
