package minidocker.engine.cli.container;

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
import minidocker.images.pull.ByteUnits;
import minidocker.json.JsonObject;

/** {@code container prune}. */
public final class PruneContainersCommand extends Command {
    private final Flag<Boolean> force = flags.toggle("force", "f", "Do not prompt for confirmation");
    private final Flag<List<String>> filters = FilterOption.declare(flags, "", "Provide filter values (e.g. \"until=<timestamp>\")");

    public PruneContainersCommand() {
        super(Manual.of("container prune", "[OPTIONS]", "Remove all stopped containers"));
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        if (!force.get() && !Confirmation.given(session, "WARNING! This will remove all stopped containers.")) {
            return 0;
        }
        Object answer = session.engine().post("/containers/prune", new Query().filters(FilterOption.map(filters.get())), null);
        JsonObject pruned = JsonObject.of((Map<?, ?>) answer, "the engine's answer");
        List<String> deleted = pruned.strings("ContainersDeleted");
        if (!deleted.isEmpty()) {
            session.out().println("Deleted Containers:");
            deleted.forEach(session.out()::println);
            session.out().println();
        }
        session.out().println("Total reclaimed space: " + ByteUnits.human(pruned.optionalNumber("SpaceReclaimed").orElse(0L)));
        return 0;
    }
}
