package minidocker.engine.network;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import minidocker.files.AtomicFile;
import minidocker.json.Json;

/** {@code HOME/networks/ID.json}: the networks there are. A file is there whole or not at all, and so is the network. */
final class NetworkStore {
    private static final String SUFFIX = ".json";

    private final Path folder;
    private Network written;

    NetworkStore(Path folder) {
        this.folder = folder;
    }

    List<Network> read() throws IOException {
        List<Network> networks = new ArrayList<>();
        try (var files = Files.newDirectoryStream(folder, "[0-9a-f]*" + SUFFIX)) {
            for (Path file : files) {
                try {
                    networks.add(Network.read(Json.parseObject(Files.readAllBytes(file), file.toString())));
                } catch (IOException | RuntimeException broken) {
                    // One that somebody has broken must not keep the others from being there.
                    System.err.println("mini-docker: a network cannot be taken up: " + broken.getMessage());
                }
            }
        } catch (NoSuchFileException noneYet) {
            Files.createDirectories(folder);
        }
        return networks;
    }

    void write(Network network) throws IOException {
        AtomicFile.writePrivate(file(network), text(network));
    }

    /** As {@link #write}, unless it says so already. A power cut may take it: then nobody is on that network any more. */
    void writeOnce(Network network) throws IOException {
        if (!network.equals(written)) {
            Path temporary = folder.resolve("." + network.id());
            Files.createDirectories(folder);
            Files.write(temporary, text(network));
            Files.move(temporary, file(network), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            written = network;
        }
    }

    void delete(Network network) throws IOException {
        Files.deleteIfExists(file(network));
        AtomicFile.syncFolder(folder);
    }

    private static byte[] text(Network network) {
        return (Json.pretty(network.kept(), "    ") + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private Path file(Network network) {
        return folder.resolve(network.id() + SUFFIX);
    }
}
