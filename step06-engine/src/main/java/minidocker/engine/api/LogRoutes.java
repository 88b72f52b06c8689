package minidocker.engine.api;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.engine.core.Container;
import minidocker.engine.core.Engine;
import minidocker.engine.http.ApiVersion;
import minidocker.engine.http.Exchange;
import minidocker.engine.http.Router;
import minidocker.engine.streams.LogEntry;
import minidocker.engine.streams.LogQuery;
import minidocker.engine.streams.LogReader;
import minidocker.engine.streams.MultiplexedStream;

/** {@code GET /containers/{id}/logs}. */
final class LogRoutes {
    private static final int BUFFER = 32 * 1024;
    /** All nine digits, so that the columns behind them line up. */
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z' ")
            .withZone(ZoneOffset.UTC);

    private final Engine engine;

    LogRoutes(Engine engine) {
        this.engine = engine;
    }

    void addTo(Router router) {
        router.add("GET", "/containers/{id}/logs", this::logs);
    }

    /** What a container without a terminal sends, to a client that can tell; all others are not told. */
    static String contentType(boolean tty, ApiVersion version) {
        return !tty && version.atLeast(1, 42) ? Exchange.MULTIPLEXED_STREAM : Exchange.RAW_STREAM;
    }

    private void logs(Exchange exchange) throws IOException {
        if (!exchange.flag("stdout") && !exchange.flag("stderr")) {
            throw new Refusal(Kind.BAD_PARAMETER, "Bad parameters: you must choose at least one stream");
        }
        Container container = engine.containers().find(exchange.parameter("id"));
        Instant since = Times.parse(exchange.query("since")).orElse(null);
        Instant until = Times.parse(exchange.query("until")).orElse(null);
        LogQuery query = new LogQuery(exchange.flag("stdout"), exchange.flag("stderr"), tail(exchange), since, until,
                exchange.flag("follow"));
        boolean tty = container.config().tty();
        String details = exchange.flag("details") ? details(container.streams().log().attributes()) + " " : "";
        boolean timestamps = exchange.flag("timestamps");
        try (LogReader reader = container.streams().log().read(query)) {
            exchange.onGone(reader::close);
            OutputStream out = new BufferedOutputStream(exchange.respond(200, contentType(tty, exchange.apiVersion())), BUFFER);
            out.flush();
            LogEntry entry = reader.nextIfThere();
            while (true) {
                if (entry == null) {
                    out.flush();
                    entry = reader.next();
                }
                if (entry == null) {
                    return;
                }
                write(out, entry, (timestamps ? TIMESTAMP.format(entry.time()) : "") + details, tty);
                entry = reader.nextIfThere();
            }
        }
    }

    private static void write(OutputStream out, LogEntry entry, String prefix, boolean tty) throws IOException {
        byte[] before = prefix.getBytes(StandardCharsets.UTF_8);
        if (!tty) {
            out.write(MultiplexedStream.header(entry.stream(), before.length + entry.text().length));
        }
        out.write(before);
        out.write(entry.text());
    }

    /** A number; everything else is all, as with Docker. */
    private static int tail(Exchange exchange) {
        String tail = exchange.query("tail").orElse("all");
        return tail.matches("[0-9]{1,9}") ? Integer.parseInt(tail) : -1;
    }

    private static String details(Map<String, String> attributes) {
        return new TreeMap<>(attributes).entrySet().stream().map(one -> encoded(one.getKey()) + "=" + encoded(one.getValue()))
                .collect(Collectors.joining(","));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
