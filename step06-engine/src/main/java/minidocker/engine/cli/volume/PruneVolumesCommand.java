package minidocker.engine.cli.volume;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import minidocker.cli.UserError;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Confirmation;
import minidocker.engine.cli.FilterOption;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.client.Query;
import minidocker.images.pull.ByteUnits;
import minidocker.json.JsonObject;

/** {@code volume prune}. */
public final class PruneVolumesCommand extends Command {
    private static final String SPARES_NAMED = "1.42";

    private final Flag<Boolean> all = flags.toggle("all", "a", "Remove all unused volumes, not just anonymous ones");
    private final Flag<List<String>> filters = FilterOption.declare(flags, "", "Provide filter values (e.g. \"label=<label>\")");
    private final Flag<Boolean> force = flags.toggle("force", "f", "Do not prompt for confirmation");

    public PruneVolumesCommand() {
        super(Manual.of("volume prune", "[OPTIONS]", "Remove unused local volumes").atMost(0));
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        boolean sparesNamed = session.engine().knows(SPARES_NAMED);
        Map<String, List<String>> wanted = FilterOption.map(filters.get());
        if (all.get()) {
            if (wanted.containsKey("all")) {
                throw new UserError("conflicting options: cannot specify both --all and --filter all=1", 1);
            }
            wanted.put("all", List.of("true"));
        }
        String which = all.get() || !sparesNamed ? "all local volumes" : "anonymous local volumes";
        if (!force.get() && !Confirmation.given(session, "WARNING! This will remove " + which + " not used by at least one container.")) {
            return 0;
        }
        Object answer = session.engine().post("/volumes/prune", new Query().filters(wanted), null);
        JsonObject pruned = JsonObject.of((Map<?, ?>) answer, "the engine's answer");
        List<String> deleted = pruned.strings("VolumesDeleted");
        if (!deleted.isEmpty()) {
            session.out().println("Deleted Volumes:");
            deleted.forEach(session.out()::println);
            session.out().println();
        }
        session.out().println("Total reclaimed space: " + ByteUnits.human(pruned.optionalNumber("SpaceReclaimed").orElse(0L)));
        return 0;
    }
}
