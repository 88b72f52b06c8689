package minidocker.engine.daemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import minidocker.files.AtomicFile;
import minidocker.json.Json;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;

/**
 * What an engine tells the clients of its home.
 *
 * @param pid   its process; only while the lock is held
 * @param build of its program, see {@link Build}
 */
record EngineNotice(int pid, String build) {

    static EngineNotice ofThisProcess() {
        return new EngineNotice((int) ProcessHandle.current().pid(), Build.current());
    }

    /** Empty if there is none, or one that nobody understands. */
    static Optional<EngineNotice> read(Path file) throws IOException {
        try {
            JsonObject json = Json.parseObject(Files.readAllBytes(file), file.toString());
            return Optional.of(new EngineNotice((int) json.number("pid"), json.string("build")));
        } catch (NoSuchFileException | MalformedJson none) {
            return Optional.empty();
        }
    }

    void write(Path file) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("pid", pid);
        json.put("build", build);
        AtomicFile.write(file, (Json.compact(json) + "\n").getBytes(StandardCharsets.US_ASCII));
    }
}
