package minidocker.engine.api;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import minidocker.engine.Refusal;
import minidocker.engine.core.Container;
import minidocker.engine.core.ContainerConfig;
import minidocker.engine.core.Engine;
import minidocker.engine.http.Exchange;
import minidocker.engine.http.Router;
import minidocker.json.Json;

/** The life of a container: {@code /containers/create} to {@code DELETE /containers/{id}}. */
final class ContainerRoutes {
    private final Engine engine;

    ContainerRoutes(Engine engine) {
        this.engine = engine;
    }

    void addTo(Router router) {
        router.add("POST", "/containers/create", this::create);
        router.add("GET", "/containers/{id}/json", this::inspect);
        router.add("POST", "/containers/{id}/start", exchange -> {
            if (exchange.query("trace").isPresent()) {
                TraceRoutes.start(exchange, engine, container(exchange));
            } else {
                engine.start(container(exchange));
                exchange.noContent();
            }
        });
        router.add("POST", "/containers/{id}/stop", exchange -> {
            engine.stop(container(exchange), exchange.query("signal"), exchange.number("t"));
            exchange.noContent();
        });
        router.add("POST", "/containers/{id}/restart", exchange -> {
            engine.restart(container(exchange), exchange.query("signal"), exchange.number("t"));
            exchange.noContent();
        });
        router.add("POST", "/containers/{id}/kill", exchange -> {
            engine.kill(toBeKilled(exchange), exchange.query("signal").orElse(""));
            exchange.noContent();
        });
        router.add("POST", "/containers/{id}/pause", exchange -> {
            engine.pause(container(exchange));
            exchange.noContent();
        });
        router.add("POST", "/containers/{id}/unpause", exchange -> {
            engine.unpause(container(exchange));
            exchange.noContent();
        });
        router.add("POST", "/containers/{id}/rename", exchange -> {
            engine.rename(container(exchange), exchange.query("name").orElse(""));
            exchange.noContent();
        });
        router.add("POST", "/containers/{id}/update", exchange -> {
            Container container = container(exchange);
            engine.update(container, exchange.bodyJson());
            exchange.json(200, Map.of("Warnings", java.util.List.of()));
        });
        router.add("POST", "/containers/{id}/wait", this::await);
        router.add("DELETE", "/containers/{id}", exchange -> {
            engine.remove(container(exchange), exchange.flag("force"), exchange.flag("v"));
            exchange.noContent();
        });
    }

    /** Docker says what cannot be done to it even if there is none. */
    private Container toBeKilled(Exchange exchange) {
        try {
            return container(exchange);
        } catch (Refusal none) {
            throw new Refusal(none.kind(), "cannot kill container: " + exchange.parameter("id") + ": " + none.getMessage(), none);
        }
    }

    private Container container(Exchange exchange) {
        return engine.containers().find(exchange.parameter("id"));
    }

    private void create(Exchange exchange) throws IOException {
        Engine.Created created = engine.create(exchange.query("name").orElse(""), ContainerConfig.read(exchange.bodyJson()));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Id", created.id().hex());
        json.put("Warnings", created.warnings());
        exchange.json(201, json);
    }

    private void inspect(Exchange exchange) throws IOException {
        Container container = container(exchange);
        Map<String, Object> json = new ContainerInspection(engine, container).json();
        if (exchange.flag("size")) {
            Engine.Sizes size = engine.sizes(container);
            json.put("SizeRw", size.written());
            json.put("SizeRootFs", size.root());
        }
        exchange.json(200, json);
    }

    /** The headers go out at once: a client that has them knows that it will hear of everything from now on. */
    private void await(Exchange exchange) throws IOException {
        Container container = container(exchange);
        CompletableFuture<Integer> end = container.when(
                Container.WaitCondition.of(exchange.query("condition").orElse("")));
        exchange.onGone(() -> end.cancel(false));
        try (OutputStream out = exchange.respond(200, "application/json")) {
            out.flush();
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("StatusCode", end.join());
            out.write(Json.bytes(json));
            out.write('\n');
        } catch (CancellationException clientIsGone) {
            // Nobody is there to be told.
        }
    }
}
