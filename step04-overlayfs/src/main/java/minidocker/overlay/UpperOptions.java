package minidocker.overlay;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import minidocker.cli.UserError;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** An upper, by its folder or by the name under which 'run --keep' has kept it, and the layers below it. */
public final class UpperOptions {
    @Parameters(paramLabel = "UPPER", description = "What a container has changed: a folder, or the name that 'run --keep' gave it.")
    String upper;

    @Mixin
    LayerOptions layers;

    /** Opens the upper and, behind it, the layers that are known, the uppermost first. */
    public List<Layer> open() {
        boolean isName = upper.indexOf('/') < 0 && !Files.isDirectory(Path.of(upper));
        Path folder = isName ? KeptContainer.of(upper).upper() : Path.of(upper);
        if (!Files.isDirectory(folder)) {
            throw new UserError(isName ? "nothing is kept under the name " + upper + ", and there is no such folder: 'run --keep " + upper + "' makes one"
                    : "there is no folder " + upper + ": 'run --upper " + upper + "' makes one");
        }
        List<Path> lower = !layers.layers.isEmpty() || !isName ? layers.resolve() : KeptContainer.of(upper).layers();
        List<Layer> stack = new ArrayList<>();
        stack.add(new Layer(folder));
        for (int i = lower.size() - 1; i >= 0; i--) {
            stack.add(new Layer(lower.get(i)));
        }
        return stack;
    }
}
