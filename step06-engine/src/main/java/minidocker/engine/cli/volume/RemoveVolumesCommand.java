package minidocker.engine.cli.volume;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.client.CannotConnect;
import minidocker.engine.client.Query;

/** {@code volume rm}. */
public final class RemoveVolumesCommand extends Command {
    private final Flag<Boolean> force = flags.toggle("force", "f", "Force the removal of one or more volumes");

    public RemoveVolumesCommand() {
        super(Manual.of("volume rm, volume remove", "[OPTIONS] VOLUME [VOLUME...]",
                "Remove one or more volumes. You cannot remove a volume that is in use by a container.").atLeast(1));
    }

    @Override
    public int run(Session session, List<String> names) throws IOException {
        List<String> sentences = new ArrayList<>();
        for (String name : names) {
            try {
                session.engine().delete("/volumes/" + Query.encode(name), new Query().addIfSet("force", force.get()));
                session.out().println(name);
            } catch (CannotConnect e) {
                throw e;
            } catch (IOException e) {
                sentences.add(e.getMessage());
            }
        }
        session.out().flush();
        sentences.forEach(session.err()::println);
        return sentences.isEmpty() ? 0 : 1;
    }
}
