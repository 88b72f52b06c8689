package minidocker.engine.api;

import java.io.IOException;
import java.util.Map;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.core.Container;
import minidocker.engine.core.ContainerState;
import minidocker.engine.core.Engine;
import minidocker.engine.http.Duplex;
import minidocker.engine.http.Exchange;
import minidocker.engine.http.Router;
import minidocker.engine.streams.AttachEnd;
import minidocker.engine.streams.AttachOptions;
import minidocker.engine.streams.AttachedClient;
import minidocker.engine.streams.DetachKeys;

/** {@code POST /containers/{id}/attach}, the same for browsers over a websocket, and {@code /resize}. */
final class AttachRoutes {
    private final Engine engine;

    AttachRoutes(Engine engine) {
        this.engine = engine;
    }

    void addTo(Router router) {
        router.add("POST", "/containers/{id}/attach", exchange -> attach(exchange, false));
        router.add("GET", "/containers/{id}/attach/ws", exchange -> attach(exchange, true));
        router.add("POST", "/containers/{id}/resize", this::resize);
    }

    /** A browser gets the output of both kinds as it comes, without frames, as with Docker. */
    private void attach(Exchange exchange, boolean browser) throws IOException {
        DetachKeys keys = DetachKeys.parse(exchange.query("detachKeys").orElse(""));
        Container container = engine.containers().find(exchange.parameter("id"));
        if (container.state() instanceof ContainerState.Paused) {
            throw new Refusal(Kind.CONFLICT, "container " + container.id() + " is paused, unpause the container before attach");
        }
        if (container.state() instanceof ContainerState.Restarting) {
            throw new Refusal(Kind.CONFLICT, "container " + container.id() + " is restarting, wait until the container is running");
        }
        AttachOptions options = new AttachOptions(exchange.flag("stdin"), exchange.flag("stdout"), exchange.flag("stderr"),
                exchange.flag("logs"), exchange.flag("stream"), keys);
        // Attached before the client hears so: it will start the container next.
        try (AttachedClient client = container.streams().attach(options);
                Duplex connection = browser ? exchange.webSocket()
                        : exchange.hijack(LogRoutes.contentType(container.config().tty(), exchange.apiVersion()))) {
            if (browser) {
                client.withoutFrames();
            }
            connection.onGone(() -> client.end(AttachEnd.LOST));
            engine.tell(container, "attach", Map.of());
            if (client.serve(connection.in(), connection.out()) == AttachEnd.DETACHED) {
                engine.tell(container, "detach", Map.of());
            }
        }
    }

    private void resize(Exchange exchange) throws IOException {
        Container container = engine.containers().find(exchange.parameter("id"));
        int rows = size(exchange, "h");
        int columns = size(exchange, "w");
        container.requireProcess();
        container.streams().resize(columns, rows);
        exchange.empty(200);
    }

    /** Of a window, in characters. */
    static int size(Exchange exchange, String name) {
        long size = exchange.number(name).orElse(-1L);
        if (size < 0 || size > 65535) {
            throw new Refusal(Kind.BAD_PARAMETER, "invalid resize " + (name.equals("h") ? "height" : "width") + " \""
                    + exchange.query(name).orElse("") + "\": it is a number of characters up to 65535");
        }
        return (int) size;
    }
}
