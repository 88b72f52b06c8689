package minidocker.engine.cli.system;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.cli.UserError;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Confirmation;
import minidocker.engine.cli.FilterOption;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.cli.image.PruneImagesCommand;
import minidocker.engine.client.ApiError;
import minidocker.engine.client.Query;
import minidocker.images.pull.ByteUnits;
import minidocker.json.JsonObject;

/** {@code system prune}. */
public final class PruneSystemCommand extends Command {
    private static final int NOT_FOUND = 404;

    private final Flag<Boolean> all = flags.toggle("all", "a", "Remove all unused images not just dangling ones");
    private final Flag<Boolean> force = flags.toggle("force", "f", "Do not prompt for confirmation");
    private final Flag<Boolean> volumes = flags.toggle("volumes", "", "Prune anonymous volumes");
    private final Flag<List<String>> filters = FilterOption.declare(flags, "", "Provide filter values (e.g. \"label=<key>=<value>\")");
    private long reclaimed;

    public PruneSystemCommand() {
        super(Manual.of("system prune", "[OPTIONS]", "Remove unused data"));
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        if (volumes.get() && FilterOption.map(filters.get()).containsKey("until")) {
            throw new UserError("ERROR: The \"until\" filter is not supported with \"--volumes\"", 1);
        }
        if (!force.get() && !Confirmation.given(session, warning())) {
            return 0;
        }
        Map<String, List<String>> wanted = FilterOption.map(filters.get());
        names(session, "/containers/prune", wanted, "ContainersDeleted", "Deleted Containers:");
        names(session, "/networks/prune", wanted, "NetworksDeleted", "Deleted Networks:");
        if (volumes.get()) {
            names(session, "/volumes/prune", wanted, "VolumesDeleted", "Deleted Volumes:");
        }
        Map<String, List<String>> images = new LinkedHashMap<>(wanted);
        images.put("dangling", List.of(String.valueOf(!all.get())));
        PruneImagesCommand.printDeleted(session, prune(session, "/images/prune", images).objects("ImagesDeleted"));
        names(session, "/build/prune", Map.of(), "CachesDeleted", "Deleted build cache objects:");
        session.out().println("Total reclaimed space: " + ByteUnits.human(reclaimed));
        return 0;
    }

    private String warning() {
        return "WARNING! This will remove:\n  - all stopped containers\n  - all networks not used by at least one container\n"
                + (volumes.get() ? "  - all anonymous volumes not used by at least one container\n" : "")
                + (all.get() ? "  - all images without at least one container associated to them\n  - all build cache\n"
                : "  - all dangling images\n  - unused build cache\n");
    }

    private void names(Session session, String path, Map<String, List<String>> wanted, String field, String heading) throws IOException {
        List<String> names = prune(session, path, wanted).strings(field);
        if (!names.isEmpty()) {
            session.out().println(heading);
            names.forEach(session.out()::println);
            session.out().println();
        }
    }

    /** What an engine does not have needs no cleaning. */
    private JsonObject prune(Session session, String path, Map<String, List<String>> wanted) throws IOException {
        try {
            Object answer = session.engine().post(path, new Query().filters(wanted), null);
            JsonObject pruned = JsonObject.of(answer instanceof Map<?, ?> map ? map : Map.of(), "the engine's answer");
            reclaimed += pruned.optionalNumber("SpaceReclaimed").orElse(0L);
            return pruned;
        } catch (ApiError e) {
            if (e.status() == NOT_FOUND) {
                return new JsonObject(Map.of(), path);
            }
            throw e;
        }
    }
}
