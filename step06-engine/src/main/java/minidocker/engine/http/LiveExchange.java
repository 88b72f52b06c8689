package minidocker.engine.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import minidocker.engine.Refusal;
import minidocker.engine.Refusal.Kind;
import minidocker.json.Json;
import minidocker.json.JsonObject;

/** An exchange on a connection. */
final class LiveExchange implements Exchange {
    private static final Set<String> NO = Set.of("", "0", "no", "false", "none");

    private static final int UNREAD_BYTES = 64 << 10;
    private static final long UNREAD_NANOS = 500_000_000;

    private final Request request;
    private final Inflow body;
    private final Outflow out;
    private final Connection connection;
    private final Limits limits;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private ApiVersion version = ApiVersion.NEWEST;
    private Map<String, String> parameters = Map.of();
    private volatile boolean answered;
    private BodyOutput response;
    private boolean reusable = true;
    private final Object gone = new Object();
    private boolean returned;

    LiveExchange(Request request, Inflow body, Outflow out, Connection connection, Limits limits) {
        this.request = request;
        this.body = body;
        this.out = out;
        this.connection = connection;
        this.limits = limits;
    }

    Request request() {
        return request;
    }

    void routed(ApiVersion asked, Map<String, String> variables) {
        version = asked;
        parameters = variables;
    }

    @Override
    public String method() {
        return request.method();
    }

    @Override
    public String path() {
        return request.path();
    }

    @Override
    public ApiVersion apiVersion() {
        return version;
    }

