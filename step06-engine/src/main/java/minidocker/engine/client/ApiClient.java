package minidocker.engine.client;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import minidocker.json.Json;
import minidocker.json.JsonObject;

/**
 * Asks an engine. Paths are those of the API without the version, {@code /containers/json}; which version that is comes from the
 * engine's answer to {@code /_ping}: the newest that both know. Several threads may ask at once, each over a connection of its
 * own.
 */
public final class ApiClient implements Closeable {
    /** The newest version of the API that we speak. */
    public static final String NEWEST = "1.44";

    private static final int BUFFER = 1 << 15;

    private final Address address;
    private final String fixedVersion;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private String version;

    /** @param fixedVersion of the API, as {@code DOCKER_API_VERSION} has it; empty to find out */
    public ApiClient(Address address, String fixedVersion) {
        this.address = address;
        this.fixedVersion = fixedVersion;
    }

    /** Writes the body of a request. */
    public interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    private record JsonBody(byte[] bytes) implements Body {
        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(bytes);
        }
    }

    public Address address() {
        return address;
    }

    /** The version in use. @throws CannotConnect if there is no engine */
    public synchronized String version() throws IOException {
        if (version == null) {
            version = fixedVersion.isEmpty() ? negotiate() : fixedVersion;
        }
        return version;
    }

    private String negotiate() throws IOException {
        Response ping = exchange("HEAD", "/_ping", Map.of(), null);
        release(ping);
        String newest = ping.header("api-version");
        return newest.isEmpty() ? "1.24" : older(newest, NEWEST);
    }

    static String older(String a, String b) {
        return number(a) <= number(b) ? a : b;
    }

    private static int number(String version) {
        int dot = version.indexOf('.');
        return Integer.parseInt(version.substring(0, dot)) * 1000 + Integer.parseInt(version.substring(dot + 1));
    }

    /** True if the engine's API is at least this version. */
    public boolean knows(String wanted) throws IOException {
        return number(version()) >= number(wanted);
    }

    /** Answers with what came, already read; null for an empty body. */
    public Object get(String path, Query query) throws IOException {
        return whole("GET", path + query, null);
    }

    public JsonObject getObject(String path, Query query) throws IOException {
        Response response = send("GET", path + query, Map.of(), null);
        JsonObject object = response.object();
        release(response);
        return object;
    }

    /** @param json the body, or null for none */
    public Object post(String path, Query query, Object json) throws IOException {
        return whole("POST", path + query, json);
    }

    public Object delete(String path, Query query) throws IOException {
        return whole("DELETE", path + query, null);
    }

    private Object whole(String method, String target, Object json) throws IOException {
        Response response = send(method, target, json == null ? Map.of() : Map.of("Content-Type", "application/json"), json(json));
        Object answer = response.status() == 304 ? null : parsed(response);
        release(response);
        return answer;
    }

    private static Object parsed(Response response) throws IOException {
        byte[] bytes = response.body().readAllBytes();
        return bytes.length == 0 || !response.header("content-type").startsWith("application/json") ? null : Json.parse(bytes);
    }

    private static Body json(Object value) {
        return value == null ? null : new JsonBody(Json.bytes(value));
    }

    /** An answer whose body is still to come; to be closed. */
    public Response stream(String method, String path, Query query, Map<String, String> headers, Body body) throws IOException {
        return send(method, path + query, headers, body);
    }

    public Response stream(String method, String path, Query query) throws IOException {
        return send(method, path + query, Map.of(), null);
    }

    /** @param json the body, or null for none */
    public Response streamPost(String path, Query query, Object json) throws IOException {
        return send("POST", path + query, Map.of("Content-Type", "application/json"), json(json));
    }

    /** Asks for the connection itself, as attach and exec do. */
    public Upgraded upgrade(String path, Query query, Object json) throws IOException {
        return new Upgraded(send("POST", path + query,
                Map.of("Connection", "Upgrade", "Upgrade", "tcp", "Content-Type", "application/json"), json(json)));
    }

    private Response send(String method, String target, Map<String, String> headers, Body body) throws IOException {
        Response response = exchange(method, "/v" + version() + target, headers, body);
        try {
            return response.orError();
        } catch (ApiError e) {
            release(response);
            throw e;
        }
    }

    private Response exchange(String method, String target, Map<String, String> headers, Body body) throws IOException {
        // A connection that has waited may be closed by now, which shows only when it is used. What can be sent a second time is.
        Connection used = body == null || body instanceof JsonBody ? takeIdle() : null;
        if (used != null) {
            try {
                return exchange(used, method, target, headers, body);
            } catch (IOException closedMeanwhile) {
                used.close();
            }
        }
        return exchange(Connection.open(address), method, target, headers, body);
    }

    private Response exchange(Connection connection, String method, String target, Map<String, String> headers, Body body)
            throws IOException {
        StringBuilder head = new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: ")
                .append(address instanceof Address.Tcp tcp ? tcp.authority() : "api.moby.localhost")
                .append("\r\nUser-Agent: mini-docker\r\n");
        headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (body instanceof JsonBody json) {
            head.append("Content-Length: ").append(json.bytes.length).append("\r\n");
        } else if (body != null) {
            head.append("Transfer-Encoding: chunked\r\n");
        } else if (method.equals("POST") || method.equals("PUT")) {
            head.append("Content-Length: 0\r\n");
        }
        try {
            connection.out().write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
            if (body instanceof JsonBody json) {
                json.writeTo(connection.out());
            } else if (body != null) {
                OutputStream out = new BufferedOutputStream(new ChunkedOutput(connection.out()), BUFFER);
                body.writeTo(out);
                out.close();
            }
        } catch (RefusedBody e) {
            connection.close();
            throw e.getCause() instanceof IOException cause ? cause : e;
        } catch (IOException closed) {
            // An engine that refuses a request may do so before it has read it all; what it says is worth more than that.
        }
        return Response.read(connection, !method.equals("HEAD"));
    }

    private Connection takeIdle() {
        synchronized (idle) {
            return idle.pollFirst();
        }
    }

    /** An answer that was read is done with: its connection can serve again. */
    private void release(Response response) throws IOException {
        if (!response.isReusable()) {
            response.body().transferTo(OutputStream.nullOutputStream());
        }
        if (!response.isReusable()) {
            response.close();
            return;
        }
        synchronized (idle) {
            idle.addFirst(response.connection());
        }
    }

    @Override
    public void close() throws IOException {
        for (Connection connection = takeIdle(); connection != null; connection = takeIdle()) {
            connection.close();
        }
    }

    /** What a request's body is read from failed: that is the error to speak of, and not that the connection broke off. */
    public static final class RefusedBody extends IOException {
        private static final long serialVersionUID = 1;

        public RefusedBody(IOException cause) {
            super(cause);
        }
    }

    /** Copies a stream into a request. */
    public static Body copyOf(InputStream from) {
        return out -> {
            byte[] buffer = new byte[BUFFER];
            while (true) {
                int count;
                try {
                    count = from.read(buffer);
                } catch (IOException e) {
                    throw new RefusedBody(e);
                }
                if (count < 0) {
                    return;
                }
                out.write(buffer, 0, count);
            }
        };
    }
}
