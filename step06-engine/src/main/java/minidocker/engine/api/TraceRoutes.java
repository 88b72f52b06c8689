package minidocker.engine.api;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.core.Container;
import minidocker.engine.core.ContainerConfig;
import minidocker.engine.core.Engine;
import minidocker.engine.exec.Exec;
import minidocker.engine.exec.ExecConfig;
import minidocker.engine.exec.Execs;
import minidocker.engine.http.Exchange;
import minidocker.engine.http.Router;
import minidocker.engine.network.NetworkRequest;
import minidocker.engine.runtime.ContainerProcess;
import minidocker.syscall.ProgramTable;

/**
 * The system calls behind containers, which Docker cannot tell, as text for a screen of {@code columns} columns.
 *
 * <pre>
 * POST /containers/explain        what a container would be made by; the body is that of /containers/create
 * POST /networks/explain          what a network would be made by; the body is that of /networks/create
 * POST /containers/{id}/explain   likewise an exec; the body is that of /containers/{id}/exec
 * GET  /containers/{id}/trace     what a container was made by when it was last started, and what each call returned
 * GET  /exec/{id}/trace           likewise of an exec
 * </pre>
 *
 * <p>A container that is removed when it ends may be gone before anybody can ask. So {@code POST /containers/{id}/start} answers with
 * the trace if it is asked to by {@code trace=COLUMNS}; if it refuses, with the calls as far as they came in the field {@code trace}
 * beside {@code message}.
 */
final class TraceRoutes {
    private static final int STANDARD_COLUMNS = 160;
    private static final int MOST_COLUMNS = 100_000;

    private final Engine engine;
    private final Execs execs;

    TraceRoutes(Engine engine, Execs execs) {
        this.engine = engine;
        this.execs = execs;
    }

    void addTo(Router router) {
        router.add("POST", "/containers/explain", exchange -> {
            ContainerConfig config = ContainerConfig.read(exchange.bodyJson());
            answer(exchange, engine.explain(config).stream().map(table(exchange)::explain).collect(Collectors.joining("\n")));
        });
        router.add("POST", "/networks/explain", exchange ->
                answer(exchange, table(exchange).explain(engine.networks().explain(NetworkRequest.read(exchange.bodyJson())))));
        router.add("POST", "/containers/{id}/explain", exchange -> {
            Container container = engine.containers().find(exchange.parameter("id"));
            ExecConfig config = ExecConfig.of(exchange.bodyJson());
            answer(exchange, table(exchange).explain(execs.explain(container, config)));
        });
        router.add("GET", "/containers/{id}/trace", exchange -> answer(exchange,
                table(exchange).trace(kept(engine.containers().find(exchange.parameter("id"))))));
        router.add("GET", "/exec/{id}/trace", this::execTrace);
    }

    static void start(Exchange exchange, Engine engine, Container container) throws IOException {
        int columns = columns(exchange, "trace");
        StringBuilder calls = new StringBuilder();
        ContainerProcess process;
        try {
            process = engine.start(container, calls::append);
        } catch (Refusal refusal) {
            if (calls.isEmpty()) {
                throw refusal;
            }
            exchange.json(refusal.kind().status(), Map.of("message", refusal.getMessage(),
                    "trace", new ProgramTable(columns).trace(calls.toString())));
            return;
        }
        answer(exchange, process.trace(columns));
    }

    private static String kept(Container container) throws IOException {
        return container.trace().orElseThrow(() -> new Refusal(Kind.CONFLICT,
                "container " + container.id().hex() + " was never started, so there is no trace of it"));
    }

    private void execTrace(Exchange exchange) throws IOException {
        Exec exec = execs.find(exchange.parameter("id"));
        String trace = exec.trace(columns(exchange, "columns"));
        if (trace.isEmpty()) {
            throw new Refusal(Kind.CONFLICT, "exec " + exec.id() + " was never started, so there is no trace of it");
        }
        answer(exchange, trace);
    }

    private static ProgramTable table(Exchange exchange) {
        return new ProgramTable(columns(exchange, "columns"));
    }

    static int columns(Exchange exchange, String name) {
        long columns = exchange.number(name).orElse((long) STANDARD_COLUMNS);
        if (columns < 1 || columns > MOST_COLUMNS) {
            throw new Refusal(Kind.BAD_PARAMETER, name + "=" + columns + ": no screen is that wide; 1 to " + MOST_COLUMNS + " are taken");
        }
        return (int) columns;
    }

    static void answer(Exchange exchange, String text) throws IOException {
        try (OutputStream out = exchange.respond(200, "text/plain; charset=utf-8")) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
