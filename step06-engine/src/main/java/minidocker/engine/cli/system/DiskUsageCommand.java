package minidocker.engine.cli.system;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.cli.template.Listing;
import minidocker.cli.template.Row;
import minidocker.engine.cli.Command;
import minidocker.engine.cli.FormatOption;
import minidocker.engine.cli.Manual;
import minidocker.engine.cli.Session;
import minidocker.engine.cli.container.ContainerRow;
import minidocker.engine.cli.flags.Flag;
import minidocker.engine.cli.image.ImageRow;
import minidocker.engine.client.Query;
import minidocker.images.pull.ByteUnits;
import minidocker.json.JsonObject;

/** {@code system df}. */
public final class DiskUsageCommand extends Command {
    private static final Map<String, String> HEADINGS = Map.of("Type", "TYPE", "TotalCount", "TOTAL", "Active", "ACTIVE", "Size", "SIZE",
            "Reclaimable", "RECLAIMABLE");
    private static final Map<String, String> VOLUME_HEADINGS = Map.of("Name", "VOLUME NAME", "Links", "LINKS", "Size", "SIZE");
    private static final Map<String, String> CACHE_HEADINGS = Map.of("ID", "CACHE ID", "CacheType", "CACHE TYPE", "Size", "SIZE",
            "CreatedSince", "CREATED", "LastUsedSince", "LAST USED", "UsageCount", "USAGE", "Shared", "SHARED");

    private final Flag<String> format = FormatOption.declare(flags);
    private final Flag<Boolean> verbose = flags.toggle("verbose", "v", "Show detailed information on space usage");

    public DiskUsageCommand() {
        super(Manual.of("system df", "[OPTIONS]", "Show docker disk usage"));
    }

    @Override
    public int run(Session session, List<String> arguments) throws IOException {
        JsonObject usage = session.engine().getObject("/system/df", new Query());
        if (verbose.get() && format.get().isEmpty()) {
            details(session, usage);
            return 0;
        }
        List<Row> rows = List.of(images(usage), containers(usage), volumes(usage), buildCache(usage));
        session.out().print(Listing.of(format.get(), "{{.Type}}\t{{.TotalCount}}\t{{.Active}}\t{{.Size}}\t{{.Reclaimable}}")
                .print(rows, HEADINGS));
        return 0;
    }

    private static Row row(String type, int total, int active, long size, String reclaimable) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("Type", type);
        fields.put("TotalCount", String.valueOf(total));
        fields.put("Active", String.valueOf(active));
        fields.put("Size", ByteUnits.human(size));
        fields.put("Reclaimable", reclaimable);
        return new Row("*formatter.diskUsage", fields);
    }

    private static String part(long reclaimable, long of) {
        return ByteUnits.human(reclaimable) + (of > 0 ? " (" + reclaimable * 100 / of + "%)" : "");
    }

    private static Row images(JsonObject usage) throws IOException {
        long layers = usage.optionalNumber("LayersSize").orElse(0L);
        long used = 0;
        int active = 0;
        List<JsonObject> images = usage.objects("Images");
        for (JsonObject image : images) {
            if (image.optionalNumber("Containers").orElse(0L) > 0) {
                active++;
                long shared = image.optionalNumber("SharedSize").orElse(-1L);
                used += shared < 0 ? 0 : image.number("Size") - shared;
            }
        }
        return row("Images", images.size(), active, layers, part(layers - used, layers));
    }

    /** What things of one kind take, and how much of that is in use. */
    private static final class Tally {
        private int count;
        private int active;
        private long size;
        private long idle;

        void add(long own, boolean inUse) {
            count++;
            size += own;
            active += inUse ? 1 : 0;
            idle += inUse ? 0 : own;
        }
    }

    private static Row containers(JsonObject usage) throws IOException {
        Tally all = new Tally();
        for (JsonObject container : usage.objects("Containers")) {
            all.add(container.optionalNumber("SizeRw").orElse(0L),
                    container.optionalString("State").orElse("").matches("running|paused|restarting"));
        }
        return row("Containers", all.count, all.active, all.size, part(all.idle, all.size));
    }

    private static Row volumes(JsonObject usage) throws IOException {
        Tally all = new Tally();
        for (JsonObject volume : usage.objects("Volumes")) {
            JsonObject data = volume.object("UsageData");
            all.add(Math.max(0, data.optionalNumber("Size").orElse(0L)), data.optionalNumber("RefCount").orElse(0L) > 0);
        }
        return row("Local Volumes", all.count, all.active, all.size, part(all.idle, all.size));
    }

    private static Row buildCache(JsonObject usage) throws IOException {
        Tally all = new Tally();
        for (JsonObject entry : usage.objects("BuildCache")) {
            all.add(entry.bool("Shared") ? 0 : entry.optionalNumber("Size").orElse(0L), entry.bool("InUse"));
        }
        return row("Build Cache", all.count, all.active, all.size, ByteUnits.human(all.idle));
    }

    private static void details(Session session, JsonObject usage) throws IOException {
        List<Row> images = new ArrayList<>();
        for (JsonObject image : usage.objects("Images")) {
            images.add(ImageRow.first(image));
        }
        List<Row> containers = new ArrayList<>();
        for (JsonObject container : usage.objects("Containers")) {
            containers.add(withOwnSize(container));
        }
        List<Row> volumes = new ArrayList<>();
        for (JsonObject volume : usage.objects("Volumes")) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("Name", volume.string("Name"));
            fields.put("Links", String.valueOf(volume.object("UsageData").optionalNumber("RefCount").orElse(0L)));
            fields.put("Size", ByteUnits.human(Math.max(0, volume.object("UsageData").optionalNumber("Size").orElse(0L))));
            volumes.add(new Row("*formatter.volumeContext", fields));
        }
        session.out().print("Images space usage:\n\n" + Listing.of("", "{{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}"
                + "\t{{.SharedSize}}\t{{.UniqueSize}}\t{{.Containers}}").print(images, ImageRow.HEADINGS));
        session.out().print("\nContainers space usage:\n\n"
                + Listing.of("", "{{.ID}}\t{{.Image}}\t{{.Command}}\t{{.LocalVolumes}}\t{{.Size}}"
                + "\t{{.RunningFor}}\t{{.Status}}\t{{.Names}}").print(containers, ContainerRow.HEADINGS));
        session.out().print("\nLocal Volumes space usage:\n\n" + Listing.of("", "{{.Name}}\t{{.Links}}\t{{.Size}}").print(volumes,
                VOLUME_HEADINGS));
        session.out().print("\nBuild cache usage: " + buildCache(usage).fields().get("Size") + "\n\n"
                + Listing.of("", "{{.ID}}\t{{.CacheType}}\t{{.Size}}\t{{.CreatedSince}}\t{{.LastUsedSince}}\t{{.UsageCount}}\t{{.Shared}}")
                .print(List.of(), CACHE_HEADINGS));
    }

    /** Here the size is the container's own alone. */
    private static Row withOwnSize(JsonObject container) throws IOException {
        Row row = ContainerRow.of(container, false);
        Map<String, Object> fields = new LinkedHashMap<>(row.fields());
        fields.put("Size", ByteUnits.human(container.optionalNumber("SizeRw").orElse(0L), 3));
        return new Row(row.type(), fields);
    }
}
