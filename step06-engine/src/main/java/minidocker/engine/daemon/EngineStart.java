package minidocker.engine.daemon;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import minidocker.cli.Home;
import minidocker.cli.UserError;

/** For clients: an engine that answers, whatever that takes. */
public final class EngineStart {
    private static final long START_SECONDS = 60;
    private static final long END_SECONDS = 60;
    private static final long POLL_MILLISECONDS = 5;
    private static final long MAX_LOG_BYTES = 1 << 20;
    private static final int SHOWN_LINES = 10;

    private final Home home;
    private final EngineFiles files;

    private EngineStart(Home home) {
        this.home = home;
        files = new EngineFiles(home);
    }

    /**
     * Makes sure that the home's engine answers and is of the same build as we are. Costs a small file and a connection if it does
     * already; loads no native code then.
     *
     * @return a sentence for the user on what had to be done, if it is worth one
     * @throws UserError if there is no way, with what the engine said last
     */
    public static Optional<String> ensure(Home home) throws IOException {
        return new EngineStart(home).ensure();
    }

    /** Where the home's engine listens. */
    public static Path socket(Home home) {
        return new EngineFiles(home).socket();
    }

    // tag::ensure[]
    private Optional<String> ensure() throws IOException {
        files.refuseStrangers();
        if (!answers()) {
            start();
            return Optional.empty();
        }
        Optional<EngineNotice> running = EngineNotice.read(files.notice());
        if (running.isEmpty() || running.get().build().equals(Build.current())) {
            return Optional.empty();
        }
        if (!end(running.get())) {
            return Optional.of("the engine is of another build than this command, and not ours to restart: it is used as it is");
        }
        start();
        return Optional.of("the engine was of another build than this command and has been restarted; containers were not touched");
    }
    // end::ensure[]

    private boolean answers() {
        return answers(files.socket());
    }

    /** Whether somebody listens there. */
    static boolean answers(Path socket) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return channel.isConnected();
        } catch (IOException | IllegalArgumentException nobody) {
            return false;
        }
    }

    /** @return false if we may not */
    private boolean end(EngineNotice notice) throws IOException {
        Optional<ProcessHandle> process = ProcessHandle.of(notice.pid());
        if (process.isPresent() && EngineLock.isHeld(files.lock()) && !process.get().destroy() && process.get().isAlive()) {
            return false;
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS);
        while (EngineLock.isHeld(files.lock())) {
            if (System.nanoTime() > deadline) {
                throw new UserError("the engine (process " + notice.pid() + ") is of another build than this command, and does not "
                        + "end within " + END_SECONDS + " s: end it with 'kill -9 " + notice.pid() + "'; its containers go on");
            }
            pause();
        }
        return true;
    }

    private void start() throws IOException {
        files.makeFolders();
        if (Files.exists(files.log()) && Files.size(files.log()) > MAX_LOG_BYTES) {
            Files.move(files.log(), files.log().resolveSibling("engine.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        long before = Files.exists(files.log()) ? Files.size(files.log()) : 0;
        ProcessHandle process = new EngineProgram(home, files.log()).run();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!answers()) {
            // Of two clients that start engines at once one is late, and its engine ends at the lock: the other one's answers soon.
            if (!process.isAlive() && !EngineLock.isHeld(files.lock()) && !answers()) {
                throw new UserError("the engine does not start" + lastWords(before));
            }
            if (System.nanoTime() > deadline) {
                throw new UserError("the engine (process " + process.pid() + ") does not answer within " + START_SECONDS + " s"
                        + lastWords(before));
            }
            pause();
        }
    }

    /** What stands in the log since then. */
    private String lastWords(long from) throws IOException {
        byte[] log = Files.exists(files.log()) ? Files.readAllBytes(files.log()) : new byte[0];
        String said = new String(log, (int) Math.min(from, log.length), log.length - (int) Math.min(from, log.length),
                StandardCharsets.UTF_8).strip();
        List<String> lines = said.lines().toList();
        return said.isEmpty() ? ", and says nothing in " + files.log()
                : "; this is the end of " + files.log() + ":\n"
                        + String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted while waiting for the engine");
        }
    }
}
