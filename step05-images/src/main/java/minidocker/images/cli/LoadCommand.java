package minidocker.images.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import minidocker.cli.UserError;
import minidocker.images.inventory.ArchiveLoader;
import minidocker.images.inventory.Inventory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code load}. */
@Command(description = "Load images from a tar archive or STDIN.")
public final class LoadCommand extends StoreCommand {
    private static final int BUFFER = 1 << 16;

    @Option(names = {"-i", "--input"}, paramLabel = "FILE", description = "Read from a tar archive, instead of STDIN.")
    private Path input;
    @Option(names = {"-q", "--quiet"}, description = "Suppress the load output.")
    private boolean quiet;

    @Override
    int run(Inventory images) throws IOException {
        if (input == null && OutputTerminal.isTerminal(0)) {
            throw new UserError("requested load from stdin, but stdin is empty: name a file with -i, or redirect", REFUSED);
        }
        try (InputStream in = input == null ? new BufferedInputStream(System.in, BUFFER)
                : new BufferedInputStream(Files.newInputStream(input), BUFFER)) {
            for (ArchiveLoader.Loaded one : new ArchiveLoader(images.store()).load(in)) {
                System.out.println(one);
            }
        }
        return 0;
    }
}
