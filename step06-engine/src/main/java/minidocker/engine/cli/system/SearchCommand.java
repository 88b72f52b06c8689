package minidocker.engine.cli.system;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.cli.UserError;
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

/** {@code search}. */
public final class SearchCommand extends Command {
    private static final int MAX_LIMIT = 100;
    private static final int DESCRIPTION_WIDTH = 45;
    private static final Map<String, String> HEADINGS = Map.of("Name", "NAME", "Description", "DESCRIPTION", "StarCount", "STARS",
            "IsOfficial", "OFFICIAL", "IsAutomated", "AUTOMATED");

    private final Flag<List<String>> filters = FilterOption.declare(flags, "f", "Filter output based on conditions provided");
    private final Flag<String> format = flags.text("format", "", "Pretty-print search using a Go template");
    private final Flag<Long> limit = flags.number("limit", "", 0, "Max number of search results");
    private final Flag<Boolean> noTrunc = flags.toggle("no-trunc", "", "Don't truncate output");

    public SearchCommand() {
        super(Manual.of("search", "[OPTIONS] TERM", "Search Docker Hub for images").exactly(1));
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        if (limit.get() < 0 || limit.get() > MAX_LIMIT) {
            throw new UserError("Error response from daemon: invalid limit " + limit.get() + ": must be between 1 and " + MAX_LIMIT, 1);
        }
        Query query = Query.of("term", arguments.get(0));
        if (limit.get() != 0) {
            query.add("limit", limit.get());
        }
        List<Row> rows = new ArrayList<>();
        Object list = session.engine().get("/images/search", query.filters(FilterOption.map(filters.get())));
        for (Object one : (List<?>) list) {
            rows.add(row(JsonObject.of((Map<?, ?>) one, "a result")));
        }
        session.out().print(Listing.of(format.get(), "{{.Name}}\t{{.Description}}\t{{.StarCount}}\t{{.IsOfficial}}").print(rows, HEADINGS));
        return 0;
    }

    private Row row(JsonObject result) throws IOException {
        // Anybody may write a description, and not everything in it is for a terminal.
        String text = result.optionalString("description").orElse("").replaceAll("[\r\n\t]", " ").replaceAll("\\p{Cntrl}", "");
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("Name", result.string("name").replaceAll("\\p{Cntrl}", ""));
        fields.put("Description", noTrunc.get() ? text : GoText.ellipsis(text, DESCRIPTION_WIDTH));
        fields.put("StarCount", String.valueOf(result.optionalNumber("star_count").orElse(0L)));
        fields.put("IsOfficial", result.bool("is_official") ? "[OK]" : "");
        fields.put("IsAutomated", result.bool("is_automated") ? "[OK]" : "");
        return new Row("*formatter.searchContext", fields);
    }
}
