package minidocker.engine.api;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import minidocker.cli.UserError;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.core.Engine;
import minidocker.engine.core.Event;
import minidocker.engine.http.Exchange;
import minidocker.engine.http.Filters;
import minidocker.engine.http.Handler;
import minidocker.engine.http.Router;
import minidocker.images.ImageReference;
import minidocker.images.inventory.Image;
import minidocker.images.inventory.ImageFilter;
import minidocker.images.inventory.Inspection;
import minidocker.images.registry.RegistrySettings;

/** {@code /images/...}: what there is, and taking it away. */
public final class ImageRoutes {
    private static final Set<String> LIST_FILTERS = Set.of("dangling", "label", "before", "since", "until", "reference");
    private static final Set<String> PRUNE_FILTERS = Set.of("dangling", "label", "label!", "until");

    private final Engine engine;
    private final RegistrySettings registries;

    public ImageRoutes(Engine engine, RegistrySettings registries) {
        this.engine = engine;
        this.registries = registries;
    }

    public void addTo(Router router) {
        add(router, "GET", "/images/json", this::list);
        add(router, "POST", "/images/prune", this::prune);
        new ImageCreation(engine, registries).addTo(router);
        new ImageArchives(engine).addTo(router);
        new RegistryRoutes(registries).addTo(router);
        add(router, "GET", "/images/{name:.*}/json", this::inspect);
        add(router, "GET", "/images/{name:.*}/history",
                exchange -> exchange.json(200, ImageHistory.json(find(exchange.parameter("name")))));
        add(router, "POST", "/images/{name:.*}/tag", this::tag);
        add(router, "DELETE", "/images/{name:.*}", this::remove);
    }

    /** With the images' own errors turned into statuses. */
    static void add(Router router, String method, String path, Handler handler) {
        router.add(method, path, exchange -> {
            try {
                handler.handle(exchange);
            } catch (UserError e) {
                throw ImageTrouble.of(e);
            }
        });
    }

    private void list(Exchange exchange) throws IOException {
        Filters filters = exchange.filters().only(LIST_FILTERS);
        exchange.json(200, new ImageList(engine, exchange.apiVersion()).json(filters, exchange.flag("shared-size"), false));
    }

    private void inspect(Exchange exchange) throws IOException {
        Image image = find(exchange.parameter("name"));
        Map<String, Object> json = new LinkedHashMap<>(Inspection.of(image));
        if (!exchange.apiVersion().atLeast(1, 44)) {
            json.put("VirtualSize", image.size());
        }
        exchange.json(200, json);
    }

    private void tag(Exchange exchange) throws IOException {
        Image image = find(exchange.parameter("name"));
        ImageReference name = reference(exchange.query("repo").orElse(""), exchange.query("tag").orElse(""));
        engine.images().tag(image, name);
        engine.events().publish(Event.now("image", "tag", image.id().toString(), Map.of("name", name.withDefaultTag().familiar())));
        exchange.empty(201);
    }

    private void remove(Exchange exchange) throws IOException {
        exchange.json(200, new ImageRemoval(engine).remove(exchange.parameter("name"), exchange.flag("force")));
    }

    private void prune(Exchange exchange) throws IOException {
        Filters filters = exchange.filters().only(PRUNE_FILTERS);
        boolean all = filters.bool("dangling").map(dangling -> !dangling).orElse(false);
        List<String> lines = ImageList.lines(filters).stream().filter(line -> !line.startsWith("dangling=")).toList();
        ImageRemoval.Removed removed = new ImageRemoval(engine).prune(all, ImageFilter.of(lines, engine.images()));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("ImagesDeleted", removed.steps().isEmpty() ? null : removed.steps());
        json.put("SpaceReclaimed", removed.bytes());
        exchange.json(200, json);
    }

    private Image find(String name) throws IOException {
        return engine.images().find(name);
    }

    /** {@code repo} and {@code tag} of a query; the tag may be a digest. */
    static ImageReference reference(String repository, String tag) {
        if (repository.isEmpty()) {
            throw new Refusal(Kind.BAD_PARAMETER, "invalid reference format: the name of the image is missing");
        }
        return ImageReference.parse(tag.isEmpty() ? repository : repository + (tag.contains(":") ? "@" : ":") + tag);
    }
}
