package minidocker.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import minidocker.testing.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class StreamsTest {
    private static final int MEGABYTE = 1 << 20;

    @Test
    void what_is_flushed_arrives_though_the_answer_has_not_ended() throws Exception {
        BlockingQueue<String> words = new LinkedBlockingQueue<>();
        Router router = new Router().add("GET", "/words", exchange -> {
            OutputStream out = exchange.respond(200, "text/plain");
            for (String word = words.take(); !word.isEmpty(); word = words.take()) {
                out.write(word.getBytes());
                out.flush();
            }
        });
        try (TestServer server = new TestServer(router); RawClient client = server.client()) {
            client.send("GET /words HTTP/1.1\r\nHost: x\r\n\r\n");
            for (String word : new String[] {"one", "two", "three"}) {
                words.add(word);
                if (word.equals("one")) {
                    assertThat(client.head().headers()).containsEntry("transfer-encoding", "chunked");
                }
                assertThat(new String(client.chunk())).isEqualTo(word);
            }
            words.add("");
            assertThat(client.chunk()).isEmpty();
        }
    }

    @Test
    void the_head_arrives_before_anything_was_written() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Router router = new Router().add("GET", "/wait", exchange -> {
            exchange.respond(200, "text/plain").flush();
            end.await();
        });
        try (TestServer server = new TestServer(router); RawClient client = server.client()) {
            client.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.head().status()).isEqualTo(200);
            end.countDown();
            assertThat(client.chunk()).isEmpty();
        }
    }

    @Test
    void a_client_that_does_not_read_makes_the_writer_wait() throws Exception {
        AtomicLong written = new AtomicLong();
        Router router = new Router().add("GET", "/flood", exchange -> {
            OutputStream out = exchange.respond(200, "application/octet-stream");
            byte[] block = new byte[MEGABYTE / 16];
            for (int i = 0; i < 64 * 16; i++) {
                out.write(block);
                written.addAndGet(block.length);
            }
        });
        try (TestServer server = new TestServer(router); RawClient client = server.client()) {
            client.send("GET /flood HTTP/1.1\r\nHost: x\r\n\r\n");
            client.head();
            long before = awaitStandstill(written);
            assertThat(before).isLessThan(4 * MEGABYTE);
            long read = 0;
            for (byte[] chunk = client.chunk(); chunk.length > 0; chunk = client.chunk()) {
                read += chunk.length;
            }
            assertThat(read).isEqualTo(64L * MEGABYTE);
        }
    }

    @Test
    void a_body_that_nobody_reads_stays_with_the_sender() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        Router router = new Router().add("POST", "/upload", exchange -> {
            read.await();
            exchange.text(200, String.valueOf(exchange.body().transferTo(OutputStream.nullOutputStream())));
        });
        try (TestServer server = new TestServer(router); RawClient client = server.client()) {
            client.send("POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: " + 64L * MEGABYTE + "\r\n\r\n");
            AtomicLong sent = new AtomicLong();
            CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> {
                try {
                    byte[] block = new byte[MEGABYTE / 16];
                    for (int i = 0; i < 64 * 16; i++) {
                        client.out.write(block);
                        sent.addAndGet(block.length);
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(awaitStandstill(sent)).isLessThan(4 * MEGABYTE);
            read.countDown();
            assertThat(client.answer().body()).isEqualTo(String.valueOf(64 * MEGABYTE));
            sender.get(60, TimeUnit.SECONDS);
        }
    }

    /** How much it was when it had not grown for a second. */
    private static long awaitStandstill(AtomicLong counter) throws InterruptedException {
        long last = -1;
        while (counter.get() != last || last == 0) {
            last = counter.get();
            Thread.sleep(1000);
        }
        return last;
    }

    @Test
    void whoever_writes_to_a_client_that_went_away_hears_of_it() throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Router router = new Router().add("GET", "/endless", exchange -> {
            try {
                OutputStream out = exchange.respond(200, "text/plain");
                while (true) {
                    out.write(new byte[1000]);
                    out.flush();
                }
            } catch (IOException e) {
                failure.complete(e);
                throw e;
            }
        });
        try (TestServer server = new TestServer(router)) {
            try (RawClient client = server.client()) {
                client.send("GET /endless HTTP/1.1\r\nHost: x\r\n\r\n");
                client.head();
            }
            assertThat(failure.get(60, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
            Eventually.holds(() -> server.server.running() == 0 && server.server.connections() == 0, () -> "the end of the request");
            assertThat(server.mistakes).isEmpty();
        }
    }

    @Test
    void whoever_waits_for_something_else_hears_that_the_client_went_away() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        Router router = new Router().add("GET", "/wait", exchange -> {
            exchange.onGone(Thread.currentThread()::interrupt);
            exchange.respond(200, "text/plain").flush();
            try {
                new CountDownLatch(1).await();
            } finally {
                interrupted.countDown();
            }
        });
        try (TestServer server = new TestServer(router)) {
            try (RawClient client = server.client()) {
                client.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
                client.head();
            }
            assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void a_client_that_goes_away_in_the_middle_of_a_body_is_an_error_for_who_reads_it() throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Router router = new Router().add("POST", "/upload", exchange -> {
            try {
                exchange.body().readAllBytes();
                failure.complete(new AssertionError("taken for a whole one"));
            } catch (IOException e) {
                failure.complete(e);
                throw e;
            }
        });
        for (String framing : new String[] {"Content-Length: 100\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"}) {
            try (TestServer server = new TestServer(router)) {
                try (RawClient client = server.client()) {
                    client.send("POST /upload HTTP/1.1\r\nHost: x\r\n" + framing);
                }
                assertThat(failure.get(60, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void a_large_upload_and_a_large_download_arrive_as_they_were_sent() throws Exception {
        Router router = new Router().add("POST", "/mirror", exchange -> {
            InputStream in = exchange.body();
            OutputStream out = exchange.respond(200, "application/octet-stream");
            in.transferTo(out);
        });
        try (TestServer server = new TestServer(router); RawClient client = server.client()) {
            client.send("POST /mirror HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            CRC32 sent = new CRC32();
            CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> {
                try {
                    Random random = new Random();
                    for (int i = 0; i < 500; i++) {
                        byte[] block = new byte[1 + random.nextInt(100_000)];
                        random.nextBytes(block);
                        sent.update(block);
                        client.send(Integer.toHexString(block.length) + "\r\n");
                        client.out.write(block);
                        client.send("\r\n");
                    }
                    client.send("0\r\n\r\n");
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            client.head();
            CRC32 received = new CRC32();
            for (byte[] chunk = client.chunk(); chunk.length > 0; chunk = client.chunk()) {
                received.update(chunk);
            }
            sender.get(60, TimeUnit.SECONDS);
            assertThat(received.getValue()).isEqualTo(sent.getValue());
        }
    }

    @Test
    void a_second_answer_is_refused() throws Exception {
        CompletableFuture<Void> checked = new CompletableFuture<>();
        Router router = new Router().add("GET", "/twice", exchange -> {
            exchange.text(200, "one");
            try {
                assertThatThrownBy(() -> exchange.text(200, "two")).isInstanceOf(IllegalStateException.class);
                checked.complete(null);
            } catch (AssertionError e) {
                checked.completeExceptionally(e);
            }
        });
        try (TestServer server = new TestServer(router)) {
            assertThat(server.ask("GET", "/twice").body()).isEqualTo("one");
            checked.get(60, TimeUnit.SECONDS);
        }
    }
}
