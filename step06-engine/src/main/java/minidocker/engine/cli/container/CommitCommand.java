package minidocker.engine.cli.container;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.client.Query;
import minidocker.images.ImageReference;
import minidocker.json.JsonObject;

/** {@code commit}. */
public final class CommitCommand extends Command {
    private final Flag<String> author = flags.text("author", "a", "Author (e.g., \"John Hannibal Smith <hannibal@a-team.com>\")");
    private final Flag<List<String>> changes = flags.list("change", "c", "Apply Dockerfile instruction to the created image");
    private final Flag<String> message = flags.text("message", "m", "Commit message");
    private final Flag<Boolean> pause = flags.toggle("pause", "p", true, "Pause container during commit");

    public CommitCommand() {
        super(new Manual(List.of("container commit", "commit"), "[OPTIONS] CONTAINER [REPOSITORY[:TAG]]",
                "Create a new image from a container's changes", 1, 2));
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        Query query = new Query().addIfSet("author", author.get());
        changes.get().forEach(change -> query.add("changes", change));
        query.addIfSet("comment", message.get()).add("container", arguments.get(0));
        if (arguments.size() == 2) {
            ImageReference name = ImageReference.parse(arguments.get(1)).withDefaultTag();
            query.add("repo", name.name()).addIfSet("tag", name.tag().orElse(""));
        }
        if (!pause.get()) {
            query.add("pause", 0);
        }
        Object answer = session.engine().post("/commit", query, Map.of());
        session.out().println(JsonObject.of((Map<?, ?>) answer, "the engine's answer").string("Id"));
        return 0;
    }
}
