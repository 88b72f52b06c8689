package minidocker.engine.volume;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import minidocker.files.AtomicFile;
import minidocker.json.Json;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;

/** {@code volume.json}. A volume whose file is lost is a volume all the same: its files count. */
final class VolumeFile {
    /** Only root goes in there: a container's user may have put a set-user-ID program into the volume. */
    static final FileAttribute<Set<PosixFilePermission>> FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx-----x"));
    static final Set<PosixFilePermission> DATA = PosixFilePermissions.fromString("rwxr-xr-x");

    private VolumeFile() {}

    private static Path in(Path folder) {
        return folder.resolve("volume.json");
    }

    static void write(Path folder, Volume volume) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Name", volume.name());
        json.put("Created", volume.created().toString());
        json.put("Labels", volume.labels());
        json.put("Options", volume.options());
        AtomicFile.writePrivate(in(folder), (Json.pretty(json, "    ") + "\n").getBytes(StandardCharsets.UTF_8));
    }

    static Volume read(Path folder) throws IOException {
        String name = folder.getFileName().toString();
        try {
            JsonObject json = Json.parseObject(Files.readAllBytes(in(folder)), in(folder).toString());
            return new Volume(name, folder, Instant.parse(json.string("Created")), json.stringMap("Labels"),
                    json.stringMap("Options"));
        } catch (NoSuchFileException | MalformedJson | DateTimeException lost) {
            System.err.println("mini-docker: " + in(folder) + " cannot be read: volume " + name + " has lost its labels and options: "
                    + lost.getMessage());
            return new Volume(name, folder, Files.getLastModifiedTime(Volume.data(folder)).toInstant(), Map.of(), Map.of());
        }
    }
}
