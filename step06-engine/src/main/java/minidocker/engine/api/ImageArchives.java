package minidocker.engine.api;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.core.Engine;
import minidocker.engine.core.Event;
import minidocker.engine.http.Exchange;
import minidocker.engine.http.Router;
import minidocker.images.ImageReference;
import minidocker.images.inventory.ArchiveLoader;
import minidocker.images.inventory.Image;
import minidocker.images.inventory.ImageArchive;

/** Images as tar archives: {@code GET /images/get}, {@code GET /images/{name}/get}, {@code POST /images/load}. */
final class ImageArchives {
    private static final int BUFFER = 1 << 16;

    private final Engine engine;

    ImageArchives(Engine engine) {
        this.engine = engine;
    }

    void addTo(Router router) {
        ImageRoutes.add(router, "GET", "/images/get", exchange -> {
            List<String> names = new ArrayList<>();
            // Some clients send one list with commas, some a parameter each.
            exchange.queryAll("names").forEach(list -> names.addAll(List.of(list.split(","))));
            save(exchange, names);
        });
        ImageRoutes.add(router, "GET", "/images/{name:.*}/get", exchange -> save(exchange, List.of(exchange.parameter("name"))));
        ImageRoutes.add(router, "POST", "/images/load", this::load);
    }

    private void save(Exchange exchange, List<String> names) throws IOException {
        if (names.isEmpty()) {
            throw new Refusal(Kind.BAD_PARAMETER, "which images? Name them: /images/get?names=busybox&names=alpine");
        }
        ImageArchive archive = new ImageArchive(engine.images().store());
        List<Image> images = new ArrayList<>();
        for (String name : names) {
            Image image = engine.images().find(name);
            archive.add(image, tagOf(image, name));
            images.add(image);
        }
        try (OutputStream out = new BufferedOutputStream(exchange.respond(200, "application/x-tar"), BUFFER)) {
            archive.write(out);
        }
        images.forEach(image -> engine.events().publish(Event.now("image", "save", image.id().toString(),
                Map.of("name", image.id().toString()))));
    }

    private static Optional<ImageReference> tagOf(Image image, String text) {
        try {
            ImageReference name = ImageReference.parse(text).withDefaultTag();
            return Optional.of(name).filter(image.names()::contains).filter(known -> known.tag().isPresent());
        } catch (IllegalArgumentException byId) {
            return Optional.empty();
        }
    }

    private void load(Exchange exchange) throws IOException {
        ProgressStream progress = new ProgressStream(exchange);
        try (InputStream in = new BufferedInputStream(exchange.body(), BUFFER)) {
            for (ArchiveLoader.Loaded loaded : new ArchiveLoader(engine.images().store()).load(in)) {
                progress.text(loaded + "\n");
                engine.events().publish(Event.now("image", "load", loaded.id().toString(),
                        Map.of("name", loaded.name().map(ImageReference::familiar).orElse(loaded.id().toString()))));
            }
        }
        progress.begin();
    }
}
