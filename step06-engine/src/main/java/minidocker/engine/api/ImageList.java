package minidocker.engine.api;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.engine.core.Container;
import minidocker.engine.core.Engine;
import minidocker.engine.http.ApiVersion;
import minidocker.engine.http.Filters;
import minidocker.images.DiffId;
import minidocker.images.ImageReference;
import minidocker.images.inventory.Image;
import minidocker.images.inventory.ImageFilter;

/** {@code GET /images/json}: Docker's ImageSummary, one an image. */
final class ImageList {
    private final Engine engine;
    private final ApiVersion version;

    ImageList(Engine engine, ApiVersion version) {
        this.engine = engine;
        this.version = version;
    }

    /** @param sharedSize whether to tell what an image shares with others, which takes a look at all of them */
    List<Map<String, Object>> json(Filters filters, boolean sharedSize, boolean containers) throws IOException {
        ImageFilter filter = ImageFilter.of(lines(filters), engine.images());
        List<Image> all = engine.images().all();
        Map<DiffId, Integer> users = sharedSize ? users(all) : Map.of();
        Map<String, Integer> used = new HashMap<>();
        for (Container container : engine.containers().all()) {
            used.merge(container.image().toString(), 1, Integer::sum);
        }
        List<Map<String, Object>> summaries = new ArrayList<>();
        for (Image image : all) {
            if (filter.images().test(image)) {
                long shared = sharedSize ? shared(image, users) : -1;
                int count = containers ? used.getOrDefault(image.id().toString(), 0) : -1;
                summaries.add(summary(image, filter, shared, count));
            }
        }
        return summaries;
    }

    /** As {@link ImageFilter} reads them. */
    static List<String> lines(Filters filters) {
        List<String> lines = new ArrayList<>();
        filters.values().forEach((name, values) -> values.forEach(value -> lines.add(name + "=" + value)));
        return lines;
    }

    private Map<String, Object> summary(Image image, ImageFilter filter, long shared, int containers) {
        List<String> tags = shown(image.tags(), filter);
        List<String> digests = shown(image.digests(), filter);
        if (!version.atLeast(1, 43) && tags.isEmpty()) {
            tags = List.of("<none>:<none>");
            digests = digests.isEmpty() ? List.of("<none>@<none>") : digests;
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Containers", containers);
        json.put("Created", image.created().orElse(Instant.EPOCH).getEpochSecond());
        json.put("Id", image.id().toString());
        Map<String, String> labels = image.config().defaults().labels();
        json.put("Labels", labels.isEmpty() ? null : labels);
        json.put("ParentId", "");
        json.put("RepoDigests", digests);
        json.put("RepoTags", tags);
        json.put("SharedSize", shared);
        json.put("Size", image.size());
        if (!version.atLeast(1, 44)) {
            json.put("VirtualSize", image.size());
        }
        return json;
    }

    private static List<String> shown(List<ImageReference> names, ImageFilter filter) {
        return names.stream().filter(filter.names()).map(ImageReference::familiar).toList();
    }

    private static Map<DiffId, Integer> users(List<Image> images) {
        Map<DiffId, Integer> users = new HashMap<>();
        for (Image image : images) {
            image.config().diffIds().stream().distinct().forEach(layer -> users.merge(layer, 1, Integer::sum));
        }
        return users;
    }

    private static long shared(Image image, Map<DiffId, Integer> users) {
        long bytes = 0;
        List<DiffId> layers = image.config().diffIds();
        for (int i = 0; i < layers.size() && i < image.layerBytes().size(); i++) {
            if (users.get(layers.get(i)) > 1) {
                bytes += image.layerBytes().get(i);
            }
        }
        return bytes;
    }
}
