package minidocker.engine.cli.container;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import minidocker.cli.Terminal;
import minidocker.cli.UserError;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.FileTrouble;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.client.ApiClient;
import minidocker.engine.client.ApiError;
import minidocker.engine.client.Query;
import minidocker.engine.client.Upgraded;

/** {@code run}: create, attach, start and wait, the exit code being the program's. */
public final class RunCommand extends Command {
    /** Exit codes above this one say which signal ended us. */
    private static final int SIGNALLED = 128;

    private final ContainerFlags options = new ContainerFlags(flags);
    private final Flag<Boolean> detach = flags.toggle("detach", "d", "Run container in background and print container ID");
    private final Flag<String> detachKeys = flags.text("detach-keys", "", "Override the key sequence for detaching a container");
    private final SystemCalls calls = new SystemCalls(flags, true);
    private final Flag<Boolean> sigProxy = flags.toggle("sig-proxy", "", true, "Proxy received signals to the process");

    public RunCommand() {
        super(Manual.of("container run, run", "[OPTIONS] IMAGE [COMMAND] [ARG...]", "Create and run a new container from an image")
                .atLeast(1));
        flags.stopAtArgument();
    }

    @Override
    public int failureCode() {
        return 125;
    }

    @Override
    public int run(Session session, List<String> words) throws IOException {
        try {
            if (detach.get() && options.process.attach.isChanged()) {
                session.err().println("conflicting options: cannot specify both --attach and --detach");
                return 1;
            }
            Creation.check(words);
            Map<String, Object> body = options.body(words, detach.get());
            if (calls.explain.get()) {
                giveWindowSize(body);
                new Creation(session, options).explain(body);
                return 0;
            }
            if (!detach.get() && options.process.tty.get() && Boolean.TRUE.equals(body.get("AttachStdin")) && !Session.isTerminal(0)) {
                session.err().println("the input device is not a TTY");
                return 1;
            }
            giveWindowSize(body);
            return run(session, body);
        } catch (UserError e) {
            if (e.exitCode() > SIGNALLED) {
                // Who has pressed ^C wants no help.
                throw new UserError(Session.PROGRAM + ": " + e.getMessage(), e.exitCode());
            }
            throw explained(session, e.getMessage(), e.exitCode(), e);
        } catch (IllegalArgumentException e) {
            throw explained(session, e.getMessage(), 125, e);
        } catch (IOException e) {
            if (BrokenPipe.is(e)) {
                throw e;
            }
            throw explained(session, FileTrouble.sentence(e), StartFailure.exitCode(e), e);
        }
    }

    /** A program that looks at the size of its terminal first of all finds that of our window. */
    @SuppressWarnings("unchecked")
    private void giveWindowSize(Map<String, Object> body) {
        Terminal.Size size = options.process.tty.get() && !detach.get() && Session.isTerminal(1) ? Terminal.size(1) : null;
        if (size != null) {
            ((Map<String, Object>) body.get("HostConfig")).put("ConsoleSize", List.of(size.rows(), size.columns()));
        }
    }

    private static UserError explained(Session session, String sentence, int code, Exception cause) {
        UserError error = new UserError(Session.PROGRAM + ": " + sentence + "\n\nRun '" + Session.PROGRAM + " " + session.command()
                + " --help' for more information", code);
        error.initCause(cause);
        return error;
    }

    private int run(Session session, Map<String, Object> body) throws IOException {
        ApiClient engine = session.engine();
        if (detach.get()) {
            String id = new Creation(session, options).create(body);
            String trace;
            try {
                trace = start(engine, id);
            } catch (ApiError notStarted) {
                show(session, notStarted.trace());
                throw notStarted;
            }
            session.out().println(id);
            show(session, trace);
            return 0;
        }
        engine.version();
        try (SignalProxy signals = new SignalProxy()) {
            String id = new Creation(session, options, signals).create(body);
            return attached(session, body, id, signals);
        }
    }

    private int attached(Session session, Map<String, Object> body, String id, SignalProxy signals) throws IOException {
        ApiClient engine = session.engine();
        boolean stdin = Boolean.TRUE.equals(body.get("AttachStdin"));
        boolean stdout = Boolean.TRUE.equals(body.get("AttachStdout"));
        boolean stderr = Boolean.TRUE.equals(body.get("AttachStderr"));
        boolean tty = options.process.tty.get();
        String keys = detachKeys.get().isEmpty() ? session.settings().text("detachKeys") : detachKeys.get();
        if (!stdout && !stderr) {
            session.out().println(id);
        }
        Query query = Query.of("stream", 1).addIfSet("stdin", stdin).addIfSet("stdout", stdout).addIfSet("stderr", stderr)
                .addIfSet("detachKeys", keys);
        boolean started = false;
        String trace = "";
        try (Upgraded connection = engine.upgrade("/containers/" + id + "/attach", query, null);
                AttachedStreams streams = new AttachedStreams(session, connection, tty, stdin ? session.in() : null, stdout, stderr,
                        keys)) {
            ExitWait wait = ExitWait.begin(engine, id, options.remove.get() ? "removed" : "next-exit");
            signals.throwIfInterrupted();
            trace = start(engine, id);
            started = true;
            if (sigProxy.get()) {
                signals.to(engine, id);
            }
            if (tty && Session.isTerminal(1)) {
                WindowSize.follow(engine, "/containers/" + id);
            }
            return streams.await() == AttachedStreams.Ending.DETACHED ? 0 : wait.code();
        } catch (ApiError failure) {
            trace = started ? trace : failure.trace();
            throw failure;
        } finally {
            show(session, trace);
            if (!started && options.remove.get()) {
                removeQuietly(engine, id);
            }
        }
    }

    /** @return what the kernel was asked to do, if the user wants to see it */
    private String start(ApiClient engine, String id) throws IOException {
        if (calls.trace.get()) {
            return SystemCalls.traceOfStart(engine, id);
        }
        engine.post("/containers/" + id + "/start", new Query(), null);
        return "";
    }

    /** When the program's output and the terminal's raw mode are over. */
    private static void show(Session session, String trace) {
        session.out().flush();
        session.err().print(trace);
    }

    /** The engine removes a container of {@code --rm} when it ends: one that never ran does not. */
    private static void removeQuietly(ApiClient engine, String id) {
        try {
            engine.delete("/containers/" + id, Query.of("force", 1).add("v", 1));
        } catch (IOException goneAlready) {
            // What was wanted.
        }
    }
}
