package minidocker.engine.cli.image;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.cli.template.Age;
import minidocker.cli.template.Listing;
import minidocker.cli.template.Row;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.FormatOption;
import minidocker.engine.cli.GoText;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.client.Query;
import minidocker.images.pull.ByteUnits;
import minidocker.json.JsonObject;

/** {@code history}. */
public final class HistoryCommand extends Command {
    private static final int CREATED_BY_WIDTH = 45;
    private static final Map<String, String> HEADINGS = Map.of("ID", "IMAGE", "CreatedSince", "CREATED", "CreatedAt", "CREATED AT",
            "CreatedBy", "CREATED BY", "Size", "SIZE", "Comment", "COMMENT");

    private final Flag<String> format = FormatOption.declare(flags);
    private final Flag<Boolean> human = flags.toggle("human", "H", true, "Print sizes and dates in human readable format");
    private final Flag<Boolean> noTrunc = flags.toggle("no-trunc", "", "Don't truncate output");
    private final Flag<Boolean> quiet = flags.toggle("quiet", "q", "Only show image IDs");
    private final Flag<String> platform = flags.text("platform", "", "Show history for the given platform");

    public HistoryCommand() {
        super(Manual.of("image history, history", "[OPTIONS] IMAGE", "Show the history of an image").exactly(1));
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        List<Row> rows = new ArrayList<>();
        Object list = session.engine().get("/images/" + Query.path(arguments.get(0)) + "/history", new Query());
        for (Object one : (List<?>) list) {
            rows.add(row(JsonObject.of((Map<?, ?>) one, "a layer")));
        }
        String wanted = FormatOption.chosen(format.get(), quiet.get(), "");
        session.out().print(Listing.of(wanted, "{{.ID}}\t{{." + (human.get() ? "CreatedSince" : "CreatedAt")
                + "}}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}").print(rows, HEADINGS));
        return 0;
    }

    private Row row(JsonObject layer) throws IOException {
        String id = layer.optionalString("Id").orElse("");
        Instant created = Instant.ofEpochSecond(layer.optionalNumber("Created").orElse(0L));
        String by = layer.optionalString("CreatedBy").orElse("").replace('\t', ' ');
        long size = layer.optionalNumber("Size").orElse(0L);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ID", noTrunc.get() || id.startsWith("<") ? id : GoText.shortId(id));
        fields.put("CreatedAt", created.getEpochSecond() == 0 ? "N/A" : DateTimeFormatter.ISO_OFFSET_DATE_TIME
                .format(created.truncatedTo(ChronoUnit.SECONDS).atZone(ZoneId.systemDefault())));
        fields.put("CreatedSince", !human.get() ? fields.get("CreatedAt")
                : created.getEpochSecond() <= 0 ? "N/A" : Age.words(Duration.between(created, Instant.now())) + " ago");
        fields.put("CreatedBy", noTrunc.get() ? by : GoText.ellipsis(by, CREATED_BY_WIDTH));
        fields.put("Size", human.get() ? ByteUnits.human(size, 3) : String.valueOf(size));
        fields.put("Comment", layer.optionalString("Comment").orElse(""));
        return new Row("*formatter.historyContext", fields);
    }
}
