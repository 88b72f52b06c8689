package minidocker.namespaces;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import minidocker.cli.UserError;
import picocli.CommandLine.Option;

/** The options of {@code run} about files. */
public final class MountOptions {
    @Option(names = {"-v", "--volume"}, paramLabel = "SRC:DST[:ro]",
            description = "Show a file or folder of the host in the container. Several times.")
    List<String> volumes = new ArrayList<>();

    @Option(names = "--tmpfs", paramLabel = "DST[:OPT,...]",
            description = "A folder in memory, with size=64m, mode=1777, exec, ... Several times.")
    List<String> tmpfs = new ArrayList<>();

    @Option(names = "--read-only", description = "Nothing in the root filesystem can be written.")
    boolean readOnly;

    List<Volume> volumes() {
        return volumes.stream().map(Volume::parse).map(MountOptions::look).toList();
    }

    private static Volume look(Volume.Request request) {
        Path source = Path.of(request.source());
        try {
            Path real = source.toRealPath();
            return new Volume(real.toString(), request.destination(), request.readOnly(), !Files.isDirectory(real));
        } catch (java.nio.file.NoSuchFileException missing) {
            throw new UserError("the volume's source " + source + " does not exist on the host: make it first (mkdir -p " + source
                    + ")");
        } catch (IOException unreadable) {
            throw new UserError("the volume's source " + source + " cannot be reached: " + unreadable.getMessage());
        }
    }

    List<Tmpfs> tmpfs() {
        return tmpfs.stream().map(Tmpfs::parse).toList();
    }
}
