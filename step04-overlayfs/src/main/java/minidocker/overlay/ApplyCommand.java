package minidocker.overlay;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import minidocker.cli.HelpOption;
import minidocker.cli.UserError;
import minidocker.layers.Limits;
import minidocker.layers.Tree;
import minidocker.layers.Unpacked;
import minidocker.layers.Unpacker;
import minidocker.syscall.Linux;
import minidocker.syscall.LinuxFiles;
import minidocker.tar.TarException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code apply}: a layer archive as a folder that is a layer. */
@Command(name = "apply", description = "Unpack a layer archive into a folder of its own, which can be a --layer.",
        sortOptions = false,
        footer = {"", "The archive may come from anybody: nothing outside of the folder is touched, whatever it says."})
final class ApplyCommand implements Callable<Integer> {
    private static final int BUFFER = 256 * 1024;

    @Parameters(index = "0", paramLabel = "FILE", description = "The archive, also compressed with gzip. - is standard input.")
    String archive;

    @Parameters(index = "1", paramLabel = "DIR", description = "The folder; it is made, and must not be there or be empty.")
    Path folder;

    @Mixin
    HelpOption help;

    @Override
    public Integer call() throws IOException {
        boolean isNew = makeFolder();
        int opened = Tree.open(folder);
        try (InputStream in = open()) {
            Unpacked unpacked = Unpacker.unpack(in, opened, Limits.none());
            // Behind the archive's end come padding and gzip's checksum, which is looked at only when it is read.
            in.transferTo(OutputStream.nullOutputStream());
            LayerOwners.give(folder.toAbsolutePath(), unpacked.owners())
                    .forEach(omission -> System.err.println("mini-docker: " + omission));
            unpacked.omissions().forEach(omission -> System.err.println("mini-docker: " + omission));
            System.out.println(unpacked.entries() + " entries, " + unpacked.bytes() + " bytes");
            return 0;
        } catch (TarException | ZipException | java.io.EOFException broken) {
            throw undone(isNew, opened, broken instanceof TarException ? broken.getMessage() : "the archive is broken: gzip says "
                    + broken.getMessage());
        } catch (IOException | UserError failure) {
            throw undone(isNew, opened, failure instanceof UserError ? failure.getMessage() : "the archive " + archive
                    + " cannot be read: " + failure.getMessage());
        } finally {
            Linux.close(opened);
        }
    }

    private boolean makeFolder() {
        boolean isNew = Files.notExists(folder);
        try {
            Files.createDirectories(folder);
        } catch (IOException failure) {
            throw new UserError("the folder " + folder + " cannot be made: " + failure.getMessage());
        }
        int opened = Tree.open(folder);
        try {
            if (!LinuxFiles.list(opened).isEmpty()) {
                throw new UserError("the folder " + folder + " is not empty: a layer wants one of its own");
            }
        } finally {
            Linux.close(opened);
        }
        return isNew;
    }

    private InputStream open() {
        try {
            InputStream in = new BufferedInputStream(archive.equals("-") ? System.in : Files.newInputStream(Path.of(archive)),
                    BUFFER);
            in.mark(2);
            boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
            in.reset();
            return gzip ? new GZIPInputStream(in, BUFFER) : in;
        } catch (java.nio.file.NoSuchFileException missing) {
            throw new UserError("there is no archive " + archive);
        } catch (IOException unreadable) {
            throw new UserError("the archive " + archive + " cannot be read: " + unreadable.getMessage());
        }
    }

    /** A layer that is not whole is none. */
    private UserError undone(boolean isNew, int opened, String sentence) {
        for (String name : LinuxFiles.list(opened)) {
            Tree.remove(opened, name);
        }
        if (isNew) {
            LinuxFiles.unlink(Linux.AT_FDCWD, folder.toString(), true);
        }
        return new UserError(sentence + "; nothing was kept");
    }
}
