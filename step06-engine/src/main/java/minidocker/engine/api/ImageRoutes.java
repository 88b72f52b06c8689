package minidocker.engine.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import minidocker.cli.UserError;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.core.Container;
import minidocker.engine.core.Engine;
import minidocker.engine.core.Event;
import minidocker.engine.http.Exchange;
import minidocker.engine.http.Filters;
import minidocker.engine.http.Handler;
import minidocker.engine.http.Router;
import minidocker.images.Digest;
import minidocker.images.ImageReference;
import minidocker.images.inventory.Image;
import minidocker.images.inventory.ImageFilter;
import minidocker.images.inventory.Inspection;
import minidocker.images.inventory.Removal;
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
        tell("tag", image.id().toString(), name.withDefaultTag().familiar());
        exchange.empty(201);
    }

    private void remove(Exchange exchange) throws IOException {
        String name = exchange.parameter("name");
        boolean force = exchange.flag("force");
        Image image = find(name);
        boolean byName = image.names().stream().anyMatch(known -> known.familiar().equals(familiar(name)));
        refuseIfRunning(image, name, byName);
        Removal removal = new Removal(engine.images(), id -> user(id, byName));
        List<Removal.Step> steps = removal.remove(name, force);
        exchange.json(200, told(steps, image));
    }

    private static String familiar(String name) {
        try {
            return ImageReference.parse(name).withDefaultTag().familiar();
        } catch (IllegalArgumentException byId) {
            return name;
        }
    }

    /** Not even by force, unless other names keep it. */
    private void refuseIfRunning(Image image, String name, boolean byName) {
        if (byName && image.names().size() > 1) {
            return;
        }
        for (Container container : engine.containers().all()) {
            if (container.image().equals(image.id()) && container.state().isRunning()) {
                throw new Refusal(Kind.CONFLICT, byName
                        ? "conflict: unable to remove repository reference \"" + name + "\" (must force) - container "
                                + shortId(container) + " is using its referenced image " + image.id().shortHex()
                        : "conflict: unable to delete " + image.id().shortHex()
                                + " (cannot be forced) - image is being used by running container " + shortId(container));
            }
        }
    }

    private Optional<String> user(Digest image, boolean byName) {
        return engine.containers().all().stream().filter(container -> container.image().equals(image)).findFirst()
                .map(container -> byName ? "container " + shortId(container) + " is using its referenced image " + image.shortHex()
                        : "image is being used by stopped container " + shortId(container));
    }

    private static String shortId(Container container) {
        return container.id().toString().substring(0, 12);
    }

    private void prune(Exchange exchange) throws IOException {
        Filters filters = exchange.filters().only(PRUNE_FILTERS);
        boolean all = filters.bool("dangling").map(dangling -> !dangling).orElse(false);
        List<String> lines = ImageList.lines(filters).stream().filter(line -> !line.startsWith("dangling=")).toList();
        ImageFilter filter = ImageFilter.of(lines, engine.images());
        Removal removal = new Removal(engine.images(), id -> user(id, true));
        List<Removal.Step> steps = removal.prune(all, filter.images());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("ImagesDeleted", steps.isEmpty() ? null : told(steps, null));
        json.put("SpaceReclaimed", removal.reclaimed());
        engine.events().publish(Event.now("image", "prune", "", Map.of("reclaimed", String.valueOf(removal.reclaimed()))));
        exchange.json(200, json);
    }

    /** @param image whose names these were; null if they were several images' */
    private List<Map<String, String>> told(List<Removal.Step> steps, Image image) {
        List<Map<String, String>> json = new ArrayList<>();
        for (Removal.Step step : steps) {
            json.add(Map.of(step.untagged() ? "Untagged" : "Deleted", step.what()));
            String id = image == null ? step.what() : image.id().toString();
            if (step.untagged() || image == null || step.what().equals(id)) {
                tell(step.untagged() ? "untag" : "delete", id, id);
            }
        }
        return json;
    }

    private void tell(String action, String id, String name) {
        engine.events().publish(Event.now("image", action, id, Map.of("name", name)));
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
