package minidocker.engine.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.core.Container;
import minidocker.engine.core.Engine;
import minidocker.engine.core.Event;
import minidocker.images.Digest;
import minidocker.images.ImageReference;
import minidocker.images.inventory.Image;
import minidocker.images.inventory.ImageFilter;
import minidocker.images.inventory.Removal;

/** Taking images away, as far as containers let them go: {@code DELETE /images/{name}}, {@code POST /images/prune}. */
final class ImageRemoval {
    private final Engine engine;

    /** What has been done, as the API tells it, and how many bytes that freed. */
    record Removed(List<Map<String, String>> steps, long bytes) {}

    ImageRemoval(Engine engine) {
        this.engine = engine;
    }

    /** @param name a name, which is taken away, and the image with the last one; or an ID */
    List<Map<String, String>> remove(String name, boolean force) throws IOException {
        Image image = engine.images().find(name);
        Optional<ImageReference> known = known(image, name);
        Optional<Container> running = users(image.id()).stream().filter(container -> container.state().isRunning()).findFirst();
        if (running.isPresent() && known.isEmpty()) {
            throw new Refusal(Kind.CONFLICT, "conflict: unable to delete " + image.id().shortHex()
                    + " (cannot be forced) - image is being used by running container " + running.get().id().shortHex());
        }
        List<Removal.Step> steps = running.isPresent() && force ? untag(image, known.get())
                : new Removal(engine.images(), id -> user(id, known.isPresent())).remove(name, force);
        List<Map<String, String>> json = new ArrayList<>();
        for (Removal.Step step : steps) {
            json.add(Map.of(step.untagged() ? "Untagged" : "Deleted", step.what()));
            // Layers that went with it are no event.
            if (step.untagged() || step.what().equals(image.id().toString())) {
                tell(step.untagged() ? "untag" : "delete", image.id().toString());
            }
        }
        return json;
    }

    private static Optional<ImageReference> known(Image image, String text) {
        try {
            ImageReference name = ImageReference.parse(text).withDefaultTag();
            ImageReference stored = name.digest().isPresent() ? name.withDigest(name.digest().get()) : name;
            return Optional.of(stored).filter(image.names()::contains);
        } catch (IllegalArgumentException id) {
            return Optional.empty();
        }
    }

    /** A running container keeps its image, but no name of it. */
    private List<Removal.Step> untag(Image image, ImageReference name) throws IOException {
        engine.images().store().keep(image.target());
        engine.images().store().untag(name);
        return List.of(new Removal.Step(true, name.familiar()));
    }

    Removed prune(boolean all, ImageFilter filter) throws IOException {
        Removal removal = new Removal(engine.images(), id -> user(id, true));
        List<Map<String, String>> json = new ArrayList<>();
        for (Removal.Step step : removal.prune(all, filter.images())) {
            json.add(Map.of(step.untagged() ? "Untagged" : "Deleted", step.what()));
        }
        engine.events().publish(Event.now("image", "prune", "", Map.of("reclaimed", String.valueOf(removal.reclaimed()))));
        return new Removed(json, removal.reclaimed());
    }

    private List<Container> users(Digest image) {
        return engine.containers().all().stream().filter(container -> container.image().equals(image)).toList();
    }

    private Optional<String> user(Digest image, boolean byName) {
        return users(image).stream().findFirst().map(container -> byName
                ? "container " + container.id().shortHex() + " is using its referenced image " + image.shortHex()
                : "image is being used by stopped container " + container.id().shortHex());
    }

    private void tell(String action, String id) {
        engine.events().publish(Event.now("image", action, id, Map.of("name", id)));
    }
}
