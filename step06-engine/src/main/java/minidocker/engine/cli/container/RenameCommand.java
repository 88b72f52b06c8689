package minidocker.engine.cli.container;

import java.io.IOException;
import java.util.List;
import minidocker.cli.UserError;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.client.CannotConnect;
import minidocker.engine.client.Query;

/** {@code rename}. */
public final class RenameCommand extends Command {
    public RenameCommand() {
        super(Manual.of("container rename, rename", "CONTAINER NEW_NAME", "Rename a container").exactly(2));
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        String before = arguments.get(0);
        if (before.isBlank() || arguments.get(1).isBlank()) {
            throw new UserError("Error: Neither old nor new names may be empty", 1);
        }
        try {
            session.engine().post("/containers/" + Query.encode(before) + "/rename", Query.of("name", arguments.get(1)), null);
        } catch (CannotConnect e) {
            throw e;
        } catch (IOException e) {
            session.err().println(e.getMessage());
            throw new UserError("Error: failed to rename container named " + before, 1);
        }
        return 0;
    }
}
