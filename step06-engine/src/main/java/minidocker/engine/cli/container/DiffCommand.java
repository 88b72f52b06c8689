package minidocker.engine.cli.container;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.client.Query;
import minidocker.json.JsonObject;

/** {@code diff}: C changed, A added, D deleted. */
public final class DiffCommand extends Command {
    public DiffCommand() {
        super(Manual.of("container diff, diff", "CONTAINER",
                "Inspect changes to files or directories on a container's filesystem").exactly(1));
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        Object changes = session.engine().get("/containers/" + Query.encode(arguments.get(0)) + "/changes", new Query());
        if (changes instanceof List<?> list) {
            for (Object one : list) {
                JsonObject change = JsonObject.of((Map<?, ?>) one, "a change");
                session.out().println("CAD".charAt((int) change.number("Kind")) + " " + change.string("Path"));
            }
        }
        return 0;
    }
}
