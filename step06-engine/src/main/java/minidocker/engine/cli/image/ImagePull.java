package minidocker.engine.cli.image;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import minidocker.engine.cli.Session;
import minidocker.engine.client.Query;
import minidocker.engine.client.Response;
import minidocker.images.ImageReference;

/** Asks the engine to pull an image, and shows how far it is. */
public final class ImagePull {
    private final Session session;
    private final String platform;
    private final boolean quiet;

    public ImagePull(Session session, String platform, boolean quiet) {
        this.session = session;
        this.platform = platform;
        this.quiet = quiet;
    }

    /** One tag or digest. */
    public void pull(String image, PrintStream out) throws IOException {
        ImageReference reference = ImageReference.parse(image).withDefaultTag();
        String tag = reference.digest().isPresent() ? reference.digest().get().toString() : reference.tag().orElse("");
        pull(reference, Query.of("fromImage", reference.name()).add("tag", tag), out);
    }

    /** All tags of a repository. */
    public void pullAll(String repository, PrintStream out) throws IOException {
        ImageReference reference = ImageReference.parse(repository);
        pull(reference, Query.of("fromImage", reference.name()), out);
    }

    private void pull(ImageReference reference, Query query, PrintStream out) throws IOException {
        query.addIfSet("platform", platform);
        Map<String, String> headers = RegistryAuth.header(session, reference.domain());
        try (Response progress = session.engine().stream("POST", "/images/create", query, headers, null)) {
            ProgressDisplay.show(progress.body(), quiet ? null : out, !quiet && Session.isTerminal(out == session.err() ? 2 : 1));
        }
    }
}
