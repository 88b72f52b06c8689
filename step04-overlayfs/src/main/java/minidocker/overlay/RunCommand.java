package minidocker.overlay;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import minidocker.cgroups.LimitOptions;
import minidocker.cli.HelpOption;
import minidocker.cli.ProgramOptions;
import minidocker.cli.UserError;
import minidocker.namespaces.ContainerOptions;
import minidocker.namespaces.ContainerRun;
import minidocker.namespaces.ContainerSpec;
import minidocker.namespaces.Namespace;
import minidocker.namespaces.RootFilesystem;
import minidocker.namespaces.UserMaps;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run}: a program in a container whose files are layers, with a folder on top that takes what it changes. */
@Command(name = "run",
        description = "Run a program in a container made of layers. What it changes is written to a folder on top of them.",
        sortOptions = false,
        footer = {"", "Without --layer, the root filesystem (--rootfs, or this machine's own programs) is the only layer; it is not changed either.",
            "The exit code is the program's; 125 if mini-docker fails, 126 if the program cannot be executed, 127 if it is not there."})
final class RunCommand implements Callable<Integer> {
    @Mixin
    LayerOptions layers;

    @Option(names = "--keep", paramLabel = "NAME",
            description = "Keep what changes under this name; a later run with it goes on there. 'diff NAME' shows it.")
    String keep;

    @Option(names = "--upper", paramLabel = "DIR",
            description = "Keep what changes in this folder; it is made if it is not there.")
    Path upper;

    @Mixin
    ContainerOptions options;

    @Mixin
    LimitOptions limits;

    @Mixin
    ProgramOptions look;

    @Mixin
    HelpOption help;

    @Override
    public Integer call() {
        List<Path> stack = stack();
        UserMaps maps = options.maps();
        if (look.only()) {
            Path folder = ContainerFolder.planned();
            RootFilesystem planned = ContainerFolder.planned(folder, stack, maps);
            return limits.print(look, new ContainerRun(spec(planned, maps, folder), maps, List.of()).program());
        }
        if (keep != null) {
            KeptContainer.of(keep).onLayers(stack, maps);
        }
        Storage storage = Storage.choose(ContainerFolder.makeRunning(), maps);
        if (storage.driver() == Storage.Driver.COPY) {
            System.err.println("mini-docker: overlayfs cannot be used here, so the layers are copied: " + storage.why());
        }
        try (ContainerFolder folder = ContainerFolder.make(stack, kept(storage.driver()), storage.driver(), maps)) {
            folder.warnOfStrangers();
            return limits.run(spec(folder.root(), maps, folder.path()), maps, look.trace).code();
        }
    }

    private List<Path> stack() {
        if (!layers.layers.isEmpty() && options.root.isNamed()) {
            throw new UserError("--rootfs and --layer exclude each other: the root filesystem can be the first --layer");
        }
        if (!layers.layers.isEmpty()) {
            return layers.resolve();
        }
        List<Path> kept = keep == null || options.root.isNamed() ? List.of() : KeptContainer.of(keep).layers();
        return kept.isEmpty() ? List.of(options.root.resolve(!look.only())) : kept;
    }

    private ContainerSpec spec(RootFilesystem root, UserMaps maps, Path folder) {
        ContainerSpec spec = options.spec(root, maps, folder.getFileName().toString());
        if (!spec.has(Namespace.MOUNT)) {
            throw new UserError("layers are mounted, and nobody else may see that: leave out '--mountns host'");
        }
        return spec;
    }

    private Path kept(Storage.Driver driver) {
        if (keep != null && upper != null) {
            throw new UserError("--keep and --upper both say where to keep what changes: leave one out");
        }
        boolean overlay = driver == Storage.Driver.OVERLAY;
        if (upper != null && !overlay) {
            throw new UserError("without overlayfs there is no upper folder: --keep keeps all files of the container");
        }
        if (keep == null) {
            return upper == null ? null : upper.toAbsolutePath();
        }
        KeptContainer kept = KeptContainer.of(keep);
        if (Files.exists(overlay ? kept.copy() : kept.upper())) {
            throw new UserError("what is kept as " + keep + " was made " + (overlay ? "without" : "with")
                    + " overlayfs, which is different now: take another name");
        }
        return overlay ? kept.upper() : kept.copy();
    }
}
