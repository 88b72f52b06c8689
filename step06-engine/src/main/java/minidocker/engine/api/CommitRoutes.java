package minidocker.engine.api;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.engine.Refusal;
import minidocker.engine.core.Commit;
import minidocker.engine.core.Container;
import minidocker.engine.core.Engine;
import minidocker.engine.http.Exchange;
import minidocker.engine.http.Router;
import minidocker.images.Digest;
import minidocker.images.ImageReference;
import minidocker.images.InvalidReference;

/** {@code POST /commit}. */
final class CommitRoutes {
    private final Engine engine;

    CommitRoutes(Engine engine) {
        this.engine = engine;
    }

    void addTo(Router router) {
        router.add("POST", "/commit", this::commit);
    }

    private void commit(Exchange exchange) throws IOException {
        Container container = engine.containers().find(exchange.query("container").orElse(""));
        Optional<ImageReference> name = name(exchange);
        List<String> changes = exchange.queryAll("changes").stream().flatMap(String::lines).filter(line -> !line.isBlank()).toList();
        Digest image = engine.commit(container, new Commit(name, exchange.query("author").orElse(""),
                exchange.query("comment").orElse(""), changes));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Id", image.toString());
        exchange.json(201, json);
    }

    private static Optional<ImageReference> name(Exchange exchange) {
        String repository = exchange.query("repo").orElse("");
        if (repository.isEmpty()) {
            return Optional.empty();
        }
        String tag = exchange.query("tag").orElse("");
        try {
            return Optional.of(ImageReference.parse(tag.isEmpty() ? repository : repository + ":" + tag).withDefaultTag());
        } catch (InvalidReference invalid) {
            throw new Refusal(Refusal.Kind.BAD_PARAMETER, invalid.getMessage(), invalid);
        }
    }
}
