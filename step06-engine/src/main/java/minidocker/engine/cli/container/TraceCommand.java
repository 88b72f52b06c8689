package minidocker.engine.cli.container;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import minidocker.cli.UserError;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.client.Query;

/** {@code trace}: the system calls that made a container, each with its result. Docker cannot tell them. */
public final class TraceCommand extends Command {
    private static final String FOLLOW = "follow";

    public TraceCommand() {
        super(Manual.of("container trace, trace", "CONTAINER\n--follow COMMAND [ARG...]",
                "Show the system calls that made a container").exactly(1));
        flags.toggle(FOLLOW, "f", "Run a command (run or exec), and then show the system calls behind it");
        flags.stopAtArgument();
    }

    /**
     * {@code trace --follow exec ...} is {@code exec --trace ...}.
     *
     * @param words a command line that begins with the command's name
     * @return the words of the command that is meant
     * @throws UserError if that one starts nothing
     */
    public static List<String> followed(List<String> words) {
        int name = words.get(0).equals("container") ? 1 : 0;
        boolean follow = words.size() > name + 1 && words.get(name).equals("trace")
                && words.get(name + 1).matches("-f|--" + FOLLOW);
        if (!follow) {
            return words;
        }
        List<String> meant = new ArrayList<>(words.subList(name + 2, words.size()));
        int command = !meant.isEmpty() && meant.get(0).equals("container") ? 1 : 0;
        if (meant.size() <= command || !meant.get(command).matches("run|exec")) {
            throw new UserError("trace --follow wants a command that starts a program: run or exec, with all that belongs to it");
        }
        meant.add(command + 1, "--trace");
        return meant;
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        session.out().print(SystemCalls.traceOf(session.engine(), "/containers/" + Query.encode(arguments.get(0))));
        return 0;
    }
}
