package minidocker.engine.cli.image;

import java.io.IOException;
import java.util.List;
import minidocker.cli.UserError;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.client.Query;
import minidocker.images.ImageReference;
import minidocker.images.InvalidReference;

/** {@code tag}. */
public final class TagCommand extends Command {
    public TagCommand() {
        super(Manual.of("image tag, tag", "SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]",
                "Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE").exactly(2));
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        ImageReference target;
        try {
            target = ImageReference.parse(arguments.get(1));
        } catch (InvalidReference e) {
            throw new UserError("Error parsing reference: \"" + arguments.get(1) + "\" is not a valid repository/tag: "
                    + e.getMessage(), 1);
        }
        if (target.digest().isPresent()) {
            throw new UserError("refusing to create a tag with a digest reference", 1);
        }
        target = target.withDefaultTag();
        session.engine().post("/images/" + Query.path(arguments.get(0)) + "/tag",
                Query.of("repo", target.name()).add("tag", target.tag().orElse("")), null);
        return 0;
    }
}
