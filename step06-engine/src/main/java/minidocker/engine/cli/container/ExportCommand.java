package minidocker.engine.cli.container;

import java.io.IOException;
import java.util.List;
import minidocker.cli.UserError;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.OutputFile;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.client.Query;
import minidocker.engine.client.Response;

/** {@code export}. */
public final class ExportCommand extends Command {
    private final Flag<String> output = flags.text("output", "o", "Write to a file, instead of STDOUT");

    public ExportCommand() {
        super(Manual.of("container export, export", "[OPTIONS] CONTAINER", "Export a container's filesystem as a tar archive").exactly(1));
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        if (output.get().isEmpty() && Session.isTerminal(1)) {
            throw new UserError("cowardly refusing to save to a terminal. Use the -o flag or redirect", 1);
        }
        OutputFile.check(output.get(), "failed to export container: ");
        try (Response tar = session.engine().stream("GET", "/containers/" + Query.encode(arguments.get(0)) + "/export", new Query())) {
            OutputFile.write(output.get(), tar.body());
        }
        return 0;
    }
}
