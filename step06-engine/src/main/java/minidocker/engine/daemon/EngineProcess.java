package minidocker.engine.daemon;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import minidocker.cli.Home;
import minidocker.cli.UserError;
import minidocker.engine.api.Routes;
import minidocker.engine.core.Engine;
import minidocker.engine.http.HttpServer;
import minidocker.engine.http.Limits;
import minidocker.engine.http.Router;
import minidocker.files.AtomicFile;
import minidocker.images.inventory.Inventory;
import minidocker.images.store.ContentStore;

/** One engine: what there is, who asks for it, and the end of both. */
public final class EngineProcess implements AutoCloseable {
    /** A client that has found the socket just before it went away has this time to be heard. */
    private static final Duration LAST_CALL = Duration.ofMillis(300);

    private static final Duration SHORTEST_LOOK = Duration.ofMillis(50);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);
    private static final Duration FOR_EVER = Duration.ofDays(100_000);

    private final EngineFiles files;
    private final EngineLock lock;
    private final EngineOptions options;
    private final EngineLog log;
    private final Engine engine;
    private final HttpServer server;
    private boolean closed;

    private EngineProcess(EngineFiles files, EngineLock lock, EngineOptions options, EngineLog log) throws IOException {
        this.files = files;
        this.lock = lock;
        this.options = options;
        this.log = log;
        engine = Engine.open(files.home(), new Inventory(ContentStore.open(files.images())));
        Router router = new Router();
        Routes.add(router, engine, files.home(), options.registries(), Build.current());
        server = new HttpServer(router, Limits.DEFAULT, log::mistake);
    }

    /**
     * Starts one; it answers when this returns.
     *
     * @throws UserError if the home has one already, or an address cannot be had
     */
    static EngineProcess start(Home home, EngineOptions options, EngineLog log) throws IOException {
        EngineFiles files = new EngineFiles(home);
        makeFolders(files);
        EngineLock lock = EngineLock.take(files.lock()).orElseThrow(() -> alreadyRunning(files));
        try {
            AtomicFile.sweep(home.data());
            AtomicFile.sweep(home.run());
            Optional<SSLContext> tls = options.tls().isPresent() ? Optional.of(options.tls().get().context()) : Optional.empty();
            EngineProcess process = make(files, lock, options, log);
            try {
                process.listen(tls);
                return process;
            } catch (IOException | RuntimeException failed) {
                process.close();
                throw failed;
            }
        } catch (IOException | RuntimeException failed) {
            lock.close();
            throw failed;
        }
    }

    private static void makeFolders(EngineFiles files) throws IOException {
        try {
            files.makeFolders();
        } catch (FileSystemException e) {
            throw new UserError("the engine cannot keep its files in " + e.getFile() + ": " + reason(e)
                    + " (set MINI_DOCKER_HOME to a folder of yours)");
        }
    }

    private static EngineProcess make(EngineFiles files, EngineLock lock, EngineOptions options, EngineLog log)
            throws IOException {
        try {
            return new EngineProcess(files, lock, options, log);
        } catch (FileSystemException e) {
            throw new UserError("the engine cannot read what it keeps: " + reason(e));
        }
    }

    /** Java names some reasons by the exception's type only. */
    private static String reason(FileSystemException e) {
        String why = e.getReason() != null ? e.getReason()
                : e instanceof AccessDeniedException ? "permission denied"
                : e instanceof FileAlreadyExistsException ? "it is no folder" : e.getClass().getSimpleName();
        return e.getFile() + ": " + why;
    }

    private static UserError alreadyRunning(EngineFiles files) {
        String who = "";
        try {
            who = EngineNotice.read(files.notice()).map(notice -> " (process " + notice.pid() + ")").orElse("");
        } catch (IOException unreadable) {
            // Then it stays unnamed.
        }
        return new UserError("an engine is running for " + files.home().data() + " already" + who
                + ": use it, end it, or set MINI_DOCKER_HOME to another folder");
    }

    /** On a full disk it is better to be there without one: how else would anybody make room? */
    private void writeNotice() throws IOException {
        try {
            EngineNotice.ofThisProcess().write(files.notice());
        } catch (IOException full) {
            Files.deleteIfExists(files.notice());
            log.say("clients cannot be told which build of the engine this is: " + files.notice() + ": " + full.getMessage());
        }
    }

    private void listen(Optional<SSLContext> tls) throws IOException {
        // The notice first: whoever finds the socket may look for it.
        writeNotice();
        List<Path> sockets = new ArrayList<>(List.of(files.socket()));
        sockets.addAll(options.sockets());
        for (Path socket : sockets) {
            if (EngineStart.answers(socket)) {
                throw new UserError("the engine cannot listen on " + socket + ": somebody listens there already");
            }
            try {
                server.listen(socket);
            } catch (IOException | RuntimeException e) {
                throw new UserError("the engine cannot listen on " + socket + ": " + reason(socket, e));
            }
            log.say("listening on unix://" + socket);
        }
        for (InetSocketAddress address : options.tcp()) {
            try {
                InetSocketAddress bound = server.listen(address, tls);
                log.say("listening on tcp://" + bound.getHostString() + ":" + bound.getPort()
                        + (tls.isPresent() ? " for clients with a certificate"
                        : " FOR EVERYBODY WHO CAN REACH IT: they are root here"));
            } catch (IOException | RuntimeException e) {
                throw new UserError("the engine cannot listen on tcp://" + address.getHostString() + ":" + address.getPort() + ": "
                        + e.getMessage());
            }
        }
    }

    /** unix(7): 107 bytes. The folder it is first made in takes some of them. */
    private static String reason(Path socket, Exception e) {
        if (!Files.isDirectory(socket.getParent())) {
            return "there is no folder " + socket.getParent();
        }
        return socket.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8).length > 80
                ? "the path is too long for a socket: set MINI_DOCKER_HOME to a shorter one" : e.getMessage();
    }

    /**
     * Returns when the engine has been without containers and requests for as long as its options say; or when nobody can find it
     * any more, because its socket is gone with the folder it was in.
     */
    void awaitBoredom() throws InterruptedException {
        Duration patience = options.patience().orElse(FOR_EVER);
        for (Duration idle = Duration.ZERO; idle.compareTo(patience) < 0; ) {
            Thread.sleep(Math.max(SHORTEST_LOOK.toMillis(), Math.min(LONGEST_LOOK.toMillis(), patience.minus(idle).toMillis())));
            idle = engine.isNeeded() ? Duration.ZERO : server.idle();
            if (!idle.isZero() && !Files.exists(files.socket())) {
                log.say("the socket " + files.socket() + " has been removed, so that nobody finds this engine: leaving");
                return;
            }
        }
        log.say("nothing to do for " + patience.toSeconds() + " s: leaving; the next client starts another engine");
    }

    /** Takes no more requests, lets those that are being answered come to their end for a moment, and gives everything back. */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        server.stopListening(LAST_CALL);
        Files.deleteIfExists(files.notice());
        server.close();
        engine.close();
        lock.close();
        log.say("the engine has ended");
    }
}
