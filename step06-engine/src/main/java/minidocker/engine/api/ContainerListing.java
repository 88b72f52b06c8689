package minidocker.engine.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import minidocker.engine.core.Container;
import minidocker.engine.core.Engine;
import minidocker.engine.http.Exchange;
import minidocker.engine.http.Router;

/** {@code GET /containers/json}. */
final class ContainerListing {
    private final Engine engine;

    ContainerListing(Engine engine) {
        this.engine = engine;
    }

    void addTo(Router router) {
        router.add("GET", "/containers/json", this::list);
    }

    private void list(Exchange exchange) throws IOException {
        ContainerFilter filter = new ContainerFilter(engine, exchange.filters());
        Predicate<Container> wanted = filter.test();
        long limit = exchange.number("limit").orElse(0L);
        boolean all = exchange.flag("all") || limit > 0 || filter.looksAtStopped();
        boolean sizes = exchange.flag("size");
        List<Object> list = new ArrayList<>();
        for (Container container : engine.containers().all()) {
            if (limit > 0 && list.size() == limit) {
                break;
            }
            if ((all || container.state().isRunning()) && wanted.test(container)) {
                Map<String, Object> json = ContainerSummary.of(engine, container);
                if (sizes) {
                    Engine.Sizes size = engine.sizes(container);
                    json.put("SizeRw", size.written());
                    json.put("SizeRootFs", size.root());
                }
                list.add(json);
            }
        }
        exchange.json(200, list);
    }
}
