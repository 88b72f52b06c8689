package minidocker.engine.cli.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.client.ApiError;
import minidocker.engine.client.CannotConnect;
import minidocker.engine.client.Query;
import minidocker.json.JsonObject;

/** {@code rmi}. */
public final class RemoveImagesCommand extends Command {
    private static final int NOT_FOUND = 404;

    private final Flag<Boolean> force = flags.toggle("force", "f", "Force removal of the image");
    private final Flag<Boolean> noPrune = flags.toggle("no-prune", "", "Do not delete untagged parents");

    public RemoveImagesCommand() {
        super(Manual.of("image rm, image remove, rmi", "[OPTIONS] IMAGE [IMAGE...]", "Remove one or more images").atLeast(1));
    }

    @Override
    public int run(Session session, List<String> images) throws IOException {
        Query query = new Query().addIfSet("force", force.get()).addIfSet("noprune", noPrune.get());
        List<String> sentences = new ArrayList<>();
        boolean failed = false;
        for (String image : images) {
            try {
                Object steps = session.engine().delete("/images/" + Query.path(image), query);
                print(session, (List<?>) steps);
            } catch (CannotConnect e) {
                throw e;
            } catch (IOException e) {
                sentences.add(e.getMessage());
                failed |= !(force.get() && e instanceof ApiError refusal && refusal.status() == NOT_FOUND);
            }
        }
        session.out().flush();
        sentences.forEach(session.err()::println);
        return failed ? 1 : 0;
    }

    private static void print(Session session, List<?> steps) throws IOException {
        for (Object one : steps) {
            JsonObject step = JsonObject.of((Map<?, ?>) one, "a step");
            session.out().println(step.has("Deleted") ? "Deleted: " + step.string("Deleted") : "Untagged: " + step.string("Untagged"));
        }
    }
}
