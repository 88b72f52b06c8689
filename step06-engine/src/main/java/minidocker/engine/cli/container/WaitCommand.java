package minidocker.engine.cli.container;

import java.io.IOException;
import java.util.List;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.client.CannotConnect;
import minidocker.engine.client.Query;

/** {@code wait}. */
public final class WaitCommand extends Command {
    public WaitCommand() {
        super(Manual.of("container wait, wait", "CONTAINER [CONTAINER...]",
                "Block until one or more containers stop, then print their exit codes").atLeast(1));
    }

    @Override
    public int run(Session session, List<String> containers) throws IOException {
        StringBuilder sentences = new StringBuilder();
        for (String container : containers) {
            try {
                session.out().println(ExitWait.begin(session.engine(), Query.encode(container), "not-running").code());
            } catch (CannotConnect e) {
                throw e;
            } catch (IOException e) {
                sentences.append(e.getMessage()).append('\n');
            }
        }
        session.out().flush();
        session.err().print(sentences);
        return sentences.length() == 0 ? 0 : 1;
    }
}
