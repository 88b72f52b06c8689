package minidocker.engine.cli.volume;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.cli.UserError;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.client.Query;
import minidocker.json.JsonObject;

/** {@code volume create}. */
public final class CreateVolumeCommand extends Command {
    private final Flag<String> driver = flags.text("driver", "d", "Specify volume driver name");
    private final Flag<String> name = flags.text("name", "", "Specify volume name").hidden();
    private final Flag<List<String>> labels = flags.list("label", "", "Set metadata for a volume");
    private final Flag<List<String>> options = flags.list("opt", "o", "Set driver specific options");

    public CreateVolumeCommand() {
        super(Manual.of("volume create", "[OPTIONS] [VOLUME]", "Create a volume").atMost(1));
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        if (!arguments.isEmpty() && name.isChanged()) {
            throw new UserError("conflicting options: cannot specify a volume-name through both --name and as a positional arg", 1);
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("Driver", driver.isChanged() ? driver.get() : "local");
        body.put("DriverOpts", pairs(options.get()));
        body.put("Labels", pairs(labels.get()));
        body.put("Name", arguments.isEmpty() ? name.get() : arguments.get(0));
        Object answer = session.engine().post("/volumes/create", new Query(), body);
        session.out().println(JsonObject.of((Map<?, ?>) answer, "the volume").string("Name"));
        return 0;
    }

    private static Map<String, String> pairs(List<String> texts) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            pairs.put(equals < 0 ? text : text.substring(0, equals), equals < 0 ? "" : text.substring(equals + 1));
        }
        return pairs;
    }
}
