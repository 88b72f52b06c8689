package minidocker.engine.api;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.core.Container;
import minidocker.engine.core.Engine;
import minidocker.engine.http.Exchange;
import minidocker.engine.http.Router;

/** {@code GET /containers/{id}/trace}: the system calls that made the container, as text. Docker has nothing of the kind. */
final class TraceRoutes {
    private final Engine engine;

    TraceRoutes(Engine engine) {
        this.engine = engine;
    }

    void addTo(Router router) {
        router.add("GET", "/containers/{id}/trace", this::trace);
    }

    private void trace(Exchange exchange) throws IOException {
        Container container = engine.containers().find(exchange.parameter("id"));
        String text;
        try {
            text = Files.readString(container.folder().resolve("trace"));
        } catch (NoSuchFileException e) {
            throw new Refusal(Kind.CONFLICT, "container " + container.id().hex() + " was never started, so there is no trace of it", e);
        }
        try (OutputStream out = exchange.respond(200, "text/plain; charset=utf-8")) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
