package minidocker.engine.cli.container;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import minidocker.cli.UserError;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.client.ApiClient;
import minidocker.engine.client.CannotConnect;
import minidocker.engine.client.Query;
import minidocker.engine.client.Upgraded;
import minidocker.json.JsonObject;

/** {@code start}. */
public final class StartCommand extends Command {
    private final Flag<Boolean> attach = flags.toggle("attach", "a", "Attach STDOUT/STDERR and forward signals");
    private final Flag<Boolean> interactive = flags.toggle("interactive", "i", "Attach container's STDIN");
    private final Flag<String> detachKeys = flags.text("detach-keys", "", "Override the key sequence for detaching a container");

    public StartCommand() {
        super(Manual.of("container start, start", "[OPTIONS] CONTAINER [CONTAINER...]", "Start one or more stopped containers").atLeast(1));
    }

    @Override
    public int run(Session session, List<String> containers) throws IOException {
        if (attach.get() || interactive.get()) {
            if (containers.size() > 1) {
                throw new UserError("you cannot start and attach multiple containers at once", 1);
            }
            return attached(session, containers.get(0));
        }
        List<String> failed = new ArrayList<>();
        for (String container : containers) {
            try {
                start(session.engine(), container);
                session.out().println(container);
            } catch (CannotConnect e) {
                throw e;
            } catch (IOException e) {
                session.out().flush();
                session.err().println(e.getMessage());
                failed.add(container);
            }
        }
        if (!failed.isEmpty()) {
            throw new UserError("Error: failed to start containers: " + String.join(", ", failed), 1);
        }
        return 0;
    }

    private int attached(Session session, String container) throws IOException {
        ApiClient engine = session.engine();
        JsonObject it = engine.getObject("/containers/" + Query.encode(container) + "/json", new Query());
        String id = it.string("Id");
        JsonObject config = it.object("Config");
        boolean tty = config.bool("Tty");
        boolean stdin = interactive.get() && config.bool("OpenStdin");
        String keys = detachKeys.get().isEmpty() ? session.settings().text("detachKeys") : detachKeys.get();
        Query query = Query.of("stream", 1).addIfSet("stdin", stdin).add("stdout", 1).add("stderr", 1).addIfSet("detachKeys", keys);
        try (SignalProxy signals = tty ? null : new SignalProxy();
                Upgraded connection = engine.upgrade("/containers/" + id + "/attach", query, null);
                AttachedStreams streams = new AttachedStreams(session, connection, tty, stdin ? session.in() : null, true, true, keys)) {
            ExitWait wait = ExitWait.begin(engine, id, it.object("HostConfig").bool("AutoRemove") ? "removed" : "next-exit");
            start(engine, id);
            if (signals != null) {
                signals.to(engine, id);
            }
            if (tty && Session.isTerminal(1)) {
                WindowSize.follow(engine, "/containers/" + id);
            }
            return streams.await() == AttachedStreams.Ending.DETACHED ? 0 : wait.code();
        }
    }

    private static void start(ApiClient engine, String container) throws IOException {
        engine.post("/containers/" + Query.encode(container) + "/start", new Query(), null);
    }
}
