package minidocker.engine.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import minidocker.json.JsonObject;

/** A request and its answer. One thread's, except that the streams may be used by one reader and one writer at a time. */
public interface Exchange {
    /** GET, HEAD, POST, PUT, DELETE. A HEAD request reaches the handler of GET if there is no other; its body goes nowhere. */
    String method();

    /** Without the version in front and without the query: {@code /containers/json}. */
    String path();

    /** The version in the path; without one, the newest. */
    ApiVersion apiVersion();

    /** What stands in the path for {@code {name}} of the route, decoded. */
    String parameter(String name);

    /** The first value; empty if it is absent, the empty string for {@code ?name=} and {@code ?name}. */
    Optional<String> query(String name);

    /** All values, in order: {@code ?names=a&names=b}. */
    List<String> queryAll(String name);

    /** A yes or no as Docker reads it: absent, empty, 0, no, false and none (in any case) are no, all else is yes. */
    boolean flag(String name);

    /** As {@link #flag(String)}, with something else for absent. */
    boolean flag(String name, boolean absent);

    /** A whole number, empty if absent or empty; anything else is refused with 400. */
    Optional<Long> number(String name);

    /**
     * The query's {@code filters}, in both of Docker's forms: {@code {"label":["a"]}} and {@code {"label":{"a":true}}}.
     * Malformed ones are refused with 400.
     */
    Filters filters();

    /** The first header of that name, in any case. */
    Optional<String> header(String name);

    /** The body as it comes in; empty if there is none. Not closed by who reads it. */
    InputStream body() throws IOException;

    /**
     * The body as a JSON object: at most 16 MB (413 otherwise), {@code Content-Type: application/json} asked for as Docker does;
     * without any body, an empty object.
     */
    JsonObject bodyJson() throws IOException;

    /** A header of the answer to come. */
    void setHeader(String name, String value);

    /** The whole answer. {@code value} is a tree as {@code minidocker.json.Json} prints: Map, List, String, Number ... */
    void json(int status, Object value) throws IOException;

    /** The whole answer, as {@code text/plain}. */
    void text(int status, String content) throws IOException;

    /** The whole answer: 204. */
    void noContent() throws IOException;

    /** The whole answer: a status without a body, 304 for example; 200 to 202 with an empty one. */
    void empty(int status) throws IOException;

    /**
     * The beginning of an answer of unknown length. {@code flush()} sends what was written so far, at once even if it is nothing
     * (then the client has the status line and the headers). {@code close()} ends it; so does the return of the handler. A client
     * that went away gives an IOException at one of the next writes.
     */
    OutputStream respond(int status, String contentType) throws IOException;

    /** True once the answer has begun: an error can no longer be told to the client. */
    boolean answered();

    /**
     * Runs something when the client has gone away, on another thread: so that a handler that waits for something else (logs
     * --follow, events, wait, stats) does not wait in vain; {@code onGone(Thread.currentThread()::interrupt)} is a good one. Runs
     * at once if it is gone already; not at all after the handler's return, which waits for it, so it must not block.
     */
    void onGone(Runnable action);

    /**
     * Turns the connection into raw bytes in both directions: with {@code 101 UPGRADED} if the client asked for it
     * ({@code Connection: Upgrade, Upgrade: tcp}), with {@code 200} otherwise. The client may have sent raw bytes already. The
     * connection ends with the handler's return.
     *
     * @param contentType {@link #RAW_STREAM}, or {@link #MULTIPLEXED_STREAM} for a client of 1.42 or later that upgrades
     */
    Duplex hijack(String contentType) throws IOException;

    /**
     * Turns the connection into a websocket, RFC 6455: what is written are binary messages, what is read is what the client's
     * messages hold.
     *
     * @throws minidocker.engine.Refusal BAD_PARAMETER if the client did not ask for one
     */
    Duplex webSocket() throws IOException;

    /** What an attached terminal sends, and everything before API version 1.42. */
    String RAW_STREAM = "application/vnd.docker.raw-stream";
    /** Output in frames of eight bytes of header and a payload. */
    String MULTIPLEXED_STREAM = "application/vnd.docker.multiplexed-stream";

    /** All of the query, decoded, in order. */
    Map<String, List<String>> queries();
}
