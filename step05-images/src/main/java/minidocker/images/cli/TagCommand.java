package minidocker.images.cli;

import java.io.IOException;
import minidocker.images.ImageReference;
import minidocker.images.inventory.Inventory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tag}. */
@Command(description = "Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE.")
public final class TagCommand extends StoreCommand {
    @Parameters(index = "0", paramLabel = "SOURCE_IMAGE[:TAG]", description = "An image that is here.")
    private String source;
    @Parameters(index = "1", paramLabel = "TARGET_IMAGE[:TAG]", description = "Its further name.")
    private String target;

    @Override
    int run(Inventory images) throws IOException {
        ImageReference name = ImageReference.parse(target);
        images.tag(find(images, source), name);
        return 0;
    }
}
