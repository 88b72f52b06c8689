package minidocker.engine.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;
import minidocker.cli.Home;
import minidocker.files.AtomicFile;

/** An engine's name for good, made when it is first asked for. */
record EngineIdentity(Home home) {

    String id() throws IOException {
        Path file = home.data().resolve("engine-id");
        try {
            return Files.readString(file, StandardCharsets.US_ASCII).strip();
        } catch (NoSuchFileException first) {
            String id = UUID.randomUUID().toString();
            AtomicFile.write(file, (id + "\n").getBytes(StandardCharsets.US_ASCII));
            return id;
        }
    }
}
