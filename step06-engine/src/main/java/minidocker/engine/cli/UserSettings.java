package minidocker.engine.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import minidocker.json.Json;
import minidocker.json.JsonObject;

/**
 * What the user set once for all in {@code config.json}, shared with Docker: {@code psFormat}, {@code imagesFormat},
 * {@code statsFormat}, {@code detachKeys}.
 */
public record UserSettings(JsonObject json) {

    static UserSettings read(Path folder) throws IOException {
        Path file = folder.resolve("config.json");
        byte[] content = Files.isReadable(file) ? Files.readAllBytes(file) : new byte[0];
        return new UserSettings(content.length == 0 ? new JsonObject(Map.of(), file.toString())
                : Json.parseObject(content, file.toString()));
    }

    /** Empty if it is not set. */
    public String text(String name) throws IOException {
        return json.optionalString(name).orElse("");
    }
}
