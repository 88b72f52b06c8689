package minidocker.engine.api;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import minidocker.engine.core.Event;
import minidocker.engine.http.Filters;

/** Which events a client wants to hear of. Values of one filter are alternatives, except labels: all must be there. */
final class EventFilter implements Predicate<Event> {
    private static final Set<String> KNOWN = Set.of("config", "container", "daemon", "event", "image", "label", "network", "node",
            "plugin", "scope", "secret", "service", "type", "volume");
    private static final List<String> ACTORS = List.of("config", "container", "daemon", "network", "node", "plugin", "secret",
            "service", "volume");

    private final Filters filters;

    /** @throws minidocker.engine.Refusal BAD_PARAMETER, for a filter that nobody knows */
    EventFilter(Filters filters) {
        this.filters = filters.only(KNOWN);
    }

    @Override
    public boolean test(Event event) {
        return any("type", event.type()::equals) && any("scope", "local"::equals)
                && any("event", wanted -> happened(event, wanted))
                && ContainerFilter.labels(event.attributes(), new Filters(java.util.Map.of("label", filters.get("label"))))
                && actors(event) && any("image", wanted -> isImage(event, wanted));
    }

    private boolean any(String filter, Predicate<String> rule) {
        List<String> values = filters.get(filter);
        return values.isEmpty() || values.stream().anyMatch(rule);
    }

    /** {@code exec_create} means {@code exec_create: sh}, too. */
    private static boolean happened(Event event, String wanted) {
        return event.action().equals(wanted) || event.action().startsWith(wanted + ":");
    }

    /** Filters by different kinds of actors are alternatives: an event has one. */
    private boolean actors(Event event) {
        List<String> asked = ACTORS.stream().filter(filters::has).toList();
        return asked.isEmpty() || asked.stream()
                .anyMatch(kind -> event.type().equals(kind) && any(kind, wanted -> is(event, wanted)));
    }

    private static boolean is(Event event, String wanted) {
        return event.actor().startsWith(wanted) || wanted.equals(event.attributes().get("name"));
    }

    private static boolean isImage(Event event, String wanted) {
        String image = event.type().equals("image") ? event.attributes().get("name") : event.attributes().get("image");
        return event.type().equals("image") && event.actor().equals(wanted) || image != null
                && (image.equals(wanted) || image.split(":")[0].equals(wanted));
    }
}
