package minidocker.engine.cli.container;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import minidocker.engine.client.ApiClient;
import minidocker.engine.client.Query;
import minidocker.engine.client.Response;
import minidocker.json.Json;

/** Listens to the statistics of one container; the latest are there for whoever draws them. */
final class StatsWatch {
    /** The engine measures for a second before it says how busy the CPU is. */
    private static final int PATIENCE_SECONDS = 10;

    private final CountDownLatch first = new CountDownLatch(1);
    private volatile Usage usage;
    private volatile IOException failure;
    private volatile boolean over;
    private volatile Response response;

    private StatsWatch(String container) {
        usage = Usage.none(container);
    }

    static StatsWatch begin(ApiClient engine, String container, boolean once) {
        StatsWatch watch = new StatsWatch(container);
        Thread thread = new Thread(() -> watch.listen(engine, container, once), "stats of " + container);
        thread.setDaemon(true);
        thread.start();
        return watch;
    }

    private void listen(ApiClient engine, String container, boolean once) {
        try (Response stats = engine.stream("GET", "/containers/" + Query.encode(container) + "/stats", Query.of("stream", once ? 0 : 1));
                BufferedReader reader = new BufferedReader(new InputStreamReader(stats.body(), StandardCharsets.UTF_8))) {
            response = stats;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank()) {
                    usage = Usage.of(Json.parseObject(line.getBytes(StandardCharsets.UTF_8), "statistics"), container);
                    first.countDown();
                }
            }
        } catch (IOException e) {
            failure = e;
        } finally {
            over = true;
            first.countDown();
        }
    }

    /** Until there is something to show, or clearly never will be. */
    void awaitFirst() {
        try {
            first.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Usage usage() {
        return usage;
    }

    boolean wasSeen() {
        return usage.isKnown();
    }

    IOException failure() {
        return failure;
    }

    /** The container is gone, or the engine. */
    boolean isOver() {
        return over;
    }

    void end() {
        try {
            if (response != null) {
                response.close();
            }
        } catch (IOException e) {
            // It was given up anyway.
        }
    }
}
