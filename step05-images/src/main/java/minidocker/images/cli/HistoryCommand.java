package minidocker.images.cli;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.cli.template.Age;
import minidocker.cli.template.Listing;
import minidocker.cli.template.Row;
import minidocker.images.ImageConfig;
import minidocker.images.inventory.Image;
import minidocker.images.inventory.Inventory;
import minidocker.images.pull.ByteUnits;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code history}: the steps of an image's build, the last one first. */
@Command(description = "Show the history of an image.")
public final class HistoryCommand extends StoreCommand {
    private static final int CREATED_BY_WIDTH = 45;
    private static final Map<String,
            String> HEADINGS = Map.of("ID", "IMAGE", "CreatedSince", "CREATED", "CreatedAt", "CREATED AT",
            "CreatedBy", "CREATED BY", "Size", "SIZE", "Comment", "COMMENT");

    @Parameters(paramLabel = "IMAGE", description = "By name, or by the beginning of the ID.")
    private String name;
    @Option(names = {"-q", "--quiet"}, description = "Only show image IDs.")
    private boolean quiet;
    @Option(names = "--no-trunc", description = "Don't truncate output.")
    private boolean noTrunc;
    @Option(names = {"-H", "--human"}, arity = "0..1", fallbackValue = "true", defaultValue = "true", paramLabel = "true|false",
            description = "Print sizes and dates in human readable format (default true).")
    private boolean human;
    @Option(names = "--format", paramLabel = "TEMPLATE", description = "'table', 'table TEMPLATE', 'json' or a Go template.")
    private String format = "";

    @Override
    int run(Inventory images) throws IOException {
        Image image = find(images, name);
        List<ImageConfig.History> steps = image.config().history();
        List<Row> rows = new ArrayList<>();
        int layer = 0;
        for (int i = 0; i < steps.size(); i++) {
            boolean hasLayer = !steps.get(i).emptyLayer() && layer < image.layerBytes().size();
            long size = hasLayer ? image.layerBytes().get(layer++) : 0;
            rows.add(0, row(image, i == steps.size() - 1, steps.get(i), size));
        }
        if (quiet && format.isEmpty()) {
            format = "{{.ID}}";
        }
        System.out.print(Listing.of(format, "{{.ID}}\t{{." + (human ? "CreatedSince" : "CreatedAt")
                + "}}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}").print(rows, HEADINGS));
        return 0;
    }

    private Row row(Image image, boolean last, ImageConfig.History step, long size) {
        String by = step.createdBy().replace('\t', ' ').replace('\n', ' ');
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ID", !last ? "<missing>" : noTrunc ? image.id().toString() : image.id().shortHex());
        fields.put("CreatedSince", created(step).map(time -> Age.words(Duration.between(time, Instant.now())) + " ago")
                .orElse("N/A"));
        fields.put("CreatedAt", created(step).map(time -> time.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString())
                .orElse(""));
        fields.put("CreatedBy", noTrunc || by.length() <= CREATED_BY_WIDTH ? by : by.substring(0, CREATED_BY_WIDTH - 1) + "…");
        fields.put("Size", human ? ByteUnits.human(size, 3) : String.valueOf(size));
        fields.put("Comment", step.comment());
        return new Row("*formatter.historyContext", fields);
    }

    private static Optional<Instant> created(ImageConfig.History step) {
        try {
            return step.created().isEmpty() ? Optional.empty() : Optional.of(OffsetDateTime.parse(step.created()).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
