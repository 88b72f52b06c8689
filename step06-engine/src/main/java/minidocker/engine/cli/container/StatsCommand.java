package minidocker.engine.cli.container;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import minidocker.cli.template.Listing;
import minidocker.cli.template.Row;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.FormatOption;
import minidocker.engine.cli.GoText;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.client.ApiClient;
import minidocker.engine.client.ApiError;
import minidocker.engine.client.Query;
import minidocker.json.JsonObject;

/** {@code stats}: a table that is drawn anew twice a second, or once. */
public final class StatsCommand extends Command {
    private static final Map<String, String> HEADINGS = Map.of("ID", "CONTAINER ID", "Container", "CONTAINER", "Name", "NAME", "CPUPerc",
            "CPU %", "MemUsage", "MEM USAGE / LIMIT", "MemPerc", "MEM %", "NetIO", "NET I/O", "BlockIO", "BLOCK I/O", "PIDs", "PIDS");
    private static final String TABLE = "{{.ID}}\t{{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}\t{{.MemPerc}}"
            + "\t{{.NetIO}}\t{{.BlockIO}}\t{{.PIDs}}";
    private static final long REDRAW_MILLIS = 500;
    private static final int NOT_FOUND = 404;

    private final Flag<Boolean> all = flags.toggle("all", "a", "Show all containers (default shows just running)");
    private final Flag<String> format = FormatOption.declare(flags);
    private final Flag<Boolean> once = flags.toggle("no-stream", "", "Disable streaming stats and only pull the first result");
    private final Flag<Boolean> noTrunc = flags.toggle("no-trunc", "", "Do not truncate output");
    /** What is watched, in the order in which it is shown. */
    private final Map<String, StatsWatch> watched = new LinkedHashMap<>();

    public StatsCommand() {
        super(Manual.of("container stats, stats", "[OPTIONS] [CONTAINER...]",
                "Display a live stream of container(s) resource usage statistics").atLeast(0));
    }

    @Override
    public int run(Session session, List<String> containers) throws IOException {
        ApiClient engine = session.engine();
        String wanted = format.get().isEmpty() ? session.settings().text("statsFormat") : format.get();
        if (containers.isEmpty()) {
            watchListed(engine);
        }
        for (String container : containers) {
            watched.put(container, StatsWatch.begin(engine, container, once.get()));
        }
        refuseUnknown();
        while (true) {
            watched.values().forEach(StatsWatch::awaitFirst);
            refuseUnknown();
            String table = Listing.of(wanted, TABLE).print(rows(), HEADINGS);
            if (once.get()) {
                session.out().print(table);
                return 0;
            }
            // To the top left corner; what was longer before is erased line by line, so that nothing flickers.
            session.out().print("\033[H" + table.replace("\n", "\033[K\n") + "\033[J");
            session.out().flush();
            if (session.out().checkError()) {
                return 0;
            }
            sleep();
            if (containers.isEmpty()) {
                watchListed(engine);
            } else if (watched.values().stream().allMatch(StatsWatch::isOver)) {
                return 0;
            }
        }
    }

    private void watchListed(ApiClient engine) throws IOException {
        Map<String, StatsWatch> before = new TreeMap<>(watched);
        watched.clear();
        for (Object one : (List<?>) engine.get("/containers/json", new Query().addIfSet("all", all.get()))) {
            String id = JsonObject.of((Map<?, ?>) one, "a container").string("Id");
            StatsWatch known = before.remove(id);
            watched.put(id, known != null ? known : StatsWatch.begin(engine, id, once.get()));
        }
        before.values().forEach(StatsWatch::end);
    }

    private void refuseUnknown() throws IOException {
        for (StatsWatch watch : watched.values()) {
            if (watch.failure() instanceof ApiError refusal && refusal.status() == NOT_FOUND && !watch.wasSeen()) {
                throw refusal;
            }
        }
    }

    private List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        watched.forEach((name, watch) -> {
            Map<String, Object> fields = new LinkedHashMap<>(watch.usage().fields(watch.isOver() && !once.get()));
            String id = watch.usage().id();
            String shown = noTrunc.get() || !name.equals(id) ? name : GoText.shortId(name);
            fields.put("Container", shown);
            fields.put("ID", noTrunc.get() ? id : GoText.shortId(id));
            rows.add(new Row("*container.statsContext", fields));
        });
        return rows;
    }

    private static void sleep() {
        try {
            Thread.sleep(REDRAW_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
