package minidocker.engine.cli.container;

import java.io.IOException;
import java.util.List;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.client.Query;
import minidocker.engine.client.Response;

/** {@code trace}: the system calls that made a container, each with its result. Docker cannot tell them. */
public final class TraceCommand extends Command {
    public TraceCommand() {
        super(Manual.of("container trace, trace", "CONTAINER", "Show the system calls that made a container").exactly(1));
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        try (Response trace = session.engine().stream("GET", "/containers/" + Query.encode(arguments.get(0)) + "/trace", new Query())) {
            trace.body().transferTo(session.rawOut());
        }
        return 0;
    }
}
