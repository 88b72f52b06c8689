package minidocker.engine.streams;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import minidocker.syscall.Linux;

/**
 * The streams of one container over all its runs. Made as soon as the container is created, since clients attach before the start;
 * until then it holds no descriptor.
 *
 * <p>A run: {@link #open()} (or {@link #openConsole}), create the process, {@link #processEnded} when it has ended.
 */
public final class ContainerStreams implements AutoCloseable {

    /**
     * What a container's configuration says of its streams.
     *
     * @param openStdin without it the process reads /dev/null
     * @param stdinOnce standard input ends with the first client that had it
     */
    public record Settings(boolean tty, boolean openStdin, boolean stdinOnce) {}

    /** Runs that are over before need no {@link Keeper}, and are the quicker for it. */
    private static final long KEPT_AFTER_MILLIS = 100;

    private final RunFiles files;
    private final Settings settings;
    private final LogDriver log;
    private final Pump pump;
    private final ProcessStreams process;
    private List<LoggedOutput> outputs = List.of();
    private List<Integer> kept = List.of();
    private String keptBy = "";
    private boolean followersStay;

    /**
     * @param runFolder of this container, for FIFOs; made by open()
     * @param log       where the output goes; closed with this
     */
    public ContainerStreams(Path runFolder, Settings settings, LogDriver log, Pump pump) {
        this.files = new RunFiles(runFolder);
        this.settings = settings;
        this.log = log;
        this.pump = pump;
        this.process = new ProcessStreams(settings.tty(), settings.stdinOnce(), pump);
    }

    /** A run without a terminal begins: the descriptors for its process. To be closed when it has been cloned. */
    public ChildEnds open() throws IOException {
        synchronized (process.clients()) {
            files.make();
            log.begin();
            ChildEnds ends = files.childEnds(settings);
            InputPipe input = settings.openStdin() ? new InputPipe(files.openStdin(), pump) : null;
            begin(List.of(output(StandardStream.STDOUT), output(StandardStream.STDERR)), input, -1);
            keepSoon();
            return ends;
        }
    }

    /** A run with a terminal begins. The master is ours from now on. */
    public void openConsole(int master) throws IOException {
        synchronized (process.clients()) {
            files.make();
            log.begin();
            beginConsole(master);
            keepSoon();
        }
    }

    private void beginConsole(int master) throws IOException {
        Journal journal = Journal.open(files.journal(StandardStream.STDOUT));
        InputPipe input = settings.openStdin() ? new InputPipe(Linux.duplicate(master), pump) : null;
        LoggedOutput output = new LoggedOutput(master, StandardStream.STDOUT, journal, false, log, process.clients(), pump);
        begin(List.of(output), input, master);
    }

    private void keepSoon() {
        List<LoggedOutput> run = outputs;
        if (pump.keeper().isPresent()) {
            pump.clock().schedule(() -> keep(run), KEPT_AFTER_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void keep(List<LoggedOutput> run) {
        synchronized (process.clients()) {
            if (outputs != run || run.isEmpty() || !kept.isEmpty() || pump.keeper().isEmpty()) {
                return;
            }
            Keeper keeper = pump.keeper().get();
            List<Integer> numbers = new ArrayList<>();
            run.forEach(output -> keeper.keep(output.fd).ifPresent(numbers::add));
            kept = List.copyOf(numbers);
            keptBy = keeper.name();
            try {
                files.kept(keptBy, kept);
            } catch (IOException full) {
                drop();
            }
        }
    }

    private void drop() {
        // Another process that took the place of one that was killed has given its numbers to others.
        pump.keeper().filter(keeper -> keeper.name().equals(keptBy)).ifPresent(keeper -> kept.forEach(keeper::drop));
        kept = List.of();
    }

    private LoggedOutput output(StandardStream stream) throws IOException {
        Journal journal = Journal.open(files.journal(stream));
        return new LoggedOutput(files.open(stream), stream, journal, true, log, process.clients(), pump);
    }

    private void begin(List<LoggedOutput> newOutputs, InputPipe input, int master) {
        outputs = newOutputs;
        process.begin(List.copyOf(newOutputs), input, master);
    }

    /**
     * Takes up a run that an earlier engine began: what waits in the FIFOs, and what that engine had read and not logged, is
     * logged first.
     *
     * @return false if there is nothing to take up: the output of this run is lost, and a terminal that nobody kept is gone
     */
    public boolean reopen() throws IOException {
        synchronized (process.clients()) {
            log.begin();
            kept = pump.keeper().isPresent() ? files.kept(pump.keeper().get()) : List.of();
            keptBy = pump.keeper().map(Keeper::name).orElse("");
            if (settings.tty()) {
                return reopenConsole();
            }
            if (!files.areThere()) {
                return false;
            }
            List<LoggedOutput> reopened = List.of(output(StandardStream.STDOUT), output(StandardStream.STDERR));
            reopened.forEach(LoggedOutput::repairLog);
            InputPipe input = settings.openStdin() && !settings.stdinOnce() ? files.reopenStdin(pump) : null;
            begin(reopened, input, -1);
            return true;
        }
    }

    private boolean reopenConsole() throws IOException {
        OptionalInt master = kept.size() == 1 && pump.keeper().isPresent() ? pump.keeper().get().take(kept.get(0))
                : OptionalInt.empty();
        if (master.isEmpty()) {
            return false;
        }
        beginConsole(master.getAsInt());
        outputs.forEach(LoggedOutput::repairLog);
        return true;
    }

    /**
     * The run's process has ended, or was never born. Reads what is left, logs it and gives it to the clients.
     *
     * @param restarts true if another run follows by itself: readers that follow the log stay
     * @return completes when all output has been logged and handed over: only then the exit is to be reported
     */
    public CompletableFuture<Void> processEnded(boolean restarts) {
        synchronized (process.clients()) {
            process.end();
            outputs = List.of();
            drop();
            files.delete();
            log.end(restarts || followersStay);
        }
        return CompletableFuture.completedFuture(null);
    }

    /** The container is being restarted: the end of this run is not the end for readers that follow the log. */
    public void keepFollowers() {
        synchronized (process.clients()) {
            followersStay = true;
        }
    }

    /** The restart is done, or given up: then there is nothing more to follow. */
    public void releaseFollowers() {
        synchronized (process.clients()) {
            followersStay = false;
            if (outputs.isEmpty()) {
                log.end(false);
            }
        }
    }

    /**
     * Attaches a client. From now on it misses nothing; it is to be served on a thread of its own until it leaves, and closed.
     */
    public AttachedClient attach(AttachOptions options) throws IOException {
        return process.join(options, this::replay);
    }

    private LogReader replay(Attachment queue) throws IOException {
        if (log instanceof NoLog) {
            return null;
        }
        LogReader reader = log.read(LogQuery.ALL);
        for (LoggedOutput output : outputs) {
            byte[] begun = output.begunLine();
            queue.offer(output.stream, begun, 0, begun.length);
        }
        return reader;
    }

    /** Tells the terminal its size, in characters; nothing happens without one. */
    public void resize(int columns, int rows) {
        process.resize(columns, rows);
    }

    public LogDriver log() {
        return log;
    }

    /** The engine leaves: the container goes on, its FIFOs stay. */
    @Override
    public void close() {
        synchronized (process.clients()) {
            keep(outputs);
            process.release();
            outputs = List.of();
            process.clients().finish();
            log.close();
        }
    }

    /** The container is removed: its FIFOs go. The log goes with {@link LogDriver#delete()}. */
    public void delete() {
        synchronized (process.clients()) {
            close();
            drop();
            files.delete();
        }
    }
}
