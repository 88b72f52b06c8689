package minidocker.engine.cli.container;

import java.io.IOException;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.client.ApiClient;
import minidocker.engine.client.ApiError;
import minidocker.engine.client.Query;

/** {@code rm}. */
public final class RemoveCommand extends OnContainers {
    private static final int NOT_FOUND = 404;

    private final Flag<Boolean> force = flags.toggle("force", "f", "Force the removal of a running container (uses SIGKILL)");
    private final Flag<Boolean> link = flags.toggle("link", "l", "Remove the specified link");
    private final Flag<Boolean> volumes = flags.toggle("volumes", "v", "Remove anonymous volumes associated with the container");

    public RemoveCommand() {
        super(Manual.of("container rm, container remove, rm", "[OPTIONS] CONTAINER [CONTAINER...]", "Remove one or more containers")
                .atLeast(1));
    }

    @Override
    protected void on(ApiClient engine, String path) throws IOException {
        engine.delete(path, new Query().addIfSet("force", force.get()).addIfSet("link", link.get()).addIfSet("v", volumes.get()));
    }

    @Override
    protected boolean forgives(IOException failure) {
        return force.get() && failure instanceof ApiError refusal && refusal.status() == NOT_FOUND;
    }
}
