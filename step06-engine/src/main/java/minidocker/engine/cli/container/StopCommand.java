package minidocker.engine.cli.container;

import java.io.IOException;
import minidocker.cli.UserError;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.client.ApiClient;
import minidocker.engine.client.Query;

/** {@code stop} and {@code restart}: asked to end, given time, killed. */
public final class StopCommand extends OnContainers {
    private final String what;
    private final Flag<String> signal = flags.text("signal", "s", "Signal to send to the container");
    private final Flag<Long> timeout = flags.number("timeout", "t", 0, "Seconds to wait before killing the container");
    private final Flag<Long> time = flags.number("time", "", 0, "Seconds to wait before killing the container").hidden();

    private StopCommand(String what, Manual manual) {
        super(manual);
        this.what = what;
    }

    public static Command stop() {
        return new StopCommand("/stop",
                Manual.of("container stop, stop", "[OPTIONS] CONTAINER [CONTAINER...]", "Stop one or more running containers").atLeast(1));
    }

    public static Command restart() {
        return new StopCommand("/restart",
                Manual.of("container restart, restart", "[OPTIONS] CONTAINER [CONTAINER...]", "Restart one or more containers").atLeast(1));
    }

    @Override
    protected void on(ApiClient engine, String path) throws IOException {
        if (timeout.isChanged() && time.isChanged()) {
            throw new UserError("conflicting options: cannot specify both --timeout and --time", 1);
        }
        Query query = new Query();
        if (timeout.isChanged() || time.isChanged()) {
            query.add("t", timeout.isChanged() ? timeout.get() : time.get());
        }
        engine.post(path + what, engine.knows("1.42") ? query.addIfSet("signal", signal.get()) : query, null);
    }
}
