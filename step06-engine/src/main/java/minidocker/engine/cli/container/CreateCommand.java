package minidocker.engine.cli.container;

import java.io.IOException;
import java.util.List;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;

/** {@code create}. */
public final class CreateCommand extends Command {
    private final ContainerFlags options = new ContainerFlags(flags);
    private final SystemCalls calls = new SystemCalls(flags, false);

    public CreateCommand() {
        super(Manual.of("container create, create", "[OPTIONS] IMAGE [COMMAND] [ARG...]", "Create a new container").atLeast(1));
        flags.stopAtArgument();
    }

    @Override
    public int run(Session session, List<String> words) throws IOException {
        Creation.check(words);
        Creation creation = new Creation(session, options);
        if (calls.explain.get()) {
            creation.explain(options.body(words, false));
        } else {
            session.out().println(creation.create(options.body(words, false)));
        }
        return 0;
    }
}
