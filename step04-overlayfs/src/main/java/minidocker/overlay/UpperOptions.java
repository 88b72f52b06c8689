package minidocker.overlay;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import minidocker.cli.UserError;
import minidocker.layers.Layer;
import minidocker.layers.Stack;
import minidocker.syscall.Errno;
import minidocker.syscall.SyscallException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** An upper, by its folder or by the name under which 'run --keep' has kept it, and the layers below it. */
final class UpperOptions {
    @Parameters(paramLabel = "UPPER",
            description = "What a container has changed: a folder, or the name that 'run --keep' gave it.")
    String upper;

    @Mixin
    LayerOptions layers;

    Stack open() {
        if (upper.indexOf('/') >= 0 || Files.isDirectory(Path.of(upper))) {
            if (!Files.isDirectory(Path.of(upper))) {
                throw new UserError("there is no folder " + upper + ": 'run --upper " + upper + "' makes one");
            }
            return Stack.of(new Layer(Path.of(upper)), opened(layers.resolve()));
        }
        KeptContainer kept = KeptContainer.of(upper);
        List<Layer> below = opened(layers.layers.isEmpty() ? kept.layers() : layers.resolve());
        if (Files.isDirectory(kept.copy())) {
            return new Stack(below, List.of(new Layer(kept.copy())));
        } else if (Files.isDirectory(kept.upper())) {
            return Stack.of(new Layer(kept.upper()), below);
        }
        throw new UserError("nothing is kept under the name " + upper + ", and there is no such folder: 'run --keep " + upper
                + "' makes one");
    }

    /** A container of an ordinary user's may have users from /etc/subuid, and their files may be closed to that user. */
    static RuntimeException explained(SyscallException failure) {
        return failure.is(Errno.EACCES)
                ? new UserError("a user of the container has closed a file to you (" + failure.getMessage()
                + "): let root do this") : failure;
    }

    /** The uppermost first. */
    private static List<Layer> opened(List<Path> layers) {
        List<Layer> opened = new ArrayList<>();
        for (Path layer : layers) {
            opened.add(0, new Layer(layer));
        }
        return opened;
    }
}
