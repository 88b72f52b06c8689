package minidocker.engine.cli.container;

import java.io.IOException;
import java.util.List;
import minidocker.cli.UserError;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.client.ApiClient;
import minidocker.engine.client.Query;
import minidocker.engine.client.Upgraded;
import minidocker.json.JsonObject;

/** {@code attach}. */
public final class AttachCommand extends Command {
    private final Flag<String> detachKeys = flags.text("detach-keys", "", "Override the key sequence for detaching a container");
    private final Flag<Boolean> noStdin = flags.toggle("no-stdin", "", "Do not attach STDIN");
    private final Flag<Boolean> sigProxy = flags.toggle("sig-proxy", "", true, "Proxy all received signals to the process");

    public AttachCommand() {
        super(Manual.of("container attach, attach", "[OPTIONS] CONTAINER",
                "Attach local standard input, output, and error streams to a running container").exactly(1));
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        ApiClient engine = session.engine();
        JsonObject it = engine.getObject("/containers/" + Query.encode(arguments.get(0)) + "/json", new Query());
        refuseUnlessRunning(it.object("State"));
        String id = it.string("Id");
        JsonObject config = it.object("Config");
        boolean tty = config.bool("Tty");
        if (tty && !noStdin.get() && !Session.isTerminal(0)) {
            throw new UserError("the input device is not a TTY", 1);
        }
        boolean stdin = !noStdin.get() && config.bool("OpenStdin");
        String keys = detachKeys.get().isEmpty() ? session.settings().text("detachKeys") : detachKeys.get();
        Query query = Query.of("stream", 1).addIfSet("stdin", stdin).add("stdout", 1).add("stderr", 1).addIfSet("detachKeys", keys);
        ExitWait wait = ExitWait.begin(engine, id, "not-running");
        try (SignalProxy signals = sigProxy.get() && !tty ? new SignalProxy() : null;
                Upgraded connection = engine.upgrade("/containers/" + id + "/attach", query, null);
                AttachedStreams streams = new AttachedStreams(session, connection, tty, stdin ? session.in() : null, true, true, keys)) {
            if (signals != null) {
                signals.to(engine, id);
            }
            if (tty && Session.isTerminal(1)) {
                WindowSize.followAgain(engine, "/containers/" + id);
            }
            if (streams.await() == AttachedStreams.Ending.DETACHED) {
                throw new UserError("read escape sequence", 1);
            }
            return wait.code();
        }
    }

    private static void refuseUnlessRunning(JsonObject state) throws IOException {
        if (!state.bool("Running")) {
            throw new UserError("You cannot attach to a stopped container, start it first", 1);
        }
        if (state.bool("Paused")) {
            throw new UserError("You cannot attach to a paused container, unpause it first", 1);
        }
        if (state.bool("Restarting")) {
            throw new UserError("You cannot attach to a restarting container, wait until it is running", 1);
        }
    }
}
