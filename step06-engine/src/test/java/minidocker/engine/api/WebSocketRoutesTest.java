package minidocker.engine.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import minidocker.json.Json;
import minidocker.testing.Eventually;
import minidocker.testing.Needs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Attach as a browser does it, with the JDK's own client; and the routes that tell of what there is not. */
@Timeout(180)
class WebSocketRoutesTest {
    private static ApiServer api;
    private static InetSocketAddress address;

    private final String word = UUID.randomUUID().toString();

    @BeforeAll
    static void start() throws IOException {
        Needs.root();
        api = new ApiServer();
        address = api.server.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Optional.empty());
        assertThat(api.post("/images/create?fromImage=hostbox&tag=latest").status()).isEqualTo(200);
    }

    @AfterAll
    static void stop() throws IOException {
        if (api != null) {
            api.close();
            assertThat(api.mistakes).isEmpty();
        }
    }

    /** What has come so far, and the code of the end. */
    private static final class Browser implements WebSocket.Listener {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        final CompletableFuture<String> pong = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] some = new byte[data.remaining()];
            data.get(some);
            synchronized (bytes) {
                bytes.writeBytes(some);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
            pong.complete(StandardCharsets.UTF_8.decode(message).toString());
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed.completeExceptionally(error);
        }

        String text() {
            synchronized (bytes) {
                return bytes.toString(StandardCharsets.UTF_8);
            }
        }
    }

    private static String create(String script) throws Exception {
        Map<String, Object> body = Map.of("Image", "hostbox", "Cmd", List.of("sh", "-c", script), "OpenStdin", true, "StdinOnce", true);
        return api.ask("POST", "/containers/create", "Content-Type: application/json\r\n", Json.bytes(body)).object().string("Id");
    }

    private static WebSocket attach(String id, Browser browser) throws Exception {
        URI uri = URI.create("ws://" + address.getHostString() + ":" + address.getPort() + "/v1.44/containers/" + id
                + "/attach/ws?stream=1&stdin=1&stdout=1&stderr=1");
        return HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(uri, browser).get(60, TimeUnit.SECONDS);
    }

    @Test
    void a_browser_types_reads_and_hears_of_the_end() throws Exception {
        String id = create("read line; echo got $line; read line; echo and $line >&2");
        Browser browser = new Browser();
        WebSocket socket = attach(id, browser);
        assertThat(api.post("/containers/" + id + "/start").status()).isEqualTo(204);
        socket.sendText(word, false).get();
        socket.sendText("\n", true).get();
        Eventually.holds(() -> browser.text().equals("got " + word + "\n"), () -> "the answer, and not " + browser.text());
        socket.sendPing(ByteBuffer.wrap(word.getBytes(StandardCharsets.UTF_8))).get();
        assertThat(browser.pong.get(60, TimeUnit.SECONDS)).isEqualTo(word);
        String longer = "x".repeat(3000);
        socket.sendBinary(ByteBuffer.wrap((longer + "\n").getBytes(StandardCharsets.UTF_8)), true).get();
        assertThat(browser.closed.get(60, TimeUnit.SECONDS)).isEqualTo(1000);
        assertThat(browser.text()).isEqualTo("got " + word + "\nand " + longer + "\n");
        api.ask("DELETE", "/containers/" + id + "?force=1", "", new byte[0]);
    }

    @Test
    void the_container_goes_on_when_the_browser_leaves() throws Exception {
        String id = create("while :; do echo " + word + "; sleep 0.1; done");
        Browser browser = new Browser();
        WebSocket socket = attach(id, browser);
        assertThat(api.post("/containers/" + id + "/start").status()).isEqualTo(204);
        Eventually.holds(() -> browser.text().contains(word), () -> "output");
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get();
        assertThat(browser.closed.get(60, TimeUnit.SECONDS)).isEqualTo(1000);
        assertThat(api.get("/containers/" + id + "/json").object().object("State").string("Status")).isEqualTo("running");
        api.ask("DELETE", "/containers/" + id + "?force=1", "", new byte[0]);
    }

    @Test
    void who_does_not_ask_for_a_websocket_is_told_how() throws Exception {
        String id = create("true");
        ApiServer.Answer answer = api.get("/containers/" + id + "/attach/ws?stream=1&stdout=1");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("Sec-WebSocket-Key");
        api.ask("DELETE", "/containers/" + id + "?force=1", "", new byte[0]);
    }

    @Test
    void there_is_no_swarm_and_there_are_no_plugins() throws Exception {
        for (String path : List.of("/nodes", "/services", "/tasks/x", "/secrets", "/configs/x", "/swarm", "/services/x/logs")) {
            ApiServer.Answer answer = api.get(path);
            assertThat(answer.status()).as(path).isEqualTo(503);
            assertThat(answer.object().string("message")).contains("not a swarm manager");
        }
        assertThat(api.post("/swarm/leave").object().string("message")).isEqualTo("This node is not part of a swarm");
        assertThat(api.get("/plugins").text().strip()).isEqualTo("[]");
        assertThat(api.get("/plugins/a/b/json").status()).isEqualTo(404);
    }
}
