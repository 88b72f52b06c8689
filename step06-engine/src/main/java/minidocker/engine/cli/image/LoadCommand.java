package minidocker.engine.cli.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import minidocker.cli.UserError;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.client.ApiClient;
import minidocker.engine.client.Query;
import minidocker.engine.client.Response;

/** {@code load}. */
public final class LoadCommand extends Command {
    private final Flag<String> input = flags.text("input", "i", "Read from tar archive file, instead of STDIN");
    private final Flag<Boolean> quiet = flags.toggle("quiet", "q", "Suppress the load output");

    public LoadCommand() {
        super(Manual.of("image load, load", "[OPTIONS]", "Load an image from a tar archive or STDIN"));
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        if (input.get().isEmpty() && Session.isTerminal(0)) {
            throw new UserError("requested load from stdin, but stdin is empty", 1);
        }
        boolean terminal = Session.isTerminal(1);
        try (InputStream in = input.get().isEmpty() ? session.in() : Files.newInputStream(Path.of(input.get()));
                Response answer = session.engine().stream("POST", "/images/load",
                        new Query().addIfSet("quiet", quiet.get() || !terminal), Map.of("Content-Type", "application/x-tar"),
                        ApiClient.copyOf(in))) {
            if (answer.header("content-type").startsWith("application/json")) {
                ProgressDisplay.show(answer.body(), session.out(), terminal);
            } else {
                answer.body().transferTo(session.out());
            }
        }
        return 0;
    }
}
