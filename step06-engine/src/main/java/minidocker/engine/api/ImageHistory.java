package minidocker.engine.api;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import minidocker.images.ImageConfig;
import minidocker.images.ImageReference;
import minidocker.images.inventory.Image;

/** {@code GET /images/{name}/history}: the steps of an image's build, the last one first. */
final class ImageHistory {
    private ImageHistory() {}

    static List<Map<String, Object>> json(Image image) {
        List<ImageConfig.History> steps = image.config().history();
        List<Map<String, Object>> json = new ArrayList<>();
        int layer = 0;
        for (int i = 0; i < steps.size(); i++) {
            ImageConfig.History step = steps.get(i);
            boolean last = i == steps.size() - 1;
            boolean hasLayer = !step.emptyLayer() && layer < image.layerBytes().size();
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("Comment", step.comment());
            one.put("Created", seconds(step.created()));
            one.put("CreatedBy", step.createdBy());
            one.put("Id", last ? image.id().toString() : "<missing>");
            one.put("Size", hasLayer ? image.layerBytes().get(layer++) : 0L);
            List<String> tags = image.tags().stream().map(ImageReference::familiar).toList();
            one.put("Tags", last && !tags.isEmpty() ? tags : null);
            json.add(0, one);
        }
        return json;
    }

    private static long seconds(String rfc3339) {
        try {
            return rfc3339.isEmpty() ? 0 : OffsetDateTime.parse(rfc3339).toEpochSecond();
        } catch (DateTimeException unreadable) {
            return 0;
        }
    }
}
