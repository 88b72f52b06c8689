package minidocker.images.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import minidocker.cli.UserError;
import minidocker.files.AtomicFile;
import minidocker.images.ImageReference;
import minidocker.images.InvalidReference;
import minidocker.images.inventory.Image;
import minidocker.images.inventory.ImageArchive;
import minidocker.images.inventory.Inventory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code save}. */
@Command(description = "Save one or more images to a tar archive (streamed to STDOUT by default).")
public final class SaveCommand extends StoreCommand {
    private static final int BUFFER = 1 << 16;

    @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "By name, or by the beginning of the ID.")
    private List<String> names;
    @Option(names = {"-o", "--output"}, paramLabel = "FILE", description = "Write to a file, instead of STDOUT.")
    private Path output;

    @Override
    int run(Inventory images) throws IOException {
        if (output == null && OutputTerminal.isOne()) {
            throw new UserError("cowardly refusing to save to a terminal. Use the -o flag or redirect", REFUSED);
        }
        ImageArchive archive = new ImageArchive(images.store());
        for (String name : names) {
            Image image = find(images, name);
            archive.add(image, nameOf(image, name));
        }
        if (output == null) {
            OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER);
            archive.write(out);
            out.flush();
        } else if (Files.exists(output, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(output, LinkOption.NOFOLLOW_LINKS)) {
            // A pipe, a device or a link of the user's: written to, never replaced.
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(output), BUFFER)) {
                archive.write(out);
            }
        } else {
            toFile(archive);
        }
        return 0;
    }

    /** Half an archive must not bear the name of a whole one. */
    private void toFile(ImageArchive archive) throws IOException {
        Path folder = output.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            throw new UserError("invalid output path: directory \"" + folder + "\" does not exist", REFUSED);
        }
        Path temporary = Files.createTempFile(folder, "." + output.getFileName() + ".", ".tmp");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary), BUFFER)) {
                archive.write(out);
            }
            AtomicFile.rename(temporary, output.toAbsolutePath());
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static Optional<ImageReference> nameOf(Image image, String text) {
        try {
            ImageReference name = ImageReference.parse(text).withDefaultTag();
            return Optional.of(name).filter(image.names()::contains).filter(known -> known.tag().isPresent());
        } catch (InvalidReference byId) {
            return Optional.empty();
        }
    }
}
