package minidocker.engine.cli.container;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

/** {@code ps}. */
public final class ListContainersCommand extends Command {
    private final Flag<Boolean> all = flags.toggle("all", "a", "Show all containers (default shows just running)");
    private final Flag<List<String>> filters = FilterOption.declare(flags, "f", "Filter output based on conditions provided");
    private final Flag<String> format = FormatOption.declare(flags);
    private final Flag<Long> last = flags.number("last", "n", -1, "Show n last created containers (includes all states)");
    private final Flag<Boolean> latest = flags.toggle("latest", "l", "Show the latest created container (includes all states)");
    private final Flag<Boolean> noTrunc = flags.toggle("no-trunc", "", "Don't truncate output");
    private final Flag<Boolean> quiet = flags.toggle("quiet", "q", "Only display container IDs");
    private final Flag<Boolean> size = flags.toggle("size", "s", "Display total file sizes");

    public ListContainersCommand() {
        super(Manual.of("container ls, container list, container ps, ps", "[OPTIONS]", "List containers"));
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        String wanted = FormatOption.chosen(format.get(), quiet.get(), session.settings().text("psFormat"));
        boolean sized = size.get() || !quiet.get() && wanted.contains(".Size");
        long limit = latest.get() && last.get() == -1 ? 1 : last.get();
        Query query = new Query().addIfSet("all", all.get()).filters(FilterOption.map(filters.get()));
        if (limit > 0) {
            query.add("limit", limit);
        }
        List<Row> rows = new ArrayList<>();
        Object list = session.engine().get("/containers/json", query.addIfSet("size", sized));
        for (Object one : (List<?>) list) {
            rows.add(ContainerRow.of(JsonObject.of((Map<?, ?>) one, "a container"), noTrunc.get()));
        }
        String table = "{{.ID}}\t{{.Image}}\t{{.Command}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}\t{{.Names}}"
                + (sized ? "\t{{.Size}}" : "");
        session.out().print(Listing.of(wanted, table).print(rows, ContainerRow.HEADINGS));
        return 0;
    }
}
