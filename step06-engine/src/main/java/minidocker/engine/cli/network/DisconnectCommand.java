package minidocker.engine.cli.network;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.client.Query;

/** {@code network disconnect}. */
public final class DisconnectCommand extends Command {
    private final Flag<Boolean> force = flags.toggle("force", "f", "Force the container to disconnect from a network");

    public DisconnectCommand() {
        super(Manual.of("network disconnect", "[OPTIONS] NETWORK CONTAINER", "Disconnect a container from a network").exactly(2));
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        session.engine().post("/networks/" + Query.encode(arguments.get(0)) + "/disconnect", new Query(),
                Map.of("Container", arguments.get(1), "Force", force.get()));
        return 0;
    }
}
