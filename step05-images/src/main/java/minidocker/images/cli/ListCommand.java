package minidocker.images.cli;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import minidocker.cli.template.Age;
import minidocker.cli.template.Listing;
import minidocker.cli.template.Row;
import minidocker.images.ImageReference;
import minidocker.images.inventory.Image;
import minidocker.images.inventory.ImageFilter;
import minidocker.images.inventory.Inventory;
import minidocker.images.pull.ByteUnits;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code images}: a row for each name. */
@Command(description = "List images.")
public final class ListCommand extends StoreCommand {
    private static final String NONE = "<none>";
    private static final Map<String,
            String> HEADINGS = Map.ofEntries(Map.entry("Repository", "REPOSITORY"), Map.entry("Tag", "TAG"),
            Map.entry("Digest", "DIGEST"), Map.entry("ID", "IMAGE ID"), Map.entry("CreatedSince", "CREATED"),
            Map.entry("CreatedAt", "CREATED AT"), Map.entry("Size", "SIZE"), Map.entry("Containers", "CONTAINERS"),
            Map.entry("VirtualSize", "SIZE"), Map.entry("SharedSize", "SHARED SIZE"), Map.entry("UniqueSize", "UNIQUE SIZE"));

    @Parameters(arity = "0..1", paramLabel = "REPOSITORY[:TAG]",
            description = "Only this repository or name; * and ? are understood.")
    private String repository = "";
    @Option(names = {"-a", "--all"},
            description = "Show all images (default hides intermediate images, of which there are none here).")
    private boolean all;
    @Option(names = {"-q", "--quiet"}, description = "Only show image IDs.")
    private boolean quiet;
    @Option(names = "--digests", description = "Show digests.")
    private boolean digests;
    @Option(names = "--no-trunc", description = "Don't truncate output.")
    private boolean noTrunc;
    @Option(names = {"-f", "--filter"}, paramLabel = "NAME=VALUE",
            description = "Only images for which this is true: dangling=true, before=IMAGE, since=IMAGE, until=24h, label=KEY[=VALUE], "
                    + "reference=PATTERN.")
    private List<String> filters = new ArrayList<>();
    @Option(names = "--format", paramLabel = "TEMPLATE",
            description = "'table', 'table TEMPLATE', 'json' or a Go template, for example '{{.ID}}: {{.Repository}}'.")
    private String format = "";

    @Override
    int run(Inventory images) throws IOException {
        List<String> wanted = new ArrayList<>(filters);
        if (!repository.isEmpty()) {
            wanted.add("reference=" + repository);
        }
        ImageFilter filter = ImageFilter.of(wanted, images);
        if (quiet && format.isEmpty()) {
            format = "{{.ID}}";
        }
        boolean withDigests = digests || format.contains(".Digest");
        String table = "{{.Repository}}\t{{.Tag}}\t" + (digests ? "{{.Digest}}\t" : "") + "{{.ID}}\t{{.CreatedSince}}\t{{.Size}}";
        List<Row> rows = new ArrayList<>();
        for (Image image : images.all()) {
            if (filter.images().test(image)) {
                names(image, filter, withDigests).forEach(name -> rows.add(row(image, name)));
            }
        }
        System.out.print(Listing.of(format, table).print(rows, HEADINGS));
        return 0;
    }

    private record Name(String repository, String tag, String digest) {}

    private static List<Name> names(Image image, ImageFilter filter, boolean withDigests) {
        List<ImageReference> shown = image.names().stream().filter(filter.names()).toList();
        Map<String, List<ImageReference>> byRepository = new LinkedHashMap<>();
        shown.forEach(name -> byRepository.computeIfAbsent(name.familiarName(), key -> new ArrayList<>()).add(name));
        List<Name> names = new ArrayList<>();
        byRepository.forEach((repository, all) -> {
            List<String> tags = all.stream().flatMap(name -> name.tag().stream()).toList();
            List<String> digests = withDigests ? all.stream().flatMap(name -> name.digest().stream()).map(Object::toString)
                    .toList() : List.of();
            for (String tag : tags.isEmpty() ? List.of(NONE) : tags) {
                for (String digest : digests.isEmpty() ? List.of(NONE) : digests) {
                    names.add(new Name(repository, tag, digest));
                }
            }
        });
        return names.isEmpty() ? List.of(new Name(NONE, NONE, NONE)) : names;
    }

    private Row row(Image image, Name name) {
        Optional<Instant> created = image.created();
        String size = ByteUnits.human(image.size(), 3);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("Repository", name.repository);
        fields.put("Tag", name.tag);
        fields.put("Digest", name.digest);
        fields.put("ID", noTrunc ? image.id().toString() : image.id().shortHex());
        fields.put("CreatedSince",
                (Supplier<Object>) () -> created.map(time -> Age.words(Duration.between(time, Instant.now())) + " ago")
                .orElse("N/A"));
        fields.put("CreatedAt", (Supplier<Object>) () -> created.map(ListCommand::goTime).orElse("N/A"));
        fields.put("Size", size);
        fields.put("VirtualSize", size);
        fields.put("SharedSize", "N/A");
        fields.put("UniqueSize", "N/A");
        fields.put("Containers", "N/A");
        return new Row("*formatter.imageContext", fields);
    }

    /** As Go prints a time: {@code 2026-01-31 12:00:00 +0000 UTC}. */
    static String goTime(Instant time) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xx zzz", Locale.ROOT).format(time.atZone(ZoneId.systemDefault()));
    }
}
