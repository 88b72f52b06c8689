package minidocker.engine.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import minidocker.engine.Refusal;
import minidocker.testing.TestHome;

/** A server with some routes that do what tests need. */
final class TestServer implements AutoCloseable {
    final Path socket;
    final HttpServer server;
    /** What no client was told. */
    final List<Throwable> mistakes = new CopyOnWriteArrayList<>();

    TestServer(Router router) throws IOException {
        this(router, Limits.DEFAULT);
    }

    TestServer(Router router, Limits limits) throws IOException {
        Path folder = Files.createTempDirectory(TestHome.temporary(), "s");
        socket = folder.resolve("http.sock");
        server = new HttpServer(router, limits, mistakes::add);
        server.listen(socket);
    }

    RawClient client() throws IOException {
        return new RawClient(socket);
    }

    /** A whole conversation: one request, one answer. */
    RawClient.Answer ask(String method, String target) throws IOException {
        try (RawClient client = client()) {
            client.send(method + " " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
            return client.answer(method);
        }
    }

    static Router routes() {
        return new Router()
                .add("GET", "/hello", exchange -> exchange.text(200, "hello"))
                .add("GET", "/things/{name:.*}/json", exchange -> exchange.text(200, "thing " + exchange.parameter("name")))
                .add("GET", "/one/{id}", exchange -> exchange.text(200, "one " + exchange.parameter("id")))
                .add("GET", "/query", exchange -> exchange.text(200, exchange.queries() + " " + exchange.flag("yes")))
                .add("GET", "/version", exchange -> exchange.text(200, exchange.apiVersion().toString()))
                .add("POST", "/echo", exchange -> exchange.text(200, new String(exchange.body().readAllBytes())))
                .add("POST", "/json", exchange -> exchange.json(200, exchange.bodyJson().fields()))
                .add("POST", "/nothing", exchange -> { })
                .add("GET", "/refusal", exchange -> {
                    throw new Refusal(Refusal.Kind.valueOf(exchange.query("kind").orElseThrow()), "because");
                })
                .add("GET", "/mistake", exchange -> {
                    throw new IllegalStateException("oh");
                })
                .add("GET", "/half", exchange -> {
                    exchange.respond(200, "text/plain").write(new byte[100_000]);
                    throw new IllegalStateException("in the middle");
                });
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
