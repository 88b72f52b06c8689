package minidocker.engine.api;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.core.Container;
import minidocker.engine.core.Engine;
import minidocker.engine.core.Event;
import minidocker.engine.http.Exchange;
import minidocker.engine.http.Filters;
import minidocker.engine.http.Router;

/** {@code POST /containers/prune}: removes what does not run. */
final class PruneRoutes {
    private final Engine engine;

    PruneRoutes(Engine engine) {
        this.engine = engine;
    }

    void addTo(Router router) {
        router.add("POST", "/containers/prune", this::prune);
    }

    private void prune(Exchange exchange) throws IOException {
        Filters filters = exchange.filters().only(Set.of("until", "label", "label!"));
        Optional<Instant> until = until(filters);
        List<String> removed = new ArrayList<>();
        long bytes = 0;
        for (Container container : engine.containers().all()) {
            boolean old = until.isEmpty() || container.created().isBefore(until.get());
            if (old && !container.state().isRunning() && ContainerFilter.labels(container.config().labels(), filters)) {
                long written = engine.sizes(container).written();
                try {
                    engine.remove(container, false, false);
                    removed.add(container.id().hex());
                    bytes += written;
                } catch (Refusal startedOrRemovedMeanwhile) {
                    // Then it is not one of those that are meant.
                }
            }
        }
        engine.events().publish(Event.now("container", "prune", "", Map.of("reclaimed", Long.toString(bytes))));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("ContainersDeleted", removed.isEmpty() ? null : removed);
        json.put("SpaceReclaimed", bytes);
        exchange.json(200, json);
    }

    /** {@code 24h}, seconds since 1970, or RFC 3339. */
    static Optional<Instant> until(Filters filters) {
        List<String> values = filters.get("until");
        if (values.size() > 1) {
            throw new Refusal(Kind.BAD_PARAMETER, "more than one until filter specified");
        }
        if (values.isEmpty()) {
            return Optional.empty();
        }
        String text = values.get(0);
        try {
            if (text.matches("([0-9]+(\\.[0-9]+)?[hms])+")) {
                return Optional.of(Instant.now().minus(Duration.parse("PT" + text.toUpperCase(Locale.ROOT))));
            }
        } catch (DateTimeException tooLong) {
            throw new Refusal(Kind.BAD_PARAMETER, "invalid filter 'until=" + text + "'", tooLong);
        }
        return Times.parse(Optional.of(text));
    }
}
