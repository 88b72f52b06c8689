package minidocker.engine.cli.container;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.cli.Terminal;
import minidocker.cli.UserError;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.client.ApiClient;
import minidocker.engine.client.Query;
import minidocker.engine.client.Upgraded;
import minidocker.json.JsonObject;

/** {@code exec}: one more program in a container. */
public final class ExecCommand extends Command {
    private final Flag<Boolean> detach = flags.toggle("detach", "d", "Detached mode: run command in the background");
    private final Flag<String> detachKeys = flags.text("detach-keys", "", "Override the key sequence for detaching a container");
    private final Flag<List<String>> env = flags.list("env", "e", "list", "Set environment variables", Pairs::variable);
    private final Flag<List<String>> envFiles = flags.list("env-file", "", "Read in a file of environment variables");
    private final Flag<Boolean> interactive = flags.toggle("interactive", "i", "Keep STDIN open even if not attached");
    private final Flag<Boolean> privileged = flags.toggle("privileged", "", "Give extended privileges to the command");
    private final SystemCalls calls = new SystemCalls(flags, true);
    private final Flag<Boolean> tty = flags.toggle("tty", "t", "Allocate a pseudo-TTY");
    private final Flag<String> user = flags.text("user", "u", "Username or UID (format: \"<name|uid>[:<group|gid>]\")");
    private final Flag<String> directory = flags.text("workdir", "w", "Working directory inside the container");

    public ExecCommand() {
        super(Manual.of("container exec, exec", "[OPTIONS] CONTAINER COMMAND [ARG...]", "Execute a command in a running container")
                .atLeast(2));
        flags.stopAtArgument();
    }

    @Override
    public int run(Session session, List<String> words) throws IOException {
        ApiClient engine = session.engine();
        String container = "/containers/" + Query.encode(words.get(0));
        List<String> variables = Pairs.variables(envFiles.get(), env.get());
        // Asked first, so that a container that is not there is said before anything about the terminal.
        engine.get(container + "/json", new Query());
        boolean attached = !detach.get();
        boolean stdin = attached && interactive.get();
        if (stdin && tty.get() && !calls.explain.get() && !Session.isTerminal(0)) {
            throw new UserError("the input device is not a TTY", 1);
        }
        String keys = detachKeys.get().isEmpty() ? session.settings().text("detachKeys") : detachKeys.get();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("User", user.get());
        body.put("Privileged", privileged.get());
        body.put("Tty", tty.get());
        body.put("AttachStdin", stdin);
        body.put("AttachStdout", attached);
        body.put("AttachStderr", attached);
        body.put("Detach", detach.get());
        body.put("DetachKeys", keys);
        body.put("Env", variables.isEmpty() ? null : variables);
        body.put("WorkingDir", directory.get());
        body.put("Cmd", words.subList(1, words.size()));
        Terminal.Size size = tty.get() && attached && Session.isTerminal(1) ? Terminal.size(1) : null;
        if (size != null && engine.knows("1.42")) {
            body.put("ConsoleSize", List.of(size.rows(), size.columns()));
        }
        if (calls.explain.get()) {
            SystemCalls.explain(session, container + "/explain", body);
            return 0;
        }
        JsonObject made = JsonObject.of((Map<?, ?>) engine.post(container + "/exec", new Query(), body), "the engine's answer");
        String exec = "/exec/" + made.string("Id");
        try {
            return start(session, exec, stdin, size, keys);
        } finally {
            if (calls.trace.get()) {
                SystemCalls.showTrace(session, exec);
            }
        }
    }

    private int start(Session session, String exec, boolean stdin, Terminal.Size size, String keys) throws IOException {
        ApiClient engine = session.engine();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("Detach", detach.get());
        body.put("Tty", tty.get());
        if (detach.get()) {
            engine.post(exec + "/start", new Query(), body);
            return 0;
        }
        if (size != null && engine.knows("1.42")) {
            body.put("ConsoleSize", List.of(size.rows(), size.columns()));
        }
        try (Upgraded connection = engine.upgrade(exec + "/start", new Query(), body);
                AttachedStreams streams = new AttachedStreams(session, connection, tty.get(), stdin ? session.in() : null, true,
                        !tty.get(), keys)) {
            if (size != null) {
                WindowSize.follow(engine, exec);
            }
            if (streams.await() == AttachedStreams.Ending.DETACHED) {
                throw new UserError("read escape sequence", 1);
            }
        }
        return (int) (long) engine.getObject(exec + "/json", new Query()).optionalNumber("ExitCode").orElse(0L);
    }
}
