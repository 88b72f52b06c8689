package minidocker.images.container;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.chroot.ProcessSpec;
import minidocker.images.ImageReference;
import minidocker.images.Platform;
import minidocker.images.inventory.NewImage;
import minidocker.images.store.ContentStore;
import minidocker.layers.Layer;
import minidocker.layers.Packer;
import minidocker.layers.Tree;
import minidocker.rootfs.MadeRootfs;
import minidocker.rootfs.RootfsMaker;
import minidocker.syscall.Linux;

/**
 * The image {@code hostbox}, which every machine has: made of its own programs when somebody first wants it, stored like any
 * other.
 */
public final class Hostbox {
    public static final ImageReference NAME = ImageReference.parse("hostbox:latest");

    private Hostbox() {}

    /** Whether it is what this name stands for. */
    public static boolean isMeant(String name) {
        return name.equals(NAME.familiarName()) || name.equals(NAME.familiar());
    }

    public static void make(ContentStore store) throws IOException {
        Path folder = Files.createTempDirectory(store.root(), ".hostbox-");
        Path archive = store.newFile();
        try {
            MadeRootfs made = RootfsMaker.create(folder.resolve("root"), List.of());
            try (Layer layer = new Layer(folder.resolve("root")); OutputStream out = new BufferedOutputStream(Files.newOutputStream(archive))) {
                Packer.upper(layer, out);
            }
            Map<String, Object> config = new LinkedHashMap<>();
            config.put("Env", List.of("PATH=" + ProcessSpec.DEFAULT_PATH));
            config.put("Cmd", List.of("sh"));
            try (InputStream in = Files.newInputStream(archive)) {
                new NewImage(Platform.host(), config, Instant.now(), "rootfs create", "made from this machine's own programs")
                        .store(in, Optional.of(NAME), store);
            }
            System.err.println("mini-docker: made the image hostbox from this machine's own programs, once (" + made.files()
                    + " files, "
                    + made.bytes() / 1_000_000 + " MB)");
        } finally {
            Files.deleteIfExists(archive);
            int parent = Tree.open(store.root());
            try {
                Tree.remove(parent, folder.getFileName().toString());
            } finally {
                Linux.close(parent);
            }
        }
    }
}
