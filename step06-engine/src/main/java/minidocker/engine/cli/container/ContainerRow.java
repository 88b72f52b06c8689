package minidocker.engine.cli.container;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import minidocker.cli.template.Age;
import minidocker.cli.template.Row;
import minidocker.engine.cli.GoText;
import minidocker.images.ImageReference;
import minidocker.images.InvalidReference;
import minidocker.images.pull.ByteUnits;
import minidocker.json.JsonObject;

/** A line of {@code ps}. */
public final class ContainerRow {
    public static final Map<String, String> HEADINGS = Map.ofEntries(Map.entry("ID", "CONTAINER ID"), Map.entry("Names", "NAMES"),
            Map.entry("Image", "IMAGE"), Map.entry("Command", "COMMAND"), Map.entry("CreatedAt", "CREATED AT"),
            Map.entry("RunningFor", "CREATED"), Map.entry("Ports", "PORTS"), Map.entry("State", "STATE"), Map.entry("Status", "STATUS"),
            Map.entry("Size", "SIZE"), Map.entry("Labels", "LABELS"), Map.entry("Mounts", "MOUNTS"),
            Map.entry("LocalVolumes", "LOCAL VOLUMES"), Map.entry("Networks", "NETWORKS"), Map.entry("Platform", "PLATFORM"));
    private static final int COMMAND_WIDTH = 20;
    private static final int MOUNT_WIDTH = 15;

    private ContainerRow() {}

    /** @param it one of the answer to {@code GET /containers/json} */
    public static Row of(JsonObject it, boolean whole) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        String id = it.string("Id");
        String command = it.optionalString("Command").orElse("");
        Instant created = Instant.ofEpochSecond(it.number("Created"));
        fields.put("ID", whole ? id : GoText.shortId(id));
        fields.put("Names", names(it.strings("Names"), whole));
        fields.put("Image", image(it, whole));
        fields.put("Command", GoText.quote(whole ? command : GoText.ellipsis(command, COMMAND_WIDTH)));
        fields.put("CreatedAt", (Supplier<Object>) () -> GoText.time(created));
        fields.put("RunningFor", Age.words(Duration.between(created, Instant.now())) + " ago");
        fields.put("Ports", PortList.of(it.objects("Ports")));
        fields.put("State", it.optionalString("State").orElse(""));
        fields.put("Status", it.optionalString("Status").orElse(""));
        fields.put("Size", size(it));
        Map<String, String> labels = it.stringMap("Labels");
        fields.put("Labels", String.join(",", new TreeMap<>(labels).entrySet().stream().map(one -> one.getKey() + "=" + one.getValue())
                .toList()));
        fields.put("Label", (Row.Method) arguments -> labels.getOrDefault(String.valueOf(arguments.get(0)), ""));
        List<String> mounts = new ArrayList<>();
        int local = 0;
        for (JsonObject mount : it.objects("Mounts")) {
            String name = mount.optionalString("Name").filter(text -> !text.isEmpty()).orElse(mount.optionalString("Source").orElse(""));
            mounts.add(whole ? name : GoText.ellipsis(name, MOUNT_WIDTH));
            local += mount.optionalString("Driver").orElse("").equals("local") ? 1 : 0;
        }
        fields.put("Mounts", String.join(",", mounts));
        fields.put("LocalVolumes", String.valueOf(local));
        fields.put("Networks", it.optionalObject("NetworkSettings").isEmpty() ? ""
                : String.join(",", it.object("NetworkSettings").keys("Networks")));
        fields.put("Platform", null);
        return new Row("*formatter.ContainerContext", fields);
    }

    /** A name with a second slash is that of a link to it. */
    private static String names(List<String> names, boolean whole) {
        List<String> shown = new ArrayList<>();
        for (String name : names) {
            String bare = name.startsWith("/") ? name.substring(1) : name;
            if (whole || bare.indexOf('/') < 0) {
                shown.add(bare);
            }
        }
        return String.join(",", shown);
    }

    private static String image(JsonObject it, boolean whole) throws IOException {
        String image = it.optionalString("Image").orElse("");
        if (image.isEmpty()) {
            return "<no image>";
        }
        if (whole) {
            return image;
        }
        String id = GoText.shortId(it.optionalString("ImageID").orElse(""));
        if (id.equals(GoText.shortId(image))) {
            return id;
        }
        try {
            ImageReference reference = ImageReference.parse(image);
            return reference.tag().isPresent() ? reference.nameOnly().withTag(reference.tag().get()).familiar() : reference.familiarName();
        } catch (InvalidReference anId) {
            return image;
        }
    }

    private static String size(JsonObject it) throws IOException {
        long own = it.optionalNumber("SizeRw").orElse(0L);
        long all = it.optionalNumber("SizeRootFs").orElse(0L);
        return ByteUnits.human(own, 3) + (all > 0 ? " (virtual " + ByteUnits.human(all, 3) + ")" : "");
    }
}
