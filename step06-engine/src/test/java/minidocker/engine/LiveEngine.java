package minidocker.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import minidocker.syscall.Linux;
import minidocker.syscall.Signal;
import minidocker.testing.CommandLineRun;
import minidocker.testing.Eventually;
import minidocker.testing.TestHome;

/**
 * An engine as users have it, a process of its own in a home of its own, and a client that somebody else wrote. It may be killed
 * and started again; what it was asked to make is gone when it is closed.
 */
final class LiveEngine implements AutoCloseable {
    static final String IMAGE = "hostbox";
    private static final long SECONDS = 60;
    /** Containers that are never tired take the machine while the next engine starts: it may be slow. */
    private static final long START_SECONDS = 240;

    final Path home;
    private Process process;
    private DockerClient docker;

    /** @param home an empty folder, its path short enough for that of a socket */
    LiveEngine(Path home) {
        this.home = home;
        start();
    }

    /** One with the image of this machine's own programs. */
    static LiveEngine withImage() throws InterruptedException {
        LiveEngine engine = new LiveEngine(TestHome.temporary());
        try {
            engine.fetchImage();
            return engine;
        } catch (Exception | AssertionError e) {
            engine.close();
            throw e;
        }
    }

    void fetchImage() throws InterruptedException {
        docker().pullImageCmd(IMAGE).withTag("latest").start().awaitCompletion();
    }

    /** Starts the engine, or the next one after a {@link #kill()}; it listens when this returns. */
    void start() {
        forgetClient();
        launch();
        try {
            for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS); process.isAlive() && !says("listening"); ) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("waited in vain for the engine's socket; it says " + outputWithThreads());
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        if (!process.isAlive()) {
            throw new AssertionError("the engine has ended: " + output());
        }
    }

    /** An engine that does not come far: killed while it starts. */
    void startAndKill(int afterMillis) throws InterruptedException {
        launch();
        TimeUnit.MILLISECONDS.sleep(afterMillis);
        kill();
    }

    private void launch() {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-Xms8m", "-Xmx256m", "-XX:TieredStopAtLevel=1", "-Xss512k", "-cp",
                // The command line's own: it does not like to talk to an engine of another build.
                CommandLineRun.classPath(), Main.class.getName(), "daemon"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(outputFile().toFile())
                .redirectInput(new File("/dev/null"));
        builder.environment().put("MINI_DOCKER_HOME", home.toString());
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path outputFile() {
        return home.resolveSibling(home.getFileName() + ".output");
    }

    /** What it has said, on both streams, since its last start. */
    String output() {
        try {
            return Files.readString(outputFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With what each of its threads is doing. */
    private String outputWithThreads() {
        Linux.kill((int) process.pid(), Signal.SIGQUIT.number());
        try {
            TimeUnit.SECONDS.sleep(3);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return output();
    }

    private boolean says(String word) {
        return output().contains(word);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** As {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
        forgetClient();
    }

    Path socket() {
        return home.resolve("run/mini-docker.sock");
    }

    /** Our command line as its client. */
    CommandLineRun command() {
        return CommandLineRun.of(Main.class).home(home).env("DOCKER_HOST", null).env("DOCKER_CONTEXT", null);
    }

    /** The client of whoever needs none of his own; it goes when the engine is closed. */
    synchronized DockerClient docker() {
        if (docker == null) {
            docker = newClient();
        }
        return docker;
    }

    /** To be closed by the caller. */
    DockerClient newClient() {
        DefaultDockerClientConfig config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost("unix://" + socket()).withDockerTlsVerify(false).withDockerConfig(home.toString())
                .withApiVersion("1.44").build();
        return DockerClientImpl.getInstance(config,
                new ZerodepDockerHttpClient.Builder().dockerHost(config.getDockerHost()).maxConnections(100).build());
    }

    /** Its connections have ended with the engine. */
    private synchronized void forgetClient() {
        try {
            if (docker != null) {
                docker.close();
                docker = null;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A container of the image, without a network: what a test wants else it says itself. */
    static CreateContainerCmd container(DockerClient docker, String... command) {
        return docker.createContainerCmd(IMAGE).withCmd(command).withHostConfig(HostConfig.newHostConfig().withNetworkMode("none"));
    }

    /** One that runs. */
    static String run(DockerClient docker, String... command) {
        String id = container(docker, command).exec().getId();
        docker.startContainerCmd(id).exec();
        return id;
    }

    /** Collects what comes, with its streams' names: {@code STDOUT: text}. */
    static final class Output extends ResultCallback.Adapter<Frame> {
        private final Map<String, ByteArrayOutputStream> bytes = Map.of("STDOUT", new ByteArrayOutputStream(), "STDERR",
                new ByteArrayOutputStream(), "RAW", new ByteArrayOutputStream(), "STDIN", new ByteArrayOutputStream());

        @Override
        public void onNext(Frame frame) {
            bytes.get(frame.getStreamType().name()).writeBytes(frame.getPayload());
        }

        String of(String stream) {
            return bytes.get(stream).toString(StandardCharsets.UTF_8);
        }

        String await() throws InterruptedException {
            if (!awaitCompletion(SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("the output does not end; so far it is " + of("STDOUT") + of("STDERR"));
            }
            return of("STDOUT");
        }
    }

    /** What the container has logged on its standard output until now. */
    static String log(DockerClient docker, String id) throws InterruptedException {
        return docker.logContainerCmd(id).withStdOut(true).withTailAll().exec(new Output()).await();
    }

    static void awaitLog(DockerClient docker, String id, String text) {
        String[] seen = new String[1];
        Eventually.holds(() -> {
            try {
                seen[0] = log(docker, id);
                return seen[0].contains(text);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }, () -> text + " in the log: " + seen[0]);
    }

    void removeAll() {
        DockerClient docker = docker();
        for (Container container : docker.listContainersCmd().withShowAll(true).exec()) {
            try {
                docker.removeContainerCmd(container.getId()).withForce(true).exec();
            } catch (NotFoundException goneByItself) {
                // Nothing is left to be done.
            }
        }
    }

    @Override
    public void close() {
        try {
            if (!process.isAlive()) {
                start();
            }
            removeAll();
            forgetClient();
        } finally {
            end();
        }
    }

    private void end() {
        process.destroy();
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError("the engine does not end; it says " + output());
            }
            Files.deleteIfExists(outputFile());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
