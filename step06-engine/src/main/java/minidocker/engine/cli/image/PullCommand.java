package minidocker.engine.cli.image;

import java.io.IOException;
import java.util.List;
import minidocker.cli.UserError;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.flags.Flag;
import minidocker.images.ImageReference;

/** {@code pull}. */
public final class PullCommand extends Command {
    private final Flag<Boolean> allTags = flags.toggle("all-tags", "a", "Download all tagged images in the repository");
    private final Flag<Boolean> quiet = flags.toggle("quiet", "q", "Suppress verbose output");
    private final Flag<String> platform = flags.text("platform", "", "Set platform if server is multi-platform capable");

    public PullCommand() {
        super(Manual.of("image pull, pull", "[OPTIONS] NAME[:TAG|@DIGEST]", "Download an image from a registry").exactly(1));
        flags.toggle("disable-content-trust", "", true, "Skip image verification").hidden();
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        ImageReference reference = ImageReference.parse(arguments.get(0));
        boolean bare = reference.tag().isEmpty() && reference.digest().isEmpty();
        if (allTags.get() && !bare) {
            throw new UserError("tag can't be used with --all-tags/-a", 1);
        }
        if (bare && !allTags.get() && !quiet.get()) {
            session.out().println("Using default tag: latest");
        }
        ImagePull pull = new ImagePull(session, platform.get(), quiet.get());
        if (allTags.get()) {
            pull.pullAll(arguments.get(0), session.out());
            session.out().println(reference.name());
        } else {
            pull.pull(arguments.get(0), session.out());
            session.out().println(reference.withDefaultTag());
        }
        return 0;
    }
}
