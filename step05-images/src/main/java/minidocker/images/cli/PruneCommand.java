package minidocker.images.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import minidocker.images.inventory.ImageFilter;
import minidocker.images.inventory.Inventory;
import minidocker.images.inventory.Removal;
import minidocker.images.pull.ByteUnits;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code image prune}. */
@Command(description = "Remove unused images.")
public final class PruneCommand extends StoreCommand {
    @Option(names = {"-a", "--all"}, description = "Remove all unused images, not just dangling ones.")
    private boolean all;
    @Option(names = {"-f", "--force"}, description = "Do not prompt for confirmation.")
    private boolean force;
    @Option(names = "--filter", paramLabel = "NAME=VALUE",
            description = "Only images for which this is true: until=24h, label=KEY[=VALUE].")
    private List<String> filters = new ArrayList<>();

    @Override
    int run(Inventory images) throws IOException {
        ImageFilter filter = ImageFilter.of(filters, images);
        if (!force && !confirmed(all ? "WARNING! This will remove all images without at least one container associated to them."
                : "WARNING! This will remove all dangling images.")) {
            return 0;
        }
        Removal removal = new Removal(images, images::user);
        List<Removal.Step> steps = removal.prune(all, filter.images());
        if (!steps.isEmpty()) {
            System.out.println("Deleted Images:");
            steps.forEach(step -> System.out.println((step.untagged() ? "untagged: " : "deleted: ") + step.what()));
            System.out.println();
        }
        System.out.println("Total reclaimed space: " + ByteUnits.human(removal.reclaimed()));
        return 0;
    }

    private static boolean confirmed(String warning) throws IOException {
        System.out.print(warning + "\nAre you sure you want to continue? [y/N] ");
        System.out.flush();
        String answer = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        return answer != null && (answer.strip().equalsIgnoreCase("y") || answer.strip().equalsIgnoreCase("yes"));
    }
}
