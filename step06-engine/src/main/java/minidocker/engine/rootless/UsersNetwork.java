package minidocker.engine.rootless;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import minidocker.engine.runtime.ProcessIdentity;
import minidocker.syscall.Child;
import minidocker.syscall.Errno;
import minidocker.syscall.Linux;
import minidocker.syscall.Signal;
import minidocker.syscall.SyscallException;

/**
 * The network namespace of an ordinary user's engine, with a way out that is started again when it ends.
 *
 * <pre>
 * RUN/network.pids   the holder and the tool, a line each: process id and start time
 * RUN/network        the place where the tool, and only it, sees the namespace mounted
 * RUN/network.log    what the tool has said last
 * </pre>
 */
public final class UsersNetwork implements AutoCloseable {
    private static final long LOOK_MILLISECONDS = 1000;
    private static final long READY_MILLISECONDS = 10_000;
    private static final long POLL_MILLISECONDS = 10;
    private static final int ATTEMPTS = 3;

    private final Path run;
    private final Consumer<String> notices;
    private final ProcessIdentity holder;
    /** If it is ours; if an engine before has made it, null. */
    private final Child holding;
    private final Optional<WayOut> out;
    private ProcessIdentity tool;
    private Child child;
    private int starts;
    private boolean closed;

    private UsersNetwork(Path run, Consumer<String> notices, ProcessIdentity holder, Child holding, ProcessIdentity tool) {
        this.run = run;
        this.notices = notices;
        this.holder = holder;
        this.holding = holding;
        this.tool = tool;
        out = WayOut.find(System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
    }

    /**
     * Takes up the one of the engine before, or makes one. Without a way out, which gets a notice, containers can speak to each
     * other and to us, and to nobody else.
     *
     * @param run the engine's run folder
     * @param notices gets sentences for the engine's log
     */
    public static UsersNetwork open(Path run, Consumer<String> notices) throws IOException {
        List<ProcessIdentity> earlier = earlier(run);
        UsersNetwork network = !earlier.isEmpty() && runs(earlier.get(0))
                ? new UsersNetwork(run, notices, earlier.get(0), null, earlier.size() > 1 ? earlier.get(1) : null)
                : made(run, notices);
        try {
            network.write();
            network.look();
        } catch (IOException | RuntimeException failed) {
            network.close();
            throw failed;
        }
        Thread supervision = new Thread(null, network::supervise, "the way out", 128 * 1024);
        supervision.setDaemon(true);
        supervision.start();
        return network;
    }

    /** Whether an engine has made one, and left it. */
    static boolean isThere(Path run) {
        try {
            List<ProcessIdentity> earlier = earlier(run);
            return !earlier.isEmpty() && runs(earlier.get(0));
        } catch (IOException unreadable) {
            return false;
        }
    }

    private static UsersNetwork made(Path run, Consumer<String> notices) {
        Child holding = NetworkHolder.start();
        return new UsersNetwork(run, notices, ProcessIdentity.of(holding.pid()).orElseThrow(), holding, null);
    }

    private static List<ProcessIdentity> earlier(Path run) throws IOException {
        try {
            return Files.readAllLines(run.resolve("network.pids")).stream().map(line -> line.split(" "))
                    .map(words -> new ProcessIdentity(Integer.parseInt(words[0]), Long.parseLong(words[1]))).toList();
        } catch (NoSuchFileException | NumberFormatException none) {
            return List.of();
        }
    }

    private void write() throws IOException {
        String text = line(holder) + (tool == null ? "" : line(tool));
        Path unfinished = run.resolve("network.pids.tmp");
        Files.writeString(unfinished, text, StandardCharsets.US_ASCII);
        Files.move(unfinished, run.resolve("network.pids"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String line(ProcessIdentity process) {
        return process.pid() + " " + process.startTime() + "\n";
    }

    /** A process in the namespace: /proc/PID/ns/net is how to enter it. */
    public ProcessIdentity holder() {
        return holder;
    }

    /** The tool that leads out; empty if there is none, or it does not run. */
    public synchronized Optional<ProcessIdentity> tool() {
        return Optional.ofNullable(tool);
    }

    /** Starts the tool if it does not run; waits until it has made its device. */
    private synchronized void look() throws IOException {
        if (closed || tool != null && runs(tool)) {
            return;
        }
        tool = null;
        if (child != null) {
            child.close();
            child = null;
        }
        if (starts == ATTEMPTS) {
            return;
        }
        starts++;
        if (out.isEmpty()) {
            starts = ATTEMPTS;
            notices.accept("containers' networks have no way out: install pasta (Debian, Ubuntu: apt install passt)");
            return;
        }
        child = out.get().start(holder.pid(), run);
        child.awaitExec();
        Optional<ProcessIdentity> started = ProcessIdentity.of(child.pid());
        long giveUp = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(READY_MILLISECONDS);
        while (!leadsOut() && started.filter(UsersNetwork::runs).isPresent() && System.nanoTime() < giveUp) {
            pause(POLL_MILLISECONDS);
        }
        if (leadsOut()) {
            tool = started.orElse(null);
            write();
        } else {
            child.close();
            child = null;
            notices.accept("containers' networks have no way out: " + out.get().command() + " says: " + lastWords());
        }
    }

    /** Dead ones that nobody has waited for do not. */
    private static boolean runs(ProcessIdentity process) {
        try {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"), StandardCharsets.ISO_8859_1);
            return process.isThere() && "ZX".indexOf(stat.charAt(stat.lastIndexOf(')') + 2)) < 0;
        } catch (IOException gone) {
            return false;
        }
    }

    /** Whether there is any device besides lo. */
    private boolean leadsOut() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + holder.pid() + "/net/route")).size() > 1;
    }

    private String lastWords() throws IOException {
        Path log = run.resolve("network.log");
        List<String> lines = Files.exists(log) ? Files.readAllLines(log, StandardCharsets.ISO_8859_1) : List.of();
        // pasta complains of a missing syslog besides.
        return lines.stream().filter(line -> !line.contains("syslog")).reduce((first, second) -> second).orElse("nothing");
    }

    private void supervise() {
        while (!isClosed()) {
            pause(LOOK_MILLISECONDS);
            try {
                look();
            } catch (IOException | RuntimeException trouble) {
                notices.accept("containers' networks have no way out: " + trouble.getMessage());
            }
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Leaves it to the next engine, for containers that go on. */
    public synchronized void leave() {
        closed = true;
    }

    /** Ends it: nobody is in there any more. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (child != null) {
            child.close();
        } else if (tool != null) {
            end(tool);
        }
        if (holding != null) {
            holding.close();
        } else {
            end(holder);
        }
        for (String name : List.of("network.pids", "network", "network.log")) {
            Files.deleteIfExists(run.resolve(name));
        }
    }

    private static void end(ProcessIdentity process) {
        try {
            int pidfd = Linux.pidfdOpen(process.pid());
            try {
                if (process.isThere()) {
                    Linux.pidfdSendSignal(pidfd, Signal.SIGKILL.number());
                }
            } finally {
                Linux.close(pidfd);
            }
        } catch (SyscallException gone) {
            if (!gone.is(Errno.ESRCH) && !gone.is(Errno.EINVAL)) {
                throw gone;
            }
        }
    }
}
