package minidocker.engine.cli.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.client.ApiClient;
import minidocker.engine.client.Query;
import minidocker.engine.client.Response;
import minidocker.images.ImageReference;

/** {@code import}. */
public final class ImportCommand extends Command {
    private final Flag<List<String>> changes = flags.list("change", "c", "Apply Dockerfile instruction to the created image");
    private final Flag<String> message = flags.text("message", "m", "Set commit message for imported image");
    private final Flag<String> platform = flags.text("platform", "", "Set platform if server is multi-platform capable");

    public ImportCommand() {
        super(new Manual(List.of("image import", "import"), "[OPTIONS] file|URL|- [REPOSITORY[:TAG]]",
                "Import the contents from a tarball to create a filesystem image", 1, 2));
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        String source = arguments.get(0);
        boolean remote = source.matches("https?://.*");
        Query query = Query.of("fromSrc", remote ? source : "-").addIfSet("message", message.get()).addIfSet("platform", platform.get());
        if (arguments.size() == 2) {
            query.add("repo", ImageReference.parse(arguments.get(1)).withDefaultTag().familiar());
        }
        changes.get().forEach(change -> query.add("changes", change));
        try (InputStream in = remote ? InputStream.nullInputStream() : source.equals("-") ? session.in()
                : Files.newInputStream(Path.of(source));
                Response answer = session.engine().stream("POST", "/images/create", query, Map.of("Content-Type", "text/plain"),
                        ApiClient.copyOf(in))) {
            ProgressDisplay.show(answer.body(), session.out(), Session.isTerminal(1));
        }
        return 0;
    }
}
