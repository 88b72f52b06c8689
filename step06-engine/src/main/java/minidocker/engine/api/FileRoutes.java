package minidocker.engine.api;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.engine.Refusal;
import minidocker.engine.core.Container;
import minidocker.engine.core.ContainerTree;
import minidocker.engine.core.Engine;
import minidocker.engine.http.Exchange;
import minidocker.engine.http.Router;
import minidocker.json.Json;
import minidocker.layers.Change;

/** A container's files: {@code /containers/{id}/archive}, {@code /export} and {@code /changes}. */
final class FileRoutes {
    private static final String TAR = "application/x-tar";
    private static final String STAT_HEADER = "X-Docker-Container-Path-Stat";

    private final Engine engine;

    FileRoutes(Engine engine) {
        this.engine = engine;
    }

    void addTo(Router router) {
        router.add("HEAD", "/containers/{id}/archive", this::stat);
        router.add("GET", "/containers/{id}/archive", this::read);
        router.add("PUT", "/containers/{id}/archive", this::write);
        router.add("GET", "/containers/{id}/export", this::export);
        router.add("GET", "/containers/{id}/changes", this::changes);
    }

    private Container container(Exchange exchange) {
        return engine.containers().find(exchange.parameter("id"));
    }

    private static String path(Exchange exchange) {
        String path = exchange.query("path").orElse("");
        if (path.isEmpty() || path.indexOf('\0') >= 0) {
            throw new Refusal(Refusal.Kind.BAD_PARAMETER, "bad parameter: \"path\" cannot be empty");
        }
        return path;
    }

    private void stat(Exchange exchange) throws IOException {
        String path = path(exchange);
        try (ContainerTree tree = engine.files(container(exchange))) {
            exchange.setHeader(STAT_HEADER, header(tree.stat(path)));
            exchange.empty(200);
        }
    }

    private void read(Exchange exchange) throws IOException {
        String path = path(exchange);
        try (ContainerTree tree = engine.files(container(exchange))) {
            exchange.setHeader(STAT_HEADER, header(tree.stat(path)));
            try (OutputStream out = exchange.respond(200, TAR)) {
                tree.read(path, out);
            }
        }
    }

    private static String header(ContainerTree.FileStat stat) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", stat.name());
        json.put("size", stat.size());
        json.put("mode", stat.mode());
        json.put("mtime", Times.rfc3339(stat.modified()));
        json.put("linkTarget", stat.linkTarget());
        return Base64.getEncoder().encodeToString(Json.compact(json).getBytes(StandardCharsets.UTF_8));
    }

    private void write(Exchange exchange) throws IOException {
        String path = path(exchange);
        try (ContainerTree tree = engine.files(container(exchange))) {
            tree.write(path, exchange.body(), exchange.flag("noOverwriteDirNonDir"));
        }
        exchange.empty(200);
    }

    private void export(Exchange exchange) throws IOException {
        Container container = container(exchange);
        try (ContainerTree tree = engine.files(container); OutputStream out = exchange.respond(200, "application/octet-stream")) {
            tree.export(out);
        }
        engine.tell(container, "export", Map.of());
    }

    private void changes(Exchange exchange) throws IOException {
        List<Object> list = new ArrayList<>();
        for (Change change : engine.changes(container(exchange))) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("Path", change.path());
            json.put("Kind", switch (change.kind()) {
                case C -> 0;
                case A -> 1;
                case D -> 2;
            });
            list.add(json);
        }
        exchange.json(200, list.isEmpty() ? null : list);
    }
}
