package minidocker.engine.cli.system;

import java.util.List;
import minidocker.cli.UserError;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.CompletionScript;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;

/** {@code completion}: a script for a shell. */
public final class CompletionCommand extends Command {
    public CompletionCommand() {
        super(Manual.of("completion", "bash|zsh", "Print the completion script for a shell: source <(mini-docker completion bash)")
                .exactly(1));
    }

    @Override
    public int run(Session session, List<String> arguments) {
        if (!arguments.get(0).matches("bash|zsh")) {
            throw new UserError("there is no completion for " + arguments.get(0) + ": there is one for bash and one for zsh", 1);
        }
        session.out().print(CompletionScript.text());
        return 0;
    }
}
