package minidocker.engine.cli.container;

import java.io.IOException;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.client.ApiClient;
import minidocker.engine.client.Query;

/** {@code kill}. */
public final class KillCommand extends OnContainers {
    private final Flag<String> signal = flags.text("signal", "s", "Signal to send to the container");

    public KillCommand() {
        super(Manual.of("container kill, kill", "[OPTIONS] CONTAINER [CONTAINER...]", "Kill one or more running containers").atLeast(1));
    }

    @Override
    protected void on(ApiClient engine, String path) throws IOException {
        engine.post(path + "/kill", new Query().addIfSet("signal", signal.get()), null);
    }
}
