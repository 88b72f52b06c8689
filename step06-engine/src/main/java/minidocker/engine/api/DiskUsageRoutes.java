package minidocker.engine.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import minidocker.engine.core.Container;
import minidocker.engine.core.Engine;
import minidocker.engine.http.Exchange;
import minidocker.engine.http.Filters;
import minidocker.engine.http.Router;
import minidocker.engine.volume.Volume;
import minidocker.images.DiffId;
import minidocker.images.inventory.Image;

/** {@code GET /system/df}: what takes space on the disk. */
final class DiskUsageRoutes {
    private final Engine engine;

    DiskUsageRoutes(Engine engine) {
        this.engine = engine;
    }

    void addTo(Router router) {
        router.add("GET", "/system/df", this::usage);
    }

    private void usage(Exchange exchange) throws IOException {
        Set<String> types = new LinkedHashSet<>(exchange.queryAll("type"));
        Map<String, Object> json = new LinkedHashMap<>();
        if (types.isEmpty() || types.contains("image")) {
            json.put("LayersSize", layers());
            json.put("Images", new ImageList(engine, exchange.apiVersion()).json(Filters.NONE, true, true));
        }
        if (types.isEmpty() || types.contains("container")) {
            List<Object> containers = new ArrayList<>();
            for (Container container : engine.containers().all()) {
                Map<String, Object> one = ContainerSummary.of(engine, container);
                Engine.Sizes sizes = engine.sizes(container);
                one.put("SizeRw", sizes.written());
                one.put("SizeRootFs", sizes.root());
                containers.add(one);
            }
            json.put("Containers", containers);
        }
        if (types.isEmpty() || types.contains("volume")) {
            json.put("Volumes", volumes());
        }
        if (types.isEmpty() || types.contains("build-cache")) {
            json.put("BuildCache", List.of());
        }
        exchange.json(200, json);
    }

    private List<Object> volumes() {
        List<Object> volumes = new ArrayList<>();
        for (Volume volume : engine.volumes().all()) {
            Map<String, Object> one = volume.json();
            Map<String, Object> usage = new LinkedHashMap<>();
            usage.put("RefCount", engine.volumes().users(volume.name()).size());
            usage.put("Size", Engine.size(volume));
            one.put("UsageData", usage);
            volumes.add(one);
        }
        return volumes;
    }

    /** Each once, however many images have it. */
    private long layers() throws IOException {
        Map<DiffId, Long> sizes = new LinkedHashMap<>();
        for (Image image : engine.images().all()) {
            for (int i = 0; i < image.layerBytes().size() && i < image.config().diffIds().size(); i++) {
                sizes.put(image.config().diffIds().get(i), image.layerBytes().get(i));
            }
        }
        return sizes.values().stream().mapToLong(Long::longValue).sum();
    }
}
