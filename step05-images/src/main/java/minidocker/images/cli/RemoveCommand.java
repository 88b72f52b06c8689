package minidocker.images.cli;

import java.io.IOException;
import java.util.List;
import minidocker.cli.UserError;
import minidocker.images.inventory.Inventory;
import minidocker.images.inventory.Removal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rmi}. */
@Command(description = "Remove one or more images.")
public final class RemoveCommand extends StoreCommand {
    @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "By name, or by the beginning of the ID.")
    private List<String> names;
    @Option(names = {"-f", "--force"}, description = "Force removal of the image.")
    private boolean force;

    @Override
    int run(Inventory images) throws IOException {
        Removal removal = new Removal(images, images::user);
        int code = 0;
        for (String name : names) {
            try {
                if (force && images.lookup(name).isEmpty()) {
                    System.err.println("mini-docker: No such image: " + name);
                    continue;
                }
                removal.remove(name, force).forEach(System.out::println);
            } catch (UserError | IllegalArgumentException e) {
                System.out.flush();
                System.err.println("mini-docker: " + e.getMessage());
                code = REFUSED;
            }
        }
        return code;
    }
}
