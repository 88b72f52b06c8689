package minidocker.overlay;

import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Callable;
import minidocker.cli.HelpOption;
import minidocker.cli.UserError;
import minidocker.layers.Tree;
import minidocker.namespaces.UserMaps;
import minidocker.syscall.Linux;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code forget}: the opposite of {@code run --keep}. */
@Command(name = "forget", description = "Remove what 'run --keep NAME' has kept.", sortOptions = false)
final class ForgetCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The name under which it is kept.")
    String name;

    @Mixin
    HelpOption help;

    @Override
    public Integer call() {
        KeptContainer kept = KeptContainer.of(name);
        if (Files.notExists(kept.folder())) {
            throw new UserError("nothing is kept under the name " + name);
        }
        boolean isCopy = Files.exists(kept.copy());
        int parent = Tree.open(kept.folder().getParent());
        KeptUpper upper = KeptUpper.open(isCopy ? kept.copy() : kept.upper(), "forgotten");
        try {
            // Now nobody uses it, and nobody will.
            Removal.remove(parent, name, kept.folder(), Linux.geteuid() == 0 ? null : UserMaps.decide(List.of(), List.of()));
            return 0;
        } finally {
            upper.close();
            Linux.close(parent);
        }
    }
}
