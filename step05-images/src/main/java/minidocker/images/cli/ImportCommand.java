package minidocker.images.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.images.ConfigChange;
import minidocker.images.ImageReference;
import minidocker.images.Platform;
import minidocker.images.inventory.Inventory;
import minidocker.images.inventory.NewImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code import}. */
@Command(description = "Import the contents from a tarball to create a filesystem image.")
public final class ImportCommand extends StoreCommand {
    private static final int BUFFER = 1 << 16;

    @Parameters(index = "0", paramLabel = "FILE|URL|-", description = "A tar archive, which may be compressed; - is STDIN.")
    private String source;
    @Parameters(index = "1", arity = "0..1", paramLabel = "REPOSITORY[:TAG]", description = "What the image shall be called.")
    private String name = "";
    @Option(names = {"-c", "--change"}, paramLabel = "INSTRUCTION",
            description = "Apply a Dockerfile instruction to the image, for example 'CMD [\"sh\"]'. May be given several times.")
    private List<String> changes = new ArrayList<>();
    @Option(names = {"-m", "--message"}, paramLabel = "TEXT", description = "Set commit message for imported image.")
    private String message = "";
    @Option(names = "--platform", paramLabel = "OS/ARCH[/VARIANT]",
            description = "For which machines it is (default: such as this).")
    private String platform = "";

    @Override
    int run(Inventory images) throws IOException {
        Optional<ImageReference> reference = name.isEmpty() ? Optional.empty()
                : Optional.of(ImageReference.parse(name).withDefaultTag());
        Map<String, Object> config = new LinkedHashMap<>();
        changes.forEach(change -> ConfigChange.apply(change, config));
        String comment = message.isEmpty() ? "Imported from " + source : message;
        NewImage image = new NewImage(platform.isEmpty() ? Platform.host() : Platform.parse(platform), config, Instant.now(), "",
                comment);
        try (InputStream in = new BufferedInputStream(open(), BUFFER)) {
            System.out.println(image.store(in, reference, images.store()));
        }
        return 0;
    }

    private InputStream open() throws IOException {
        if (source.equals("-")) {
            return System.in;
        }
        if (source.startsWith("http://") || source.startsWith("https://")) {
            return URI.create(source).toURL().openStream();
        }
        return Files.newInputStream(Path.of(source));
    }
}
