package minidocker.engine.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.engine.core.Engine;
import minidocker.engine.exec.Exec;
import minidocker.engine.exec.ExecConfig;
import minidocker.engine.exec.Execs;
import minidocker.engine.http.Duplex;
import minidocker.engine.http.Exchange;
import minidocker.engine.http.Router;
import minidocker.engine.streams.AttachEnd;
import minidocker.engine.streams.MultiplexedStream;
import minidocker.engine.streams.StandardStream;
import minidocker.json.JsonObject;

/** {@code POST /containers/{id}/exec} and {@code /exec/{id}/...}. */
final class ExecRoutes {
    private final Engine engine;
    private final Execs execs;

    ExecRoutes(Engine engine, Execs execs) {
        this.engine = engine;
        this.execs = execs;
    }

    void addTo(Router router) {
        router.add("POST", "/containers/{id}/exec", this::create);
        router.add("POST", "/exec/{id}/start", this::start);
        router.add("POST", "/exec/{id}/resize", this::resize);
        router.add("GET", "/exec/{id}/json", exchange -> exchange.json(200, inspect(execs.find(exchange.parameter("id")))));
    }

    private void create(Exchange exchange) throws IOException {
        Exec exec = execs.create(engine.containers().find(exchange.parameter("id")), ExecConfig.of(exchange.bodyJson()));
        exchange.json(201, Map.of("Id", exec.id()));
    }

    /** Whatever goes wrong after the exec was taken for its start is told in its own stream, as Docker does. */
    private void start(Exchange exchange) throws IOException {
        JsonObject body = exchange.bodyJson();
        List<Long> size = body.fields().get("ConsoleSize") instanceof List<?> ? body.numbers("ConsoleSize") : List.of();
        int rows = size.size() == 2 ? size.get(0).intValue() : 0;
        int columns = size.size() == 2 ? size.get(1).intValue() : 0;
        Exec exec = execs.find(exchange.parameter("id"));
        boolean detached = body.bool("Detach");
        Execs.Prepared prepared = execs.prepare(exec, detached);
        if (detached) {
            execs.start(prepared, columns, rows);
            exchange.empty(200);
            return;
        }
        boolean tty = exec.config().tty();
        try (var client = prepared.client();
                Duplex connection = exchange.hijack(LogRoutes.contentType(tty, exchange.apiVersion()))) {
            connection.onGone(() -> client.end(AttachEnd.LOST));
            try {
                execs.start(prepared, columns, rows);
            } catch (RuntimeException failure) {
                byte[] sentence = (failure.getMessage() + "\r\n").getBytes(StandardCharsets.UTF_8);
                if (tty) {
                    connection.out().write(sentence);
                } else {
                    MultiplexedStream.write(connection.out(), StandardStream.STDOUT, sentence, 0, sentence.length);
                }
            }
            if (client.serve(connection.in(), connection.out()) == AttachEnd.DETACHED) {
                engine.tell(exec.container(), "exec_detach", Map.of("execID", exec.id()));
            }
        }
    }

    private void resize(Exchange exchange) throws IOException {
        int rows = AttachRoutes.size(exchange, "h");
        int columns = AttachRoutes.size(exchange, "w");
        execs.find(exchange.parameter("id")).resize(columns, rows);
        exchange.empty(200);
    }

    private static Map<String, Object> inspect(Exec exec) {
        ExecConfig config = exec.config();
        Map<String, Object> process = new LinkedHashMap<>();
        process.put("tty", config.tty());
        process.put("entrypoint", config.cmd().get(0));
        process.put("arguments", config.cmd().subList(1, config.cmd().size()));
        process.put("privileged", config.privileged());
        if (!config.user().isEmpty()) {
            process.put("user", config.user());
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("ID", exec.id());
        json.put("Running", exec.isRunning());
        json.put("ExitCode", exec.exitCode().orElse(null));
        json.put("ProcessConfig", process);
        json.put("OpenStdin", config.attachStdin());
        json.put("OpenStderr", config.attachStderr());
        json.put("OpenStdout", config.attachStdout());
        json.put("CanRemove", exec.exitCode().isPresent());
        json.put("ContainerID", exec.container().id().hex());
        json.put("DetachKeys", config.detachKeys());
        json.put("Pid", exec.pid());
        return json;
    }
}
