package minidocker.engine.api;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import minidocker.engine.http.Exchange;
import minidocker.json.Json;

/**
 * What goes on while an image comes or goes, a JSON object a line:
 * {@code {"status":"Downloading","progressDetail":{"current":1,"total":2},"id":"0123456789ab"}}. The answer begins with the first
 * of them; an error before that has a status of its own, a later one is a line of the stream.
 */
final class ProgressStream {
    private final Exchange exchange;
    private OutputStream out;
    private IOException broken;

    ProgressStream(Exchange exchange) {
        this.exchange = exchange;
    }

    void status(String status) {
        write(Map.of("status", status));
    }

    void status(String id, String status) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("status", status);
        line.put("id", id);
        write(line);
    }

    /** Of one part; {@code total} is 0 where there is nothing to measure. */
    void progress(String id, String status, long current, long total) {
        Map<String, Object> detail = new LinkedHashMap<>();
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("status", status);
        line.put("progressDetail", detail);
        if (total > 0) {
            detail.put("current", current);
            detail.put("total", total);
            line.put("progress", ProgressBar.of(current, total));
        }
        line.put("id", id);
        write(line);
    }

    /** What a build or a load prints as it is. */
    void text(String text) {
        write(Map.of("stream", text));
    }

    /**
     * Something went wrong.
     *
     * @throws E if nothing was written yet: then whoever throws it on makes a status of it
     */
    <E extends Exception> void failed(E failure) throws E {
        if (out == null) {
            throw failure;
        }
        String sentence = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("errorDetail", Map.of("message", sentence));
        line.put("error", sentence);
        write(line);
    }

    /** A client that went away is no reason to fail in the middle of something; whoever wants to know asks {@link #check}. */
    private synchronized void write(Map<String, Object> line) {
        if (broken != null) {
            return;
        }
        try {
            if (out == null) {
                out = exchange.respond(200, "application/json");
            }
            out.write((Json.compact(line) + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException gone) {
            broken = gone;
        }
    }

    /** @throws IOException if the client is gone */
    synchronized void check() throws IOException {
        if (broken != null) {
            throw broken;
        }
    }

    /** Lets the answer begin even if there is nothing to tell. */
    void begin() throws IOException {
        if (out == null) {
            out = exchange.respond(200, "application/json");
            out.flush();
        }
    }
}
