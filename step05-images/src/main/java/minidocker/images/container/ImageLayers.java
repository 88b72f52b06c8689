package minidocker.images.container;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import minidocker.cli.UserError;
import minidocker.images.DiffId;
import minidocker.images.inventory.Image;
import minidocker.images.store.ContentStore;
import minidocker.images.store.Lease;

/** The unpacked layers of an image, kept from being collected as long as this is open. */
public final class ImageLayers implements AutoCloseable {
    private final Lease lease;
    private final List<Path> folders;

    private ImageLayers(Lease lease, List<Path> folders) {
        this.lease = lease;
        this.folders = folders;
    }

    /** Unpacks what has not been unpacked yet. */
    public static ImageLayers open(Image image, ContentStore store) throws IOException {
        List<DiffId> diffIds = image.config().diffIds();
        if (diffIds.isEmpty()) {
            throw new UserError("the image " + image.id().shortHex() + " has no layers, so there is nothing in it to run");
        }
        Lease lease = store.use(image.id());
        try {
            lease.add(diffIds.stream().map(DiffId::digest).toList());
            lease.add(image.manifest().layers().stream().map(layer -> layer.digest()).toList());
            List<Path> folders = new ArrayList<>();
            for (int i = 0; i < diffIds.size(); i++) {
                DiffId diffId = diffIds.get(i);
                if (store.layers().files(diffId).isEmpty()) {
                    try (InputStream blob = Files.newInputStream(store.path(image.manifest().layers().get(i).digest()))) {
                        store.layers().read(blob, image.manifest().layers().get(i).digest(), diffId, new OverlayUnpacker());
                    }
                }
                Path folder = store.layers().files(diffId).orElseThrow();
                // overlayfs refuses a folder that is in the stack twice; what lies higher counts, and it is the same.
                folders.remove(folder);
                folders.add(folder);
            }
            return new ImageLayers(lease, List.copyOf(folders));
        } catch (IOException | RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    /** Absolute, the bottom first. */
    public List<Path> folders() {
        return folders;
    }

    @Override
    public void close() throws IOException {
        lease.close();
    }
}
