package minidocker.engine.cli.network;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.client.ApiError;
import minidocker.engine.client.CannotConnect;
import minidocker.engine.client.Query;

/** {@code network rm}. */
public final class RemoveNetworksCommand extends Command {
    private static final int NOT_FOUND = 404;

    private final Flag<Boolean> force = flags.toggle("force", "f", "Do not error if the network does not exist");

    public RemoveNetworksCommand() {
        super(Manual.of("network rm, network remove", "NETWORK [NETWORK...]", "Remove one or more networks").atLeast(1));
    }

    @Override
    public int run(Session session, List<String> names) throws IOException {
        List<String> sentences = new ArrayList<>();
        for (String name : names) {
            try {
                session.engine().delete("/networks/" + Query.encode(name), new Query());
                session.out().println(name);
            } catch (CannotConnect e) {
                throw e;
            } catch (ApiError e) {
                if (!force.get() || e.status() != NOT_FOUND) {
                    sentences.add(e.getMessage());
                }
            }
        }
        session.out().flush();
        sentences.forEach(session.err()::println);
        return sentences.isEmpty() ? 0 : 1;
    }
}
