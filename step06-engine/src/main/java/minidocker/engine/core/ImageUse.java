package minidocker.engine.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import minidocker.engine.Refusal;
import minidocker.images.Digest;
import minidocker.images.container.ImageLayers;
import minidocker.images.inventory.Image;
import minidocker.images.inventory.Inventory;

/** The layers that containers are made of, kept from being collected as long as one of them is there. */
final class ImageUse {
    private final Inventory inventory;
    private final Map<Digest, Used> used = new HashMap<>();
    /** Containers whose image could not be kept from being collected when the engine began. */
    private final Map<ContainerId, Image> late = new HashMap<>();

    private record Used(ImageLayers layers, Set<ContainerId> containers) {}

    ImageUse(Inventory inventory) {
        this.inventory = inventory;
    }

    /** A container begins to use an image. @return its layers, the bottom first; unpacked if they were not */
    synchronized List<Path> begin(Image image, ContainerId container) throws IOException {
        Used use = used.get(image.id());
        if (use == null) {
            use = new Used(ImageLayers.open(image, inventory.store()), new HashSet<>());
            used.put(image.id(), use);
        }
        use.containers().add(container);
        return use.layers().folders();
    }

    /** A container of an earlier engine goes on using its image, even if the disk is full: then it is tried again when it matters. */
    synchronized void goOn(Image image, ContainerId container) {
        try {
            begin(image, container);
        } catch (IOException e) {
            late.put(container, image);
            System.err.println("mini-docker: the image of container " + container + " is not guarded against being pruned: "
                    + e.getMessage());
        }
    }

    private void catchUp() {
        late.entrySet().removeIf(one -> {
            try {
                begin(one.getValue(), one.getKey());
                return true;
            } catch (IOException stillFull) {
                return false;
            }
        });
    }

    /** @return the layers of an image that is in use, the bottom first */
    synchronized List<Path> layers(Digest image) {
        if (!used.containsKey(image)) {
            catchUp();
        }
        Used use = used.get(image);
        if (use == null) {
            throw new Refusal(Refusal.Kind.NOT_FOUND, "No such image: " + image + ": the container's image was removed");
        }
        return use.layers().folders();
    }

    /** As {@link #layers}; empty if the image is gone. */
    synchronized List<Path> find(Digest image) {
        if (!used.containsKey(image)) {
            catchUp();
        }
        return used.containsKey(image) ? layers(image) : List.of();
    }

    synchronized void end(Digest image, ContainerId container) {
        late.remove(container);
        Used use = used.get(image);
        if (use != null && use.containers().remove(container) && use.containers().isEmpty()) {
            used.remove(image);
            try {
                use.layers().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
