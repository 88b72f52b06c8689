package minidocker.engine.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import minidocker.engine.core.Engine;
import minidocker.engine.core.Event;
import minidocker.engine.http.Exchange;
import minidocker.engine.http.Filters;
import minidocker.engine.http.Router;
import minidocker.engine.volume.Volume;
import minidocker.engine.volume.VolumeRequest;
import minidocker.json.JsonObject;

/** {@code /volumes}. */
final class VolumeRoutes {
    private final Engine engine;

    VolumeRoutes(Engine engine) {
        this.engine = engine;
    }

    void addTo(Router router) {
        router.add("GET", "/volumes", this::list);
        router.add("POST", "/volumes/create", this::create);
        router.add("POST", "/volumes/prune", this::prune);
        router.add("GET", "/volumes/{name}", exchange -> exchange.json(200, engine.volumes().find(exchange.parameter("name")).json()));
        router.add("DELETE", "/volumes/{name}", this::remove);
    }

    private void list(Exchange exchange) throws IOException {
        Filters filters = exchange.filters().only(Set.of("dangling", "driver", "label", "name"));
        Optional<Boolean> dangling = filters.bool("dangling");
        List<Object> volumes = new ArrayList<>();
        for (Volume volume : engine.volumes().all()) {
            if ((dangling.isEmpty() || dangling.get() == engine.volumes().users(volume.name()).isEmpty())
                    && any(filters, "driver", VolumeRequest.LOCAL::equals)
                    && any(filters, "name", wanted -> named(volume.name(), wanted))
                    && ContainerFilter.labels(volume.labels(), filters)) {
                volumes.add(volume.json());
            }
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Volumes", volumes);
        json.put("Warnings", null);
        exchange.json(200, json);
    }

    private static boolean any(Filters filters, String filter, Predicate<String> rule) {
        return !filters.has(filter) || filters.get(filter).stream().anyMatch(rule);
    }

    private static boolean named(String name, String wanted) {
        try {
            return Pattern.compile(wanted).matcher(name).find();
        } catch (PatternSyntaxException noPattern) {
            return name.contains(wanted);
        }
    }

    private void create(Exchange exchange) throws IOException {
        JsonObject body = exchange.bodyJson();
        VolumeRequest wanted = new VolumeRequest(body.optionalString("Name").orElse(""), body.optionalString("Driver").orElse(""),
                strings(body, "Labels"), strings(body, "DriverOpts"));
        exchange.json(201, engine.create(wanted).json());
    }

    private static Map<String, String> strings(JsonObject body, String field) throws IOException {
        return body.fields().get(field) == null ? Map.of() : body.stringMap(field);
    }

    private void remove(Exchange exchange) throws IOException {
        String name = exchange.parameter("name");
        if (!exchange.flag("force") || engine.volumes().lookup(name).isPresent()) {
            engine.volumes().remove(name);
        }
        exchange.noContent();
    }

    private void prune(Exchange exchange) throws IOException {
        Filters filters = exchange.filters().only(Set.of("all", "label", "label!"));
        // Until 1.41 pruning did not spare volumes that have a name.
        boolean all = !exchange.apiVersion().atLeast(1, 42) || filters.bool("all").orElse(false);
        List<String> removed = new ArrayList<>();
        long bytes = 0;
        for (Volume volume : engine.volumes().all()) {
            boolean meant = (all || volume.isAnonymous()) && ContainerFilter.labels(volume.labels(), filters)
                    && engine.volumes().users(volume.name()).isEmpty();
            if (meant) {
                long size = Engine.size(volume);
                List<String> gone = engine.volumes().removeUnused(List.of(volume.name()));
                removed.addAll(gone);
                bytes += gone.isEmpty() ? 0 : size;
            }
        }
        engine.events().publish(Event.now("volume", "prune", "", Map.of("reclaimed", Long.toString(bytes))));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("VolumesDeleted", removed.isEmpty() ? null : removed);
        json.put("SpaceReclaimed", bytes);
        exchange.json(200, json);
    }
}
