package minidocker.engine.core;

import java.util.List;
import minidocker.images.inventory.Inventory;

/** The one object that routes call: all containers, all images, and what can be done with them. */
public final class Engine {
    private final ContainerStore containers = new ContainerStore();
    private final Events events = new Events();
    private final Inventory images;

    /** What {@code POST /containers/create} answers. */
    public record Creation(ContainerId id, List<String> warnings) {}

    public Engine(Inventory images) {
        this.images = images;
    }

    public ContainerStore containers() {
        return containers;
    }

    public Inventory images() {
        return images;
    }

    public Events events() {
        return events;
    }
}
