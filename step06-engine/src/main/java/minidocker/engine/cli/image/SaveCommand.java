package minidocker.engine.cli.image;

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

/** {@code save}. */
public final class SaveCommand extends Command {
    private final Flag<String> output = flags.text("output", "o", "Write to a file, instead of STDOUT");

    public SaveCommand() {
        super(Manual.of("image save, save", "[OPTIONS] IMAGE [IMAGE...]",
                "Save one or more images to a tar archive (streamed to STDOUT by default)").atLeast(1));
    }

    @Override
    public int run(Session session, List<String> images) throws IOException {
        if (output.get().isEmpty() && Session.isTerminal(1)) {
            throw new UserError("cowardly refusing to save to a terminal. Use the -o flag or redirect", 1);
        }
        OutputFile.check(output.get(), "failed to save image: ");
        Query query = new Query();
        images.forEach(image -> query.add("names", image));
        try (Response tar = session.engine().stream("GET", "/images/get", query)) {
            OutputFile.write(output.get(), tar.body());
        }
        return 0;
    }
}
