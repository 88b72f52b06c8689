package minidocker.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import minidocker.testing.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class HijackTest {
    private static final String UPGRADE = "POST /attach HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n";

    /** Gives back what comes, and says so when that has ended. */
    private static Router echo() {
        return new Router().add("POST", "/attach", exchange -> {
            try (Duplex raw = exchange.hijack(Exchange.RAW_STREAM)) {
                raw.in().transferTo(raw.out());
                raw.out().write("end".getBytes());
                raw.closeOutput();
            }
        });
    }

    @Test
    void who_asks_for_an_upgrade_gets_101_and_who_does_not_gets_200() throws IOException {
        try (TestServer server = new TestServer(echo())) {
            try (RawClient client = server.client()) {
                client.send(UPGRADE + "\r\n");
                RawClient.Answer head = client.head();
                assertThat(head.status()).isEqualTo(101);
                assertThat(head.reason()).isEqualTo("UPGRADED");
                assertThat(head.headers()).containsEntry("connection", "Upgrade").containsEntry("upgrade", "tcp")
                        .containsEntry("content-type", Exchange.RAW_STREAM).doesNotContainKey("transfer-encoding");
            }
            try (RawClient client = server.client()) {
                client.send("POST /attach HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n\r\n");
                RawClient.Answer head = client.head();
                assertThat(head.status()).isEqualTo(200);
                assertThat(head.headers()).doesNotContainKeys("transfer-encoding", "content-length", "upgrade");
            }
        }
    }

    @Test
    void the_client_may_close_its_half_and_still_hears_everything() throws IOException {
        try (TestServer server = new TestServer(echo()); RawClient client = server.client()) {
            client.send(UPGRADE + "\r\n");
            client.head();
            client.send("hello");
            assertThat(new String(client.bytes(5))).isEqualTo("hello");
            client.send(" again");
            client.endOutput();
            assertThat(new String(client.in.readAllBytes())).isEqualTo(" againend");
        }
    }

    @Test
    void bytes_that_come_right_behind_the_request_are_raw_already() throws IOException {
        try (TestServer server = new TestServer(echo()); RawClient client = server.client()) {
            client.send(UPGRADE + "Content-Length: 0\r\n\r\nGET / HTTP/1.1\r\n\r\n");
            client.head();
            assertThat(new String(client.bytes(18))).isEqualTo("GET / HTTP/1.1\r\n\r\n");
            client.send("more");
            assertThat(new String(client.bytes(4))).isEqualTo("more");
        }
    }

    @Test
    void the_bytes_behind_a_json_body_are_raw_as_with_exec() throws Exception {
        CompletableFuture<Object> body = new CompletableFuture<>();
        Router router = new Router().add("POST", "/attach", exchange -> {
            body.complete(exchange.bodyJson().fields());
            try (Duplex raw = exchange.hijack(Exchange.MULTIPLEXED_STREAM)) {
                raw.in().transferTo(raw.out());
                raw.closeOutput();
            }
        });
        try (TestServer server = new TestServer(router); RawClient client = server.client()) {
            client.send(UPGRADE + "Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{\"Tty\":1}early");
            assertThat(client.head().headers()).containsEntry("content-type", Exchange.MULTIPLEXED_STREAM);
            assertThat(new String(client.bytes(5))).isEqualTo("early");
            client.endOutput();
            assertThat(client.in.readAllBytes()).isEmpty();
            assertThat(body.get(60, TimeUnit.SECONDS)).hasToString("{Tty=1}");
        }
    }

    @Test
    void our_half_may_end_while_the_clients_goes_on() throws Exception {
        CompletableFuture<String> heard = new CompletableFuture<>();
        Router router = new Router().add("POST", "/attach", exchange -> {
            try (Duplex raw = exchange.hijack(Exchange.RAW_STREAM)) {
                raw.out().write("bye".getBytes());
                raw.closeOutput();
                heard.complete(new String(raw.in().readAllBytes()));
            }
        });
        try (TestServer server = new TestServer(router); RawClient client = server.client()) {
            client.send(UPGRADE + "\r\n");
            client.head();
            assertThat(new String(client.in.readAllBytes())).isEqualTo("bye");
            client.send("still here");
            client.endOutput();
            assertThat(heard.get(60, TimeUnit.SECONDS)).isEqualTo("still here");
        }
    }

    @Test
    void much_goes_through_in_both_directions_at_once() throws Exception {
        try (TestServer server = new TestServer(echo()); RawClient client = server.client()) {
            byte[] bytes = new byte[32 << 20];
            new Random().nextBytes(bytes);
            client.send(UPGRADE + "\r\n");
            client.head();
            CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> {
                try {
                    client.out.write(bytes);
                    client.endOutput();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(client.bytes(bytes.length)).isEqualTo(bytes);
            assertThat(new String(client.in.readAllBytes())).isEqualTo("end");
            sender.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void what_was_written_last_arrives_though_the_client_was_still_sending() throws Exception {
        Router router = new Router().add("POST", "/attach", exchange -> {
            try (Duplex raw = exchange.hijack(Exchange.RAW_STREAM)) {
                raw.in().read();
                raw.out().write("exit".getBytes());
            }
        });
        try (TestServer server = new TestServer(router)) {
            for (int i = 0; i < 50; i++) {
                try (RawClient client = server.client()) {
                    client.send(UPGRADE + "\r\n" + "typed ahead ".repeat(500));
                    client.head();
                    assertThat(new String(client.in.readAllBytes())).isEqualTo("exit");
                }
            }
        }
    }

    @Test
    void closing_by_another_thread_wakes_reader_and_writer() throws Exception {
        CompletableFuture<Duplex> taken = new CompletableFuture<>();
        CountDownLatch ended = new CountDownLatch(2);
        Router router = new Router().add("POST", "/attach", exchange -> {
            Duplex raw = exchange.hijack(Exchange.RAW_STREAM);
            Thread writer = new Thread(() -> {
                try {
                    while (true) {
                        raw.out().write(new byte[10_000]);
                    }
                } catch (IOException closed) {
                    ended.countDown();
                }
            });
            writer.start();
            taken.complete(raw);
            try {
                raw.in().readAllBytes();
            } catch (IOException closed) {
                // Either way it is over.
            }
            ended.countDown();
            writer.join();
        });
        try (TestServer server = new TestServer(router); RawClient client = server.client()) {
            client.send(UPGRADE + "\r\n");
            client.head();
            taken.get(60, TimeUnit.SECONDS).close();
            assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
            Eventually.holds(() -> server.server.connections() == 0, () -> "the connection's end");
        }
    }

    @Test
    void a_client_that_went_away_is_noticed() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        Router router = new Router().add("POST", "/attach", exchange -> {
            try (Duplex raw = exchange.hijack(Exchange.RAW_STREAM)) {
                raw.in().readAllBytes();
                while (true) {
                    raw.out().write(1);
                }
            } finally {
                gone.countDown();
            }
        });
        try (TestServer server = new TestServer(router)) {
            try (RawClient client = server.client()) {
                client.send(UPGRADE + "\r\n");
                client.head();
            }
            assertThat(gone.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }
}
