package minidocker.engine.cli.container;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.List;
import minidocker.cli.UserError;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.Timestamps;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.client.ApiClient;
import minidocker.engine.client.Demultiplexer;
import minidocker.engine.client.Query;
import minidocker.engine.client.Response;
import minidocker.json.JsonObject;

/** {@code logs}. */
public final class LogsCommand extends Command {
    private final Flag<Boolean> details = flags.toggle("details", "", "Show extra details provided to logs");
    private final Flag<Boolean> follow = flags.toggle("follow", "f", "Follow log output");
    private final Flag<String> since = flags.text("since", "",
            "Show logs since timestamp (e.g. \"2013-01-02T13:23:37Z\") or relative (e.g. \"42m\" for 42 minutes)");
    private final Flag<String> until = flags.text("until", "",
            "Show logs before a timestamp (e.g. \"2013-01-02T13:23:37Z\") or relative (e.g. \"42m\" for 42 minutes)");
    private final Flag<Boolean> timestamps = flags.toggle("timestamps", "t", "Show timestamps");
    private final Flag<String> tail = flags.text("tail", "n", "all", "Number of lines to show from the end of the logs");

    public LogsCommand() {
        super(Manual.of("container logs, logs", "[OPTIONS] CONTAINER", "Fetch the logs of a container").exactly(1));
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        ApiClient engine = session.engine();
        JsonObject it = engine.getObject("/containers/" + Query.encode(arguments.get(0)) + "/json", new Query());
        Query query = Query.of("stdout", 1).add("stderr", 1).addIfSet("details", details.get()).addIfSet("follow", follow.get())
                .addIfSet("since", timestamp("since", since.get())).addIfSet("until", timestamp("until", until.get()))
                .addIfSet("timestamps", timestamps.get()).addIfSet("tail", tail.get());
        session.out().flush();
        try (Response log = engine.stream("GET", "/containers/" + it.string("Id") + "/logs", query)) {
            FileOutputStream out = new FileOutputStream(FileDescriptor.out);
            if (it.object("Config").bool("Tty")) {
                log.body().transferTo(out);
            } else {
                Demultiplexer.copy(log.body(), out, new FileOutputStream(FileDescriptor.err));
            }
        }
        return 0;
    }

    private static String timestamp(String name, String value) {
        try {
            return Timestamps.parse(value);
        } catch (IllegalArgumentException e) {
            throw new UserError("invalid value for \"" + name + "\": " + e.getMessage(), 1);
        }
    }
}
