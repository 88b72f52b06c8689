package minidocker.overlay;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.zip.GZIPOutputStream;
import minidocker.cli.HelpOption;
import minidocker.cli.UserError;
import minidocker.layers.Packer;
import minidocker.layers.Stack;
import minidocker.syscall.Linux;
import minidocker.syscall.SyscallException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code commit}: what a container has changed, as a layer archive. */
@Command(name = "commit", description = "Make a layer archive of what a container has changed.", sortOptions = false,
        footer = {"", "Prints the digest of the uncompressed archive, its diff ID. The same changes give the same archive."})
final class CommitCommand implements Callable<Integer> {
    private static final int BUFFER = 64 * 1024;

    @Mixin
    UpperOptions options;

    @Option(names = {"-o", "--output"}, required = true, paramLabel = "FILE",
            description = "Where to write it; compressed if the name ends with .gz or .tgz. - is standard output.")
    String output;

    @Mixin
    HelpOption help;

    @Override
    public Integer call() throws IOException {
        try (Stack stack = options.open()) {
            if (output.equals("-")) {
                write(stack, System.out);
            } else {
                System.out.println(writeFile(stack, Path.of(output).toAbsolutePath()));
            }
            return 0;
        } catch (SyscallException failure) {
            throw UpperOptions.explained(failure);
        }
    }

    /** It appears as a whole or not at all. */
    private String writeFile(Stack stack, Path file) {
        Path part = file.resolveSibling("." + file.getFileName() + "." + Linux.getpid() + ".part");
        try {
            try (OutputStream out = Files.newOutputStream(part)) {
                String digest = write(stack, file.toString().matches(".*\\.(gz|tgz)") ? new GZIPOutputStream(out, BUFFER) : out);
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
                return digest;
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException failure) {
            throw new UserError("the archive " + file + " cannot be written: " + failure.getMessage());
        }
    }

    private static String write(Stack stack, OutputStream out) throws IOException {
        MessageDigest sha256;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
        DigestOutputStream digest = new DigestOutputStream(new BufferedOutputStream(out, BUFFER), sha256);
        List<String> omissions = stack.hasNoLayers() ? Packer.upper(stack.top(), digest) : Packer.changes(stack, digest);
        digest.flush();
        if (out instanceof GZIPOutputStream gzip) {
            gzip.finish();
        }
        omissions.forEach(omission -> System.err.println("mini-docker: " + omission));
        return "sha256:" + HexFormat.of().formatHex(sha256.digest());
    }
}
