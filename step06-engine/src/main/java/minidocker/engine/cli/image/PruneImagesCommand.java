package minidocker.engine.cli.image;

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

/** {@code image prune}. */
public final class PruneImagesCommand extends Command {
    private final Flag<Boolean> all = flags.toggle("all", "a", "Remove all unused images, not just dangling ones");
    private final Flag<Boolean> force = flags.toggle("force", "f", "Do not prompt for confirmation");
    private final Flag<List<String>> filters = FilterOption.declare(flags, "", "Provide filter values (e.g. \"until=<timestamp>\")");

    public PruneImagesCommand() {
        super(Manual.of("image prune", "[OPTIONS]", "Remove unused images"));
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        String warning = all.get() ? "WARNING! This will remove all images without at least one container associated to them."
                : "WARNING! This will remove all dangling images.";
        if (!force.get() && !Confirmation.given(session, warning)) {
            return 0;
        }
        Map<String, List<String>> wanted = FilterOption.map(filters.get());
        wanted.put("dangling", List.of(String.valueOf(!all.get())));
        Object answer = session.engine().post("/images/prune", new Query().filters(wanted), null);
        JsonObject pruned = JsonObject.of((Map<?, ?>) answer, "the engine's answer");
        printDeleted(session, pruned.objects("ImagesDeleted"));
        session.out().println("Total reclaimed space: " + ByteUnits.human(pruned.optionalNumber("SpaceReclaimed").orElse(0L)));
        return 0;
    }

    /** Also what {@code system prune} prints of them. */
    public static void printDeleted(Session session, List<JsonObject> steps) throws IOException {
        if (steps.isEmpty()) {
            return;
        }
        session.out().println("Deleted Images:");
        for (JsonObject step : steps) {
            session.out().println(step.optionalString("Untagged").filter(name -> !name.isEmpty()).isPresent()
                    ? "untagged: " + step.string("Untagged") : "deleted: " + step.string("Deleted"));
        }
        session.out().println();
    }
}
