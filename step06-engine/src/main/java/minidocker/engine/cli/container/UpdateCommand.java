package minidocker.engine.cli.container;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.cli.UserError;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.client.CannotConnect;
import minidocker.engine.client.Query;
import minidocker.json.JsonObject;

/** {@code update}. */
public final class UpdateCommand extends Command {
    private final ResourceFlags resources = new ResourceFlags(flags, false);
    private final Flag<String> restart = flags.text("restart", "", "Restart policy to apply when a container exits");

    public UpdateCommand() {
        super(Manual.of("container update, update", "[OPTIONS] CONTAINER [CONTAINER...]",
                "Update configuration of one or more containers").atLeast(1));
    }

    @Override
    public int run(Session session, List<String> containers) throws IOException {
        if (flags.changed() == 0) {
            throw new UserError("you must provide one or more flags when using this command", 1);
        }
        Map<String, Object> body = new LinkedHashMap<>();
        resources.addTo(body);
        body.put("RestartPolicy", RestartPolicy.of(restart.get()));
        List<String> sentences = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        for (String container : containers) {
            try {
                Object answer = session.engine().post("/containers/" + Query.encode(container) + "/update", new Query(), body);
                session.out().println(container);
                if (answer instanceof Map<?, ?> map) {
                    warnings.addAll(JsonObject.of(map, "the engine's answer").strings("Warnings"));
                }
            } catch (CannotConnect e) {
                throw e;
            } catch (IOException e) {
                sentences.add(e.getMessage());
            }
        }
        warnings.forEach(session.out()::println);
        session.out().flush();
        sentences.forEach(session.err()::println);
        return sentences.isEmpty() ? 0 : 1;
    }
}
