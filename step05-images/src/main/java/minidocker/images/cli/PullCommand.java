package minidocker.images.cli;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import minidocker.cli.Terminal;
import minidocker.cli.UserError;
import minidocker.images.ImageReference;
import minidocker.images.Platform;
import minidocker.images.container.OverlayUnpacker;
import minidocker.images.inventory.Inventory;
import minidocker.images.pull.PlainPrinter;
import minidocker.images.pull.Pull;
import minidocker.images.pull.PullListener;
import minidocker.images.pull.TerminalPrinter;
import minidocker.syscall.Linux;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pull}. */
@Command(description = "Download an image from a registry.")
public final class PullCommand extends StoreCommand {
    @Parameters(paramLabel = "NAME[:TAG|@DIGEST]", description = "What to pull.")
    private String name;
    @Option(names = {"-a", "--all-tags"}, description = "Download all tagged images in the repository.")
    private boolean allTags;
    @Option(names = {"-q", "--quiet"}, description = "Suppress verbose output.")
    private boolean quiet;
    @Option(names = "--platform", paramLabel = "OS/ARCH[/VARIANT]", description = "Choose this platform of an image for several.")
    private String platform = "";
    @Mixin
    private RegistryOptions registry;
    private final IntConsumer end;

    public PullCommand() {
        this(Linux::exit);
    }

    /** @param end gets the exit code when all is on the disk and said */
    PullCommand(IntConsumer end) {
        this.end = end;
    }

    /** One that comes back. */
    public static PullCommand rehearsed() {
        return new PullCommand(code -> { });
    }

    @Override
    int run(Inventory images) throws IOException {
        ImageReference reference = ImageReference.parse(name);
        boolean bare = reference.tag().isEmpty() && reference.digest().isEmpty();
        if (allTags && !bare) {
            throw new UserError("tag can't be used with --all-tags/-a", REFUSED);
        }
        if (bare && !allTags && !quiet) {
            System.out.println("Using default tag: latest");
        }
        Optional<Platform> wanted = platform.isEmpty() ? Optional.empty() : Optional.of(Platform.parse(platform));
        // Said at the end: in between it would spoil the bars.
        Set<String> omissions = Collections.synchronizedSet(new LinkedHashSet<>());
        Pull pull = new Pull(images.store(), registry.settings(), quiet ? PullListener.SILENT : printer(),
                new OverlayUnpacker(omissions::add));
        if (allTags) {
            pull.pullAll(reference, wanted);
            System.out.println(reference.name());
        } else {
            pull.pull(reference, wanted);
            System.out.println(reference.withDefaultTag());
        }
        omissions.forEach(omission -> System.err.println("mini-docker: " + omission));
        System.out.flush();
        System.err.flush();
        // The JVM would look after its HTTP client for another 0.3 s.
        end.accept(0);
        return 0;
    }

    /** Bars on a terminal, lines elsewhere. */
    static PullListener printer() {
        return OutputTerminal.isOne() ? new TerminalPrinter(System.out, Terminal::columns) : new PlainPrinter(System.out);
    }
}