    @Override
    public String parameter(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalStateException("the route has no {" + name + "}");
        }
        return value;
    }

    @Override
    public Optional<String> query(String name) {
        return queryAll(name).stream().findFirst();
    }

    @Override
    public List<String> queryAll(String name) {
        return request.queries().getOrDefault(name, List.of());
    }

    @Override
    public Map<String, List<String>> queries() {
        return request.queries();
    }

    @Override
    public boolean flag(String name) {
        return flag(name, false);
    }

    @Override
    public boolean flag(String name, boolean absent) {
        return query(name).map(value -> !NO.contains(value.strip().toLowerCase(Locale.ROOT))).orElse(absent);
    }

    @Override
    public Optional<Long> number(String name) {
        return query(name).filter(text -> !text.isEmpty()).map(text -> {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw new Refusal(Kind.BAD_PARAMETER, "invalid value for " + name + ": \"" + text + "\" is no whole number");
            }
        });
    }

    @Override
    public Filters filters() {
        return Filters.parse(query("filters").orElse(""));
    }

    @Override
    public Optional<String> header(String name) {
        return request.header(name);
    }

    @Override
    public InputStream body() {
        return body;
    }

    @Override
    public JsonObject bodyJson() throws IOException {
        if (!request.hasBody()) {
            return new JsonObject(Map.of(), "the request");
        }
        String type = header("Content-Type").orElse("");
        if (!type.split(";")[0].strip().equalsIgnoreCase("application/json")) {
            throw new Refusal(Kind.BAD_PARAMETER, type.isEmpty() ? "Content-Type of the request must be 'application/json'"
                    : "unsupported Content-Type header (" + type + "): must be 'application/json'");
        }
        body.setDeadline(System.nanoTime() + limits.jsonTime().toNanos());
        byte[] json = body.readNBytes(limits.jsonBytes() + 1);
        body.setDeadline(0);
        if (json.length > limits.jsonBytes()) {
            throw new Refusal(Kind.TOO_LARGE, "request body too large: it may have " + limits.jsonBytes() + " bytes");
        }
        return json.length == 0 ? new JsonObject(Map.of(), "the request") : Json.parseObject(json, "the request");
    }

    @Override
    public void setHeader(String name, String value) {
        headers.put(name, value);
    }

    @Override
    public void json(int status, Object value) throws IOException {
        whole(status, "application/json", (Json.compact(value) + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Override
    public void noContent() throws IOException {
        empty(204);
    }

    @Override
    public void empty(int status) throws IOException {
        if (status == 204 || status == 304) {
            begin();
            out.write(head(status).toString());
        } else {
            whole(status, "", new byte[0]);
        }
    }

    @Override
    public void text(int status, String content) throws IOException {
        whole(status, "text/plain; charset=utf-8", content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private void whole(int status, String contentType, byte[] content) throws IOException {
        begin();
        ResponseHead head = head(status);
        if (!contentType.isEmpty()) {
            head.set("Content-Type", contentType);
        }
        head.set("Content-Length", Integer.toString(content.length));
        byte[] bytes = head.toString().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        boolean bodiless = method().equals("HEAD");
        byte[] all = java.util.Arrays.copyOf(bytes, bytes.length + (bodiless ? 0 : content.length));
        System.arraycopy(content, 0, all, bytes.length, all.length - bytes.length);
        out.write(all, 0, all.length);
    }

    @Override
    public OutputStream respond(int status, String contentType) throws IOException {
        begin();
        ResponseHead head = head(status).set("Content-Type", contentType);
        if (method().equals("HEAD")) {
            response = new BodyOutput(out, BodyOutput.Coding.NONE);
        } else if (request.http11()) {
            head.set("Transfer-Encoding", "chunked");
            response = new BodyOutput(out, BodyOutput.Coding.CHUNKED);
        } else {
            reusable = false;
            response = new BodyOutput(out, BodyOutput.Coding.UNTIL_CLOSE);
        }
        out.write(head.toString());
        return response;
    }

    private ResponseHead head(int status) {
        ResponseHead head = new ResponseHead(status).setAll(Dispatcher.headers()).setAll(headers);
        if (!request.http11() || request.hasToken("Connection", "close")) {
            reusable = false;
        }
        return reusable ? head : head.set("Connection", "close");
    }

    private void begin() {
        if (answered) {
            throw new IllegalStateException("there is an answer already");
        }
        answered = true;
    }

    @Override
    public boolean answered() {
        return answered;
    }

    @Override
    public void onGone(Runnable action) {
        connection.whenGone(() -> {
            synchronized (gone) {
                if (!returned) {
                    action.run();
                }
            }
        });
    }

    @Override
    public Duplex hijack(String contentType) throws IOException {
        // What is left of the request's own body is not the raw bytes.
        body.skip(Long.MAX_VALUE);
        begin();
        reusable = false;
        boolean upgrade = request.hasToken("Connection", "Upgrade") && request.header("Upgrade").isPresent();
        ResponseHead head = upgrade ? new ResponseHead(101, "UPGRADED") : new ResponseHead(200);
        head.setAll(Dispatcher.headers()).setAll(headers).set("Content-Type", contentType);
        if (upgrade) {
            head.set("Connection", "Upgrade").set("Upgrade", "tcp");
        }
        out.write(head.toString());
        return new RawBytes(connection.raw(), out, connection, this::onGone);
    }

    @Override
    public Duplex webSocket() throws IOException {
        String key = request.header("Sec-WebSocket-Key").orElse("");
        if (!request.hasToken("Connection", "Upgrade") || !request.hasToken("Upgrade", "websocket") || key.isEmpty()
                || !request.header("Sec-WebSocket-Version").orElse("").equals("13")) {
            throw new Refusal(Kind.BAD_PARAMETER, "this is for clients that ask for a websocket: Connection: Upgrade, "
                    + "Upgrade: websocket, Sec-WebSocket-Version: 13 and a Sec-WebSocket-Key");
        }
        body.skip(Long.MAX_VALUE);
        begin();
        reusable = false;
        ResponseHead head = new ResponseHead(101, "Switching Protocols").setAll(Dispatcher.headers()).setAll(headers)
                .set("Connection", "Upgrade").set("Upgrade", "websocket").set("Sec-WebSocket-Accept", WebSocket.accept(key));
        out.write(head.toString());
        return new WebSocket(new RawBytes(connection.raw(), out, connection, this::onGone));
    }

    /** The handler has returned, or thrown something: its thread will soon have other things to do. */
    void handled() {
        synchronized (gone) {
            returned = true;
        }
        // Perhaps an action of onGone interrupted it just before.
        Thread.interrupted();
    }

    /** Completes the answer. */
    void finish() throws IOException {
        if (!answered) {
            noContent();
        }
        if (response != null) {
            response.close();
        }
        if (reusable && request.hasBody() && !request.hasToken("Expect", "100-continue")) {
            readOver();
        }
        connection.exchangeEnded(reusable);
    }

    /** A short body that the handler did not care for, an empty object perhaps, is no reason to close the connection. */
    private void readOver() {
        body.setDeadline(System.nanoTime() + UNREAD_NANOS);
        try {
            body.readNBytes(UNREAD_BYTES);
        } catch (IOException tooLate) {
            // Then it is not complete, and the connection is closed.
        }
    }

    /** The handler has failed in the middle of an answer: whoever reads it must not take it for a whole one. */
    void cut() {
        connection.cut();
        connection.exchangeEnded(false);
    }
}
