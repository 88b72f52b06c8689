package minidocker.engine.cli.container;

import java.io.IOException;
import java.util.List;
import minidocker.cli.template.Columns;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.client.Query;
import minidocker.json.JsonObject;

/** {@code top}. */
public final class TopCommand extends Command {
    private static final int LEAST_WIDTH = 20;

    public TopCommand() {
        super(Manual.of("container top, top", "CONTAINER [ps OPTIONS]", "Display the running processes of a container").atLeast(1));
        flags.stopAtArgument();
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        Query query = new Query().addIfSet("ps_args", String.join(" ", arguments.subList(1, arguments.size())));
        JsonObject top = session.engine().getObject("/containers/" + Query.encode(arguments.get(0)) + "/top", query);
        StringBuilder table = new StringBuilder(String.join("\t", top.strings("Titles"))).append('\n');
        if (top.fields().get("Processes") instanceof List<?> processes) {
            for (Object process : processes) {
                table.append(String.join("\t", ((List<?>) process).stream().map(String::valueOf).toList())).append('\n');
            }
        }
        session.out().print(Columns.align(table.toString(), LEAST_WIDTH));
        return 0;
    }
}
