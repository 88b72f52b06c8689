package minidocker.engine.client;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import minidocker.json.Json;
import minidocker.json.JsonObject;
import minidocker.json.MalformedJson;

/** What the engine answered: status, headers, and a body that arrives as it is read. */
public final class Response implements Closeable {
    private static final int MAX_HEAD = 1 << 20;

    private final int status;
    private final Map<String, String> headers;
    private final Connection connection;
    private InputStream body;

    private Response(int status, Map<String, String> headers, Connection connection) {
        this.status = status;
        this.headers = headers;
        this.connection = connection;
    }

    /**
     * Reads the head of the answer.
     *
     * @param hasBody false for the answer to HEAD
     */
    static Response read(Connection connection, boolean hasBody) throws IOException {
        InputStream in = connection.in();
        String first = line(in);
        while (first.startsWith("HTTP/1.1 100")) {
            while (!line(in).isEmpty()) {
                continue;
            }
            first = line(in);
        }
        if (!first.startsWith("HTTP/1.") || first.length() < 12) {
            throw new IOException("what answers there does not speak HTTP");
        }
        int status = Integer.parseInt(first.substring(9, 12));
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
            }
        }
        Response response = new Response(status, headers, connection);
        response.body = response.bodyOf(in, hasBody);
        return response;
    }

    private InputStream bodyOf(InputStream in, boolean hasBody) {
        if (status == 101) {
            return in;
        }
        if (!hasBody || status == 204 || status == 304) {
            return InputStream.nullInputStream();
        }
        if (header("transfer-encoding").equalsIgnoreCase("chunked")) {
            return new ChunkedBody(in);
        }
        String length = header("content-length");
        return length.isEmpty() ? in : new SizedBody(in, Long.parseLong(length));
    }

    /** Up to the end of the line, which is not part of it. */
    static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the engine closed the connection before it had answered");
            }
            if (line.size() == MAX_HEAD) {
                throw new IOException("the head of the engine's answer has no end");
            }
            line.write(c);
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    public int status() {
        return status;
    }

    /** Empty if there is none. */
    public String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    public InputStream body() {
        return body;
    }

    /** The whole body as JSON; null if there is none. */
    public Object json() throws IOException {
        byte[] bytes = body.readAllBytes();
        return bytes.length == 0 ? null : Json.parse(bytes);
    }

    /** The whole body, which must be a JSON object. */
    public JsonObject object() throws IOException {
        return Json.parseObject(body.readAllBytes(), "the engine's answer");
    }

    /** @throws ApiError unless the status is one of success */
    Response orError() throws IOException {
        if (status < 400) {
            return this;
        }
        String text = new String(body.readAllBytes(), StandardCharsets.UTF_8).strip();
        String trace = "";
        try {
            if (Json.parse(text) instanceof Map<?, ?> map && map.get("message") instanceof String message) {
                text = message;
                trace = map.get("trace") instanceof String table ? table : "";
            }
        } catch (MalformedJson plainText) {
            // Then it is the sentence itself.
        }
        throw new ApiError(status, text.isEmpty() ? "it answered with status " + status : text.strip(), trace);
    }

    /** The body was read to its end and another request may follow. */
    boolean isReusable() {
        return status != 101 && !header("connection").equalsIgnoreCase("close")
                && (body instanceof SizedBody sized ? sized.atEnd()
                : body instanceof ChunkedBody chunked ? chunked.atEnd() : body != connection.in());
    }

    Connection connection() {
        return connection;
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
