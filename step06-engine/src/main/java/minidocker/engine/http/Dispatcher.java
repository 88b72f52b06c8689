package minidocker.engine.http;

import java.io.IOException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;

/** Takes a request to its handler, and whatever the handler throws to the client. */
final class Dispatcher {
    private final Router router;
    private final Consumer<Throwable> mistakes;
    private final AtomicInteger running = new AtomicInteger();
    private volatile long lastEnd = System.nanoTime();

    /** @param mistakes is told what no client can be told: our own */
    Dispatcher(Router router, Consumer<Throwable> mistakes) {
        this.router = router;
        this.mistakes = mistakes;
    }

    /** How many requests are being answered. */
    int running() {
        return running.get();
    }

    /** When the last request was answered, in {@link System#nanoTime()}. */
    long lastEnd() {
        return lastEnd;
    }

    static Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Api-Version", ApiVersion.NEWEST.toString());
        headers.put("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
        headers.put("Docker-Experimental", "false");
        headers.put("Ostype", "linux");
        headers.put("Server", "mini-docker (linux)");
        return headers;
    }

    void serve(LiveExchange exchange) {
        running.incrementAndGet();
        try {
            try {
                route(exchange);
            } finally {
                exchange.handled();
            }
            exchange.finish();
        } catch (Throwable failure) {
            tell(exchange, failure);
        } finally {
            lastEnd = System.nanoTime();
            running.decrementAndGet();
        }
    }

    // tag::route[]
    private void route(LiveExchange exchange) throws Exception {
        Request request = exchange.request();
        ApiVersion version = request.version().map(Dispatcher::negotiated).orElse(ApiVersion.NEWEST);
        Router.Match match = router.find(request.method(), request.path())
                .orElseThrow(() -> new Refusal(Kind.NOT_FOUND, "page not found"));
        exchange.routed(version, match.parameters());
        match.handler().handle(exchange);
    }
    // end::route[]

    /** Docker's words. */
    private static ApiVersion negotiated(String text) {
        ApiVersion version = ApiVersion.parse(text)
                .orElseThrow(() -> new Refusal(Kind.BAD_PARAMETER, "invalid API version: " + text + " (write it as v"
                        + ApiVersion.NEWEST + ")"));
        if (version.compareTo(ApiVersion.OLDEST) < 0) {
            throw new Refusal(Kind.BAD_PARAMETER, "client version " + version + " is too old. Minimum supported API version is "
                    + ApiVersion.OLDEST + ", please upgrade your client to a newer version");
        }
        if (version.compareTo(ApiVersion.NEWEST) > 0) {
            throw new Refusal(Kind.BAD_PARAMETER, "client version " + version
                    + " is too new. Maximum supported API version is " + ApiVersion.NEWEST);
        }
        return version;
    }

    private void tell(LiveExchange exchange, Throwable failure) {
        Failure told = Failure.of(failure);
        if (told.isMistake()) {
            mistakes.accept(failure);
        }
        if (exchange.answered()) {
            exchange.cut();
            return;
        }
        try {
            if (told.status() == 304) {
                exchange.empty(304);
            } else {
                exchange.json(told.status(), Map.of("message", told.sentence()));
            }
            exchange.finish();
        } catch (IOException | RuntimeException gone) {
            exchange.cut();
        }
    }
}
