package minidocker.engine.api;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import minidocker.engine.core.Engine;
import minidocker.engine.core.Event;
import minidocker.engine.core.Events;
import minidocker.engine.http.Exchange;
import minidocker.engine.http.Router;
import minidocker.json.Json;

/** {@code GET /events}: what has happened since some time, and what happens until another or until the client goes. */
final class EventRoutes {
    private final Engine engine;

    EventRoutes(Engine engine) {
        this.engine = engine;
    }

    void addTo(Router router) {
        router.add("GET", "/events", this::events);
    }

    private void events(Exchange exchange) throws IOException, InterruptedException {
        EventFilter filter = new EventFilter(exchange.filters());
        Optional<Instant> since = Times.parse(exchange.query("since"));
        Optional<Instant> until = Times.parse(exchange.query("until"));
        // Who names an end but no beginning wants to hear from now on.
        try (Events.Subscription events = since.isPresent() ? engine.events().subscribe(since.get()) : engine.events().subscribe();
                OutputStream out = exchange.respond(200, "application/json")) {
            exchange.onGone(events::close);
            out.flush();
            for (Event event = next(events, until); event != null; event = next(events, until)) {
                if (until.isPresent() && event.time().isAfter(until.get())) {
                    return;
                }
                if (filter.test(event)) {
                    out.write(Json.bytes(event.json()));
                    out.write('\n');
                    out.flush();
                }
            }
        }
    }

    /** Null when the time is up, or the client gone. */
    private static Event next(Events.Subscription events, Optional<Instant> until) throws InterruptedException {
        return until.isEmpty() ? events.take() : events.poll(Math.max(0, Duration.between(Instant.now(), until.get()).toMillis()));
    }
}
