package minidocker.engine.api;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import minidocker.engine.core.Container;
import minidocker.engine.core.Engine;
import minidocker.engine.http.Exchange;
import minidocker.engine.http.Router;
import minidocker.json.Json;

/** {@code GET /containers/{id}/stats}: once, or once a second as long as the client wants and the container is there. */
final class StatisticsRoutes {
    private final Engine engine;

    StatisticsRoutes(Engine engine) {
        this.engine = engine;
    }

    void addTo(Router router) {
        router.add("GET", "/containers/{id}/stats", this::stats);
    }

    private void stats(Exchange exchange) throws Exception {
        Container container = engine.containers().find(exchange.parameter("id"));
        boolean stream = exchange.flag("stream", true);
        CompletableFuture<Integer> over = container.when(Container.WaitCondition.REMOVED);
        exchange.onGone(() -> over.complete(0));
        StatisticsSample before = StatisticsSample.NONE;
        if (!stream) {
            // Two, since what a processor does is seen between them; unless the client says that it does the comparing.
            if (!exchange.flag("one-shot") && container.state().isAlive()) {
                before = StatisticsSample.of(container);
                passed(over);
            }
            exchange.json(200, StatisticsSample.of(container).json(container, before));
            return;
        }
        try (OutputStream out = exchange.respond(200, "application/json")) {
            // What was before the first is nothing, so it can be sent at once.
            do {
                StatisticsSample now = StatisticsSample.of(container);
                write(out, now, container, before);
                before = now;
            } while (!passed(over));
        }
    }

    private static void write(OutputStream out, StatisticsSample now, Container container, StatisticsSample before)
            throws IOException {
        out.write(Json.bytes(now.json(container, before)));
        out.write('\n');
        out.flush();
    }

    /** A second later. @return true if nobody wants to know any more */
    private static boolean passed(CompletableFuture<Integer> over) throws InterruptedException, ExecutionException {
        try {
            over.get(1, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException second) {
            return false;
        }
    }
}
