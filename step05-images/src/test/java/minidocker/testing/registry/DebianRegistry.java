package minidocker.testing.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Debian's docker-registry on a free port of this machine, with a storage folder of its own; gone when closed. */
public final class DebianRegistry implements AutoCloseable {
    private static final long START_SECONDS = 60;

    private final Path folder;
    private final int port;
    private final Process process;
    private final Thread hook;

    private DebianRegistry(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
        hook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Open to all, plain HTTP. */
    public static DebianRegistry start() throws Exception {
        return start("", "");
    }

    /**
     * @param http further lines of the section {@code http:}, as the registry's configuration has them, indented by two
     * @param auth the section {@code auth:} or nothing
     */
    public static DebianRegistry start(String http, String auth) throws Exception {
        requireInstalled();
        Path folder = Files.createTempDirectory("mini-docker-registry");
        int port = freePort();
        Path config = folder.resolve("config.yml");
        Files.writeString(config, """
                version: 0.1
                log:
                  level: error
                  accesslog:
                    disabled: true
                storage:
                  delete:
                    enabled: true
                  filesystem:
                    rootdirectory: %s
                http:
                  addr: 127.0.0.1:%d
                  secret: not-a-secret
                """.formatted(folder.resolve("storage"), port) + http + auth);
        Process process = new ProcessBuilder("docker-registry", "serve", config.toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
        DebianRegistry registry = new DebianRegistry(folder, port, process);
        registry.awaitListening();
        return registry;
    }

    /** Skips the test if the registry is not installed. */
    public static void requireInstalled() {
        requireProgram("docker-registry", "docker-registry");
    }

    public static void requireProgram(String name, String debianPackage) {
        boolean found = Stream.of(System.getenv("PATH").split(":")).anyMatch(dir -> Files.isExecutable(Path.of(dir, name)));
        assumeTrue(found, "needs Debian package " + debianPackage);
    }

    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitListening() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    String log = Files.readString(folder.resolve("log"));
                    close();
                    throw new AssertionError("docker-registry did not start: " + log, e);
                }
                Thread.sleep(20);
            }
        }
    }

    public int port() {
        return port;
    }

    /** As it stands in a reference. */
    public String domain() {
        return "127.0.0.1:" + port;
    }

    /** Runs skopeo, which must succeed; skips the test if it is not installed. */
    public static String skopeo(String... arguments) throws Exception {
        requireProgram("skopeo", "skopeo");
        List<String> command = Stream.concat(Stream.of("skopeo"), Stream.of(arguments)).toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
        return output;
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().removeShutdownHook(hook);
        TemporaryFolders.delete(folder);
    }
}
