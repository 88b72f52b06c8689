package minidocker.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import minidocker.testing.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that want to do harm, or cannot do better. After each of them the next one is served. */
@Timeout(180)
class HostileClientsTest {
    private static final Duration SOON = Duration.ofMillis(300);
    private static final Duration LATER = Duration.ofMinutes(5);
    private static final int CONNECTIONS = 20;

    private TestServer server;

    private void start(Duration header, Duration idle, Duration json) throws IOException {
        server = new TestServer(TestServer.routes(), new Limits(CONNECTIONS, 1000, 4000, header, idle, json, 100_000));
    }

    @AfterEach
    void the_next_client_is_served_and_nothing_is_left() throws IOException {
        try {
            Eventually.holds(() -> server.server.connections() == 0 && server.server.running() == 0,
                    () -> "the end of all connections, there are " + server.server.connections());
            assertThat(server.ask("GET", "/hello").body()).isEqualTo("hello");
            assertThat(server.mistakes).isEmpty();
        } finally {
            server.close();
        }
    }

    @Test
    void garbage_is_answered_with_400_or_nothing_but_an_end() throws IOException {
        start(SOON, LATER, LATER);
        Random random = new Random();
        for (int i = 0; i < 200; i++) {
            try (RawClient client = server.client()) {
                byte[] garbage = new byte[1 + random.nextInt(3000)];
                random.nextBytes(garbage);
                client.out.write(garbage);
                client.endOutput();
                String answer = new String(client.in.readAllBytes());
                assertThat(answer).matches("(?s)(HTTP/1.1 4.*)?");
            }
        }
        try (RawClient client = server.client()) {
            client.send("one two three four\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(400);
        }
    }

    @Test
    void a_body_that_is_no_body_is_refused() throws IOException {
        start(SOON, LATER, LATER);
        for (String wrong : new String[] {"Transfer-Encoding: chunked\r\n\r\nnonsense\r\n", "Content-Length: many\r\n\r\n",
                "Content-Length: -1\r\n\r\n", "Content-Length: 1\r\nContent-Length: 2\r\n\r\nabc"}) {
            try (RawClient client = server.client()) {
                client.send("POST /echo HTTP/1.1\r\nHost: x\r\n" + wrong);
                RawClient.Answer answer = client.answer();
                assertThat(answer.status()).as(wrong).isIn(400, 500);
                assertThat(client.in.read()).isNegative();
            }
        }
    }

    @Test
    void a_header_of_a_gigabyte_is_refused_after_some_kilobytes() throws Exception {
        start(LATER, LATER, LATER);
        endless("GET /hello HTTP/1.1\r\nX: ", 431);
        endless("GET /hello HTTP/1.1\r\n", 431, "X: y\r\n");
        endless("GET /hello?", 414);
        endless("", 414);
    }

    private void endless(String beginning, int status) throws Exception {
        endless(beginning, status, "aaaaaaaaaa");
    }

    /** Sends a gigabyte of it, or as much as it gets rid of. */
    private void endless(String beginning, int status, String piece) throws Exception {
        try (RawClient client = server.client()) {
            CompletableFuture<Long> sent = CompletableFuture.supplyAsync(() -> {
                long bytes = 0;
                try {
                    client.send(beginning);
                    for (String block = piece.repeat(1000); bytes < 1L << 30; bytes += block.length()) {
                        client.send(block);
                    }
                } catch (IOException refused) {
                    return bytes;
                }
                return bytes;
            });
            assertThat(client.head().status()).isEqualTo(status);
            // It goes on sending, but not for long: neither bytes nor patience for them are endless.
            assertThat(sent.get(60, TimeUnit.SECONDS)).isPositive();
        }
    }

    @Test
    void who_does_not_come_to_the_end_of_a_request_is_told_so_and_cut_off() throws IOException {
        start(SOON, LATER, LATER);
        for (String beginning : new String[] {"", "GET", "GET /hello HTTP/1.1\r\nHost: x\r\n"}) {
            try (RawClient client = server.client()) {
                client.send(beginning);
                assertThat(client.answer().status()).isEqualTo(408);
                assertThat(client.in.read()).isNegative();
            }
        }
    }

    @Test
    void a_request_that_comes_byte_by_byte_for_ever_is_cut_off_as_well() throws Exception {
        start(SOON, LATER, LATER);
        try (RawClient client = server.client()) {
            client.send("GET /hello HTTP/1.1\r\nX: ");
            CompletableFuture<Void> drip = CompletableFuture.runAsync(() -> {
                try {
                    while (true) {
                        client.send("a");
                        Thread.sleep(20);
                    }
                } catch (IOException | InterruptedException cutOff) {
                    return;
                }
            });
            assertThat(client.answer().status()).isEqualTo(408);
            drip.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_connection_on_which_nothing_happens_is_closed_some_time() throws IOException {
        start(LATER, SOON, LATER);
        try (RawClient client = server.client()) {
            client.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("hello");
            assertThat(client.in.read()).isNegative();
        }
    }

    @Test
    void a_json_body_that_comes_too_slowly_is_refused() throws IOException {
        start(LATER, LATER, SOON);
        try (RawClient client = server.client()) {
            client.send("POST /json HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
            assertThat(client.answer().status()).isEqualTo(408);
            assertThat(client.in.read()).isNegative();
        }
    }

    @Test
    void a_json_body_that_is_too_long_is_refused_however_it_is_framed() throws Exception {
        start(LATER, LATER, LATER);
        String json = "{\"a\":\"" + "x".repeat(200_000) + "\"}";
        for (String framed : new String[] {"Content-Length: " + json.length() + "\r\n\r\n" + json,
                "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(json.length()) + "\r\n" + json + "\r\n0\r\n\r\n"}) {
            try (RawClient client = server.client()) {
                client.send("POST /json HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + framed);
                assertThat(client.answer().status()).isEqualTo(413);
            }
        }
    }

    @Test
    void nested_json_is_refused() throws IOException {
        start(LATER, LATER, LATER);
        String json = "{\"a\":" + "[".repeat(40_000) + "]".repeat(40_000) + "}";
        try (RawClient client = server.client()) {
            client.send("POST /json HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                    + json.length() + "\r\n\r\n" + json);
            assertThat(client.answer().status()).isEqualTo(400);
        }
    }

    @Test
    void more_connections_than_the_limit_are_told_to_come_later_and_then_served() throws IOException {
        start(LATER, LATER, LATER);
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                RawClient client = server.client();
                clients.add(client);
                client.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(client.answer().status()).isEqualTo(200);
            }
            for (int i = 0; i < 3 * CONNECTIONS; i++) {
                try (RawClient late = server.client()) {
                    assertThat(late.answer().status()).isEqualTo(503);
                }
            }
            clients.remove(0).close();
            Eventually.holds(() -> server.server.connections() < CONNECTIONS, () -> "a place that is free");
            assertThat(server.ask("GET", "/hello").status()).isEqualTo(200);
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void a_flood_of_connections_that_say_nothing_harms_nobody() throws IOException {
        start(SOON, SOON, LATER);
        List<RawClient> flood = new ArrayList<>();
        try {
            for (int i = 0; i < 1000; i++) {
                flood.add(server.client());
            }
            Eventually.holds(() -> server.server.connections() == 0, () -> "the end of the flood");
        } finally {
            for (RawClient client : flood) {
                client.close();
            }
        }
    }

    @Test
    void clients_that_come_and_go_at_once_cost_nothing() throws IOException {
        start(LATER, LATER, LATER);
        for (int i = 0; i < 1000; i++) {
            try (RawClient client = server.client()) {
                if (i % 2 == 0) {
                    client.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
                }
            }
        }
        // Who was not accepted yet is not counted yet, and there may be more of them than are served at once.
        Eventually.holds(this::isServing, () -> "the end of the crowd");
    }

    private boolean isServing() {
        try {
            return server.ask("GET", "/hello").status() == 200;
        } catch (IOException tooMany) {
            return false;
        }
    }

    @Test
    void requests_sent_ahead_without_end_are_answered_one_by_one_without_growing_memory() throws Exception {
        start(LATER, LATER, LATER);
        try (RawClient client = server.client()) {
            int count = 20_000;
            CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> {
                try {
                    for (int i = 0; i < count; i++) {
                        client.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            for (int i = 0; i < count; i++) {
                assertThat(client.answer().body()).isEqualTo("hello");
            }
            sender.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void header_values_cannot_bring_in_headers_of_their_own() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        server = new TestServer(TestServer.routes().add("GET", "/header", exchange -> {
            exchange.setHeader("X-Name", exchange.query("name").orElseThrow());
            exchange.text(200, "ok");
            done.countDown();
        }));
        assertThat(server.ask("GET", "/header?name=a%0d%0aX-Evil:%20b").headers()).doesNotContainKey("x-evil").containsKey("x-name");
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    }
}
