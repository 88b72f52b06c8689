package minidocker.images.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import minidocker.cli.Home;
import minidocker.images.Digest;
import minidocker.images.MediaType;
import minidocker.images.container.Hostbox;
import minidocker.images.store.ContentStore;

/**
 * Plays the commands that are used most, a pull among them, from a registry that has only one image and is this program itself.
 * The launcher records which classes that takes, and keeps them for every later start.
 */
public final class Rehearsal {
    private static final String REPOSITORY = "rehearsal";

    private Rehearsal() {}

    /**
     * @param commandLine runs one and gives its exit code; its pull must come back
     * @return the exit code
     */
    public static int play(ToIntFunction<List<String>> commandLine) throws IOException {
        int code = commandLine.applyAsInt(List.of("run", Hostbox.NAME.familiarName(), "true"));
        ContentStore store = ContentStore.open(Home.current().data().resolve("images"));
        Digest image = store.resolve(Hostbox.NAME).orElseThrow().digest();
        Path blobs = Files.createTempDirectory(Home.current().data(), REPOSITORY);
        copyBlobs(store, blobs);
        commandLine.applyAsInt(List.of("rmi", "--force", Hostbox.NAME.familiarName()));
        HttpServer registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, REPOSITORY);
            thread.setDaemon(true);
            return thread;
        }));
        registry.createContext("/v2/" + REPOSITORY, exchange -> answer(exchange, blobs, image));
        registry.start();
        try {
            String name = registry.getAddress().getAddress().getHostAddress() + ":" + registry.getAddress().getPort() + "/" + REPOSITORY;
            code += commandLine.applyAsInt(List.of("pull", name));
            code += commandLine.applyAsInt(List.of("pull", "--quiet", name));
            greetSecurely();
        } finally {
            registry.stop(0);
        }
        return code;
    }

    private static void copyBlobs(ContentStore store, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(store.root().resolve("blobs"), FileVisitOption.FOLLOW_LINKS)) {
            for (Path blob : files.filter(Files::isRegularFile).toList()) {
                Files.copy(blob, target.resolve(blob.getFileName().toString()));
            }
        }
    }

    private static void answer(HttpExchange exchange, Path blobs, Digest image) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            boolean isImage = path.contains("/manifests/");
            Path blob = blobs.resolve(isImage ? image.hex() : path.substring(path.indexOf(':') + 1));
            if (isImage) {
                exchange.getResponseHeaders().add("Docker-Content-Digest", image.toString());
                exchange.getResponseHeaders().add("Content-Type", MediaType.OCI_MANIFEST.name());
            }
            boolean withBody = exchange.getRequestMethod().equals("GET");
            exchange.sendResponseHeaders(200, withBody ? Files.size(blob) : -1);
            if (withBody) {
                try (OutputStream body = exchange.getResponseBody()) {
                    Files.copy(blob, body);
                }
            }
        }
    }

    /** The first message of a TLS connection, to nobody: real registries want it, and it takes a thousand classes. */
    private static void greetSecurely() {
        try {
            SSLEngine engine = SSLContext.getDefault().createSSLEngine(REPOSITORY, 443);
            engine.setUseClientMode(true);
            engine.wrap(ByteBuffer.allocate(0), ByteBuffer.allocate(engine.getSession().getPacketBufferSize()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no TLS", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
