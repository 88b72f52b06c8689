package minidocker.overlay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import minidocker.cli.UserError;
import picocli.CommandLine.Option;

/** Which layers a container is made of. */
final class LayerOptions {
    @Option(names = "--layer", paramLabel = "DIR",
            description = "A folder that is a layer of the root filesystem. Several times: the first is the bottom, the last lies on top, as the lines of a Dockerfile do.")
    List<Path> layers = new ArrayList<>();

    /** Absolute and without links, the bottom first. */
    List<Path> resolve() {
        return layers.stream().map(LayerOptions::resolve).toList();
    }

    static Path resolve(Path layer) {
        if (Files.exists(layer) && !Files.isDirectory(layer)) {
            throw new UserError("the layer " + layer + " is a file; a layer is a folder, and 'apply' makes one of an archive");
        }
        try {
            return layer.toRealPath();
        } catch (IOException missing) {
            throw new UserError("there is no layer " + layer
                    + ": a layer is a folder, from 'rootfs create', 'apply', or your own");
        }
    }
}
