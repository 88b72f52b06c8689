package minidocker.engine.cli.network;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Confirmation;
import minidocker.engine.cli.FilterOption;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.client.Query;
import minidocker.json.JsonObject;

/** {@code network prune}. */
public final class PruneNetworksCommand extends Command {
    private final Flag<List<String>> filters = FilterOption.declare(flags, "", "Provide filter values (e.g. \"until=<timestamp>\")");
    private final Flag<Boolean> force = flags.toggle("force", "f", "Do not prompt for confirmation");

    public PruneNetworksCommand() {
        super(Manual.of("network prune", "[OPTIONS]", "Remove all unused networks"));
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        if (!force.get() && !Confirmation.given(session,
                "WARNING! This will remove all custom networks not used by at least one container.")) {
            return 0;
        }
        Object answer = session.engine().post("/networks/prune", new Query().filters(FilterOption.map(filters.get())), null);
        List<String> deleted = JsonObject.of((Map<?, ?>) answer, "the engine's answer").strings("NetworksDeleted");
        if (!deleted.isEmpty()) {
            session.out().println("Deleted Networks:");
            deleted.forEach(session.out()::println);
            session.out().println();
        }
        return 0;
    }
}
