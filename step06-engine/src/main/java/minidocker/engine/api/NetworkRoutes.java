package minidocker.engine.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.time.Instant;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.core.Container;
import minidocker.engine.core.Engine;
import minidocker.engine.core.Event;
import minidocker.engine.http.Exchange;
import minidocker.engine.http.Filters;
import minidocker.engine.http.Router;
import minidocker.engine.network.Cidr;
import minidocker.engine.network.Endpoint;
import minidocker.engine.network.EndpointSettings;
import minidocker.engine.network.Member;
import minidocker.engine.network.Network;
import minidocker.engine.network.NetworkRequest;
import minidocker.json.JsonObject;
import minidocker.syscall.ProgramTable;

/** {@code /networks}. */
final class NetworkRoutes {
    private static final Set<String> KNOWN = Set.of("dangling", "driver", "id", "label", "label!", "name", "scope", "type");

    private final Engine engine;

    NetworkRoutes(Engine engine) {
        this.engine = engine;
    }

    void addTo(Router router) {
        router.add("GET", "/networks", this::list);
        router.add("POST", "/networks/create", this::create);
        router.add("POST", "/networks/prune", this::prune);
        router.add("GET", "/networks/{name:.*}", exchange -> exchange.json(200, json(network(exchange))));
        router.add("DELETE", "/networks/{name:.*}", exchange -> {
            tell(engine.networks().remove(exchange.parameter("name")), "destroy");
            exchange.noContent();
        });
        router.add("POST", "/networks/{name:.*}/connect", this::connect);
        router.add("POST", "/networks/{name:.*}/disconnect", this::disconnect);
    }

    private Network network(Exchange exchange) {
        return engine.networks().find(exchange.parameter("name"));
    }

    private void tell(Network network, String action) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("name", network.name());
        attributes.put("type", network.driver().toString());
        engine.events().publish(Event.now("network", action, network.id(), attributes));
    }

    /** With {@code trace=COLUMNS} the answer has a field {@code Trace}: the system calls that made the bridge, as text. */
    private void create(Exchange exchange) throws IOException {
        boolean traced = exchange.query("trace").isPresent();
        int columns = traced ? TraceRoutes.columns(exchange, "trace") : 0;
        StringBuilder trace = new StringBuilder();
        Network network = engine.networks().create(NetworkRequest.read(exchange.bodyJson()), trace::append);
        tell(network, "create");
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("Id", network.id());
        json.put("Warning", "");
        if (traced) {
            json.put("Trace", new ProgramTable(columns).trace(trace.toString()));
        }
        exchange.json(201, json);
    }

    /** With those who are on it. */
    private Map<String, Object> json(Network network) {
        Map<String, Object> json = network.json();
        json.put("Created", Times.rfc3339(network.created()));
        Map<String, Object> containers = new TreeMap<>();
        for (Member member : engine.networks().members(network)) {
            Endpoint endpoint = member.endpoint();
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("Name", member.containerName());
            one.put("EndpointID", endpoint.id());
            one.put("MacAddress", endpoint.mac());
            one.put("IPv4Address", endpoint.ipv4().map(Cidr::toString).orElse(""));
            one.put("IPv6Address", endpoint.ipv6().map(Cidr::toString).orElse(""));
            containers.put(member.container(), one);
        }
        json.put("Containers", containers);
        return json;
    }

    private void list(Exchange exchange) throws IOException {
        Filters filters = exchange.filters().only(KNOWN);
        List<Object> list = new ArrayList<>();
        for (Network network : engine.networks().all()) {
            if (fits(network, filters)) {
                Map<String, Object> json = json(network);
                json.put("Containers", Map.of());
                list.add(json);
            }
        }
        exchange.json(200, list);
    }

    private boolean fits(Network network, Filters filters) {
        for (String type : filters.get("type")) {
            if (!type.equals("custom") && !type.equals("builtin")) {
                throw new Refusal(Kind.BAD_PARAMETER, "invalid filter: 'type'='" + type + "'");
            }
        }
        return any(filters, "name", network.name()::contains) && any(filters, "id", network.id()::startsWith)
                && any(filters, "driver", network.driver().toString()::equals) && any(filters, "scope", "local"::equals)
                && any(filters, "type", type -> type.equals("builtin") == network.isPredefined())
                && ContainerFilter.labels(network.labels(), filters)
                && filters.bool("dangling").map(wanted -> wanted == isUnused(network)).orElse(true);
    }

    private static boolean any(Filters filters, String filter, Predicate<String> test) {
        return filters.get(filter).isEmpty() || filters.get(filter).stream().anyMatch(test);
    }

    /** No container belongs to it, be it running or not. */
    private boolean isUnused(Network network) {
        return !network.isPredefined() && engine.containers().all().stream()
                .noneMatch(container -> container.networks().find(network.name()).isPresent());
    }

    private void prune(Exchange exchange) throws IOException {
        Filters filters = exchange.filters().only(Set.of("until", "label", "label!"));
        Optional<Instant> until = PruneRoutes.until(filters);
        List<String> removed = new ArrayList<>();
        for (Network network : engine.networks().all()) {
            boolean old = until.isEmpty() || network.created().isBefore(until.get());
            if (old && isUnused(network) && ContainerFilter.labels(network.labels(), filters)) {
                try {
                    tell(engine.networks().remove(network.id()), "destroy");
                    removed.add(network.name());
                } catch (Refusal usedMeanwhile) {
                    // Then it is not one of those that are meant.
                }
            }
        }
        engine.events().publish(Event.now("network", "prune", "", Map.of("reclaimed", "0")));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("NetworksDeleted", removed.isEmpty() ? null : removed);
        exchange.json(200, json);
    }

    private void connect(Exchange exchange) throws IOException {
        JsonObject body = exchange.bodyJson();
        Container container = engine.containers().find(body.string("Container"));
        Optional<JsonObject> settings = body.optionalObject("EndpointConfig");
        engine.connect(container, network(exchange), settings.isPresent() ? EndpointSettings.read(settings.get()) : EndpointSettings.NONE);
        exchange.empty(200);
    }

    private void disconnect(Exchange exchange) throws IOException {
        JsonObject body = exchange.bodyJson();
        engine.disconnect(body.string("Container"), exchange.parameter("name"), body.bool("Force"));
        exchange.empty(200);
    }
}
