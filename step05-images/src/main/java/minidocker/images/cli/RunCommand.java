package minidocker.images.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import minidocker.chroot.ProcessSpec;
import minidocker.cgroups.LimitOptions;
import minidocker.cli.Inherited;
import minidocker.cli.ProgramOptions;
import minidocker.cli.UserError;
import minidocker.images.ImageReference;
import minidocker.images.Platform;
import minidocker.images.container.Hostbox;
import minidocker.images.container.ImageLayers;
import minidocker.images.container.ImageProcess;
import minidocker.images.container.ImageRoot;
import minidocker.images.container.ImageUsers;
import minidocker.images.container.OverlayUnpacker;
import minidocker.images.inventory.Image;
import minidocker.images.inventory.Inventory;
import minidocker.images.pull.PlainPrinter;
import minidocker.images.pull.Pull;
import minidocker.images.pull.PullListener;
import minidocker.namespaces.ContainerOptions;
import minidocker.namespaces.ContainerRun;
import minidocker.namespaces.ContainerSpec;
import minidocker.namespaces.Namespace;
import minidocker.namespaces.RootFilesystem;
import minidocker.namespaces.UserMaps;
import minidocker.overlay.ContainerFolder;
import minidocker.overlay.Storage;
import minidocker.syscall.Signal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run}: a program of an image in a container of its own, without an engine. */
@Command(name = "run", sortOptions = false, customSynopsis = "mini-docker run [OPTIONS] IMAGE [COMMAND] [ARG...]",
        description = "Run a program of an image in a container. What it changes is gone when it ends.",
        footer = {"", "The exit code is the program's; 125 if mini-docker fails, 126 if the program cannot be executed, 127 if it is not there."})
public final class RunCommand extends StoreCommand {
    @Option(names = "--entrypoint", paramLabel = "PROGRAM", description = "Overwrite the default ENTRYPOINT of the image.")
    private String entrypoint;
    @Option(names = "--platform", paramLabel = "OS/ARCH[/VARIANT]",
            description = "Choose this platform if the image has to be pulled.")
    private String platform = "";
    @Option(names = "--pull", paramLabel = "always|missing|never",
            description = "Pull the image before running (default missing).")
    private String pull = "missing";
    @Option(names = "--stop-signal", paramLabel = "SIGNAL",
            description = "What the program gets when mini-docker is asked to end by SIGTERM (default: as the image says, or SIGTERM).")
    private String stopSignal = "";
    @Mixin
    private ContainerOptions options;
    @Mixin
    private RegistryOptions registry;
    @Mixin
    private LimitOptions limits;
    @Mixin
    private ProgramOptions look;

    @Override
    int failureCode() {
        return 125;
    }

    @Override
    int run(Inventory images) throws IOException {
        if (options.root.isNamed()) {
            throw new UserError("--rootfs and an image exclude each other: the steps before this one run from a folder");
        }
        List<String> words = options.command;
        Image image = image(images, words.get(0));
        try (ImageLayers layers = ImageLayers.open(image, images.store())) {
            UserMaps maps = options.maps();
            ProcessSpec process = new ImageProcess(words.subList(1, words.size()), entrypoint, options.process.environment(),
                    options.process.workingDirectory(), options.process.user())
                    .on(image.config().defaults(), ImageUsers.of(layers.folders()), Inherited.environment());
            if (look.only()) {
                Path folder = ContainerFolder.planned();
                ContainerSpec spec = container(ContainerFolder.planned(folder, layers.folders(), maps), process, maps, folder, image);
                return limits.print(look, new ContainerRun(spec, maps, List.of()).program());
            }
            Storage storage = Storage.choose(ContainerFolder.makeRunning(), maps);
            if (storage.driver() == Storage.Driver.COPY) {
                System.err.println("mini-docker: there is no overlayfs for us here (" + storage.why()
                        + "), so the layers are copied");
            }
            try (ContainerFolder folder = ContainerFolder.make(layers.folders(), null, storage.driver(), maps)) {
                folder.warnOfStrangers();
                return limits.run(container(folder.root(), process, maps, folder.path(), image), maps, look.trace).code();
            }
        }
    }

    private ContainerSpec container(RootFilesystem root, ProcessSpec process, UserMaps maps, Path folder, Image image) {
        String signal = stopSignal.isEmpty() ? image.config().defaults().stopSignal() : stopSignal;
        ContainerSpec spec = options.spec(new ImageRoot(root, options.command.get(0)), process, maps, folder.getFileName().toString())
                .stoppedBy(signal.isEmpty() ? Signal.SIGTERM.number() : Signal.parse(signal));
        if (!spec.has(Namespace.MOUNT)) {
            throw new UserError("layers are mounted, and nobody else may see that: leave out '--mountns host'");
        }
        return spec;
    }

    private Image image(Inventory images, String name) throws IOException {
        Optional<Image> here = pull.equals("always") ? Optional.empty() : images.lookup(name);
        if (here.isPresent()) {
            return here.get();
        }
        if (!pull.matches("always|missing|never")) {
            throw new UserError("invalid pull option: '" + pull + "': must be one of 'always', 'missing' or 'never'");
        }
        ImageReference reference = ImageReference.parse(name).withDefaultTag();
        if (reference.equals(Hostbox.NAME)) {
            Hostbox.make(images.store());
        } else if (pull.equals("never")) {
            return images.find(name);
        } else {
            System.err.println("Unable to find image '" + reference.familiar() + "' locally");
            Optional<Platform> wanted = platform.isEmpty() ? Optional.empty() : Optional.of(Platform.parse(platform));
            // Standard output belongs to the program.
            PullListener listener = new PlainPrinter(System.err);
            new Pull(images.store(), registry.settings(), listener, new OverlayUnpacker()).pull(reference, wanted);
        }
        return images.find(name);
    }
}
