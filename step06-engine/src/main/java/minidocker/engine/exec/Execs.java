package minidocker.engine.exec;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import minidocker.chroot.User;
import minidocker.cli.UserError;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.core.Container;
import minidocker.engine.core.Engine;
import minidocker.engine.runtime.ContainerProcess;
import minidocker.engine.runtime.ExecProcess;
import minidocker.engine.runtime.Streams;
import minidocker.engine.runtime.spec.SpecProcess;
import minidocker.engine.runtime.spec.SpecUser;
import minidocker.engine.streams.AttachOptions;
import minidocker.engine.streams.AttachedClient;
import minidocker.engine.streams.ChildEnds;
import minidocker.engine.streams.DetachKeys;
import minidocker.engine.streams.ExecStreams;
import minidocker.images.container.ImageUsers;
import minidocker.syscall.SyscallProgram;

/** All executions of all containers. */
public final class Execs {
    /** So long the exit code can be asked for, as with Docker. */
    private static final Duration KEPT = Duration.ofMinutes(5);
    /** What Docker says of one that could not be started, if nothing better is known. */
    private static final int NOT_STARTED = 126;

    private final Engine engine;
    private final Map<String, Exec> all = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();
    /** Where ends are worked through: on the runtime's own thread nothing may block. */
    private final ExecutorService endings = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(null, work, "exec-end", 256 * 1024);
        thread.setDaemon(true);
        return thread;
    });

    public Execs(Engine engine) {
        this.engine = engine;
    }

    /** @throws Refusal CONFLICT, in Docker's words, if the container does not run or is paused */
    public Exec create(Container container, ExecConfig config) {
        container.requireExecutable();
        forget();
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        StringBuilder id = new StringBuilder();
        for (byte one : bytes) {
            id.append(Character.forDigit(one >> 4 & 0xf, 16)).append(Character.forDigit(one & 0xf, 16));
        }
        Exec exec = new Exec(id.toString(), container, config);
        all.put(exec.id(), exec);
        container.execIds().add(exec.id());
        tell(exec, "exec_create: " + String.join(" ", config.cmd()), Map.of());
        return exec;
    }

    private void forget() {
        Instant old = Instant.now().minus(KEPT);
        all.values().removeIf(exec -> exec.ended() != null && exec.ended().isBefore(old));
        // One that was never started goes with its container's run.
        all.values().removeIf(exec -> exec.ended() == null && !exec.isRunning() && !exec.container().state().isAlive());
    }

    /** @throws Refusal NOT_FOUND */
    public Exec find(String id) {
        Exec exec = all.get(id);
        if (exec == null) {
            throw new Refusal(Kind.NOT_FOUND, "No such exec instance: " + id);
        }
        return exec;
    }

    /**
     * What a client sees of an exec: it is attached already, and the process waits.
     *
     * @param client null if nobody listens
     */
    public record Prepared(Exec exec, AttachedClient client, ExecStreams streams) {}

    /**
     * Takes the exec for its one start.
     *
     * @throws Refusal CONFLICT if it was started before, or its container does not run any more
     */
    public Prepared prepare(Exec exec, boolean detached) throws IOException {
        exec.container().requireExecutable();
        exec.begin();
        ExecConfig config = exec.config();
        ExecStreams streams = new ExecStreams(config.tty(), config.attachStdin() && !detached, engine.pump());
        exec.has(streams);
        AttachOptions options = new AttachOptions(config.attachStdin(), config.attachStdout(), config.attachStderr(), false, true,
                DetachKeys.parse(config.detachKeys()));
        return new Prepared(exec, detached ? null : streams.attach(options), streams);
    }

    /**
     * Starts it.
     *
     * @param columns of its terminal; 0 for those of a terminal that nobody has sized
     * @throws RuntimeException if that cannot be done; then the exec has ended
     */
    public void start(Prepared prepared, int columns, int rows) {
        Exec exec = prepared.exec();
        try {
            ExecProcess process = create(exec, prepared.streams(), columns, rows);
            exec.has(process);
            process.start();
            tell(exec, "exec_start: " + String.join(" ", exec.config().cmd()), Map.of());
            process.exit().thenAcceptAsync(exit -> end(prepared, exit.code()), endings);
        } catch (UserError cannot) {
            end(prepared, cannot.exitCode() != 125 ? cannot.exitCode() : NOT_STARTED);
            // The words by which clients know whose trouble it is.
            throw new Refusal(Kind.BAD_PARAMETER, "OCI runtime exec failed: exec failed: " + cannot.getMessage(), cannot);
        } catch (RuntimeException failure) {
            end(prepared, NOT_STARTED);
            throw failure;
        } catch (IOException failure) {
            end(prepared, NOT_STARTED);
            throw new Refusal(Kind.FAILED, "the exec cannot be started: " + failure.getMessage(), failure);
        }
    }

    private void end(Prepared prepared, int code) {
        // First the last output, then the code: a client that hears the end of the one asks for the other.
        Exec exec = prepared.exec();
        exec.end(code);
        exec.release();
        exec.container().execIds().remove(exec.id());
        prepared.streams().processEnded().join();
        prepared.streams().close();
        tell(exec, "exec_die", Map.of("exitCode", Integer.toString(code)));
    }

    private ExecProcess create(Exec exec, ExecStreams streams, int columns, int rows) throws IOException {
        ContainerProcess container = exec.container().requireExecutable();
        SpecProcess process = process(exec, container);
        if (exec.config().tty()) {
            ExecProcess created = container.exec(process, new Streams.Console(columns, rows), exec.config().privileged());
            streams.openConsole(created.terminal().orElseThrow().descriptor());
            return created;
        }
        try (ChildEnds ends = streams.open()) {
            return container.exec(process, new Streams.Pipes(ends.stdin(), ends.stdout(), ends.stderr()),
                    exec.config().privileged());
        }
    }

    /**
     * The system calls that such an execution would be made by. None is made.
     *
     * @throws Refusal as {@link #create}
     */
    public SyscallProgram explain(Container container, ExecConfig config) throws IOException {
        ContainerProcess process = container.requireExecutable();
        Streams streams = config.tty() ? new Streams.Console(0, 0) : new Streams.Pipes(0, 1, 2);
        return process.execProgram(process(new Exec("", container, config), process), streams, config.privileged());
    }

    private static SpecProcess process(Exec exec, ContainerProcess container) {
        ExecConfig config = exec.config();
        if (!config.workingDir().isEmpty() && !config.workingDir().startsWith("/")) {
            throw new UserError("Cwd must be an absolute path");
        }
        SpecProcess own = container.bundle().spec().process();
        Map<String, String> variables = new LinkedHashMap<>();
        own.env().forEach(variable -> set(variables, variable));
        if (config.tty()) {
            variables.putIfAbsent("TERM", "xterm");
        }
        SpecProcess process = own.withTerminal(config.tty(), null);
        if (!config.user().isEmpty()) {
            ImageUsers users = ImageUsers.of(List.of(Path.of("/proc/" + container.identity().pid() + "/root")));
            User user = user(users, config.user());
            variables.put("HOME", users.home(user));
            // The group is among the further ones, too, as with Docker: otherwise a program could give it up and gain by that,
            // where a file's permissions say less for the group than for all others.
            List<Integer> groups = new ArrayList<>(List.of(user.gid()));
            user.groups().stream().filter(group -> group != user.gid()).forEach(groups::add);
            process = process.with(new SpecUser(user.uid(), user.gid(), null, groups));
        }
        config.env().forEach(variable -> set(variables, variable));
        List<String> env = new ArrayList<>();
        variables.forEach((name, value) -> env.add(name + "=" + value));
        return process.withCommand(config.cmd(), env, config.workingDir().isEmpty() ? own.cwd() : config.workingDir());
    }

    private static void set(Map<String, String> variables, String variable) {
        int equals = variable.indexOf('=');
        if (equals < 0) {
            variables.remove(variable);
        } else {
            variables.put(variable.substring(0, equals), variable.substring(equals + 1));
        }
    }

    private static User user(ImageUsers users, String text) {
        try {
            return users.find(text);
        } catch (IllegalArgumentException unknown) {
            throw new Refusal(Kind.BAD_PARAMETER, unknown.getMessage(), unknown);
        }
    }

    private void tell(Exec exec, String action, Map<String, String> more) {
        Map<String, String> attributes = new LinkedHashMap<>(more);
        attributes.put("execID", exec.id());
        engine.tell(exec.container(), action, attributes);
    }
}
