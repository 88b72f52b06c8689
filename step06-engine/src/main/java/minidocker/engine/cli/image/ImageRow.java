package minidocker.engine.cli.image;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import minidocker.cli.template.Age;
import minidocker.cli.template.Row;
import minidocker.engine.cli.GoText;
import minidocker.images.ImageReference;
import minidocker.images.pull.ByteUnits;
import minidocker.json.JsonObject;

/** A line of {@code images}: one of an image's names. */
public final class ImageRow {
    public static final Map<String, String> HEADINGS = Map.ofEntries(Map.entry("Repository", "REPOSITORY"), Map.entry("Tag", "TAG"),
            Map.entry("Digest", "DIGEST"), Map.entry("ID", "IMAGE ID"), Map.entry("CreatedSince", "CREATED"),
            Map.entry("CreatedAt", "CREATED AT"), Map.entry("Size", "SIZE"), Map.entry("Containers", "CONTAINERS"),
            Map.entry("VirtualSize", "SIZE"), Map.entry("SharedSize", "SHARED SIZE"), Map.entry("UniqueSize", "UNIQUE SIZE"));
    private static final String NONE = "<none>";

    private ImageRow() {}

    /** A row for each tag, and, with digests, for each tag with each digest. */
    static void addAll(List<Row> rows, JsonObject image, boolean digests, boolean whole) throws IOException {
        Map<String, List<String>> tags = byRepository(image.strings("RepoTags"), ':');
        Map<String, List<String>> digestsOf = byRepository(image.strings("RepoDigests"), '@');
        if (tags.isEmpty() && digestsOf.isEmpty()) {
            rows.add(of(image, NONE, NONE, NONE, whole));
            return;
        }
        for (Map.Entry<String, List<String>> one : tags.entrySet()) {
            List<String> known = digests ? digestsOf.getOrDefault(one.getKey(), List.of(NONE)) : List.of(NONE);
            for (String tag : one.getValue()) {
                for (String digest : known) {
                    rows.add(of(image, one.getKey(), tag, digest, whole));
                }
            }
            digestsOf.remove(one.getKey());
        }
        for (Map.Entry<String, List<String>> one : digestsOf.entrySet()) {
            for (String digest : digests ? one.getValue() : List.of(NONE)) {
                rows.add(of(image, one.getKey(), NONE, digest, whole));
            }
        }
    }

    private static Map<String, List<String>> byRepository(List<String> names, char separator) {
        Map<String, List<String>> map = new LinkedHashMap<>();
        for (String name : names) {
            int at = name.lastIndexOf(separator);
            if (at > 0 && !name.startsWith(NONE)) {
                map.computeIfAbsent(familiar(name.substring(0, at)), key -> new ArrayList<>()).add(name.substring(at + 1));
            }
        }
        return map;
    }

    private static String familiar(String repository) {
        try {
            return ImageReference.parse(repository).familiarName();
        } catch (IllegalArgumentException e) {
            return repository;
        }
    }

    static Row of(JsonObject image, String repository, String tag, String digest, boolean whole) throws IOException {
        String id = image.string("Id");
        Instant created = Instant.ofEpochSecond(image.number("Created"));
        long bytes = image.number("Size");
        long shared = image.optionalNumber("SharedSize").orElse(-1L);
        long containers = image.optionalNumber("Containers").orElse(-1L);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("Repository", repository);
        fields.put("Tag", tag);
        fields.put("Digest", digest);
        fields.put("ID", whole ? id : GoText.shortId(id));
        fields.put("CreatedSince", created.getEpochSecond() <= 0 ? "N/A" : Age.words(Duration.between(created, Instant.now())) + " ago");
        fields.put("CreatedAt", (Supplier<Object>) () -> GoText.time(created));
        fields.put("Size", ByteUnits.human(bytes, 3));
        fields.put("VirtualSize", ByteUnits.human(bytes));
        fields.put("SharedSize", shared < 0 ? "N/A" : ByteUnits.human(shared));
        fields.put("UniqueSize", shared < 0 ? "N/A" : ByteUnits.human(bytes - shared));
        fields.put("Containers", containers < 0 ? "N/A" : String.valueOf(containers));
        return new Row("*formatter.imageContext", fields);
    }

    /** For {@code system df}: the row of the image's first name. */
    public static Row first(JsonObject image) throws IOException {
        List<Row> rows = new ArrayList<>();
        addAll(rows, image, false, false);
        return rows.get(0);
    }
}
