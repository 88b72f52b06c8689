package minidocker.engine.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventsTest {
    private final Events events = new Events();

    private void publish(int number) {
        events.publish(new Event("container", "start", "id" + number, Map.of(), Instant.ofEpochSecond(number)));
    }

    @Test
    void the_last_256_are_kept() {
        for (int i = 0; i < 300; i++) {
            publish(i);
        }
        assertThat(events.since(Instant.EPOCH)).hasSize(256);
        assertThat(events.since(Instant.ofEpochSecond(298))).extracting(Event::actor).containsExactly("id298", "id299");
    }

    @Test
    void who_asks_for_the_past_gets_it_and_then_what_comes_without_a_gap() throws InterruptedException {
        publish(1);
        publish(2);
        try (Events.Subscription subscription = events.subscribe(Instant.ofEpochSecond(2))) {
            publish(3);
            assertThat(subscription.take().actor()).isEqualTo("id2");
            assertThat(subscription.take().actor()).isEqualTo("id3");
            assertThat(subscription.poll(0)).isNull();
        }
    }

    @Test
    void closing_wakes_who_waits() throws Exception {
        Events.Subscription subscription = events.subscribe();
        CompletableFuture<Event> taken = CompletableFuture.supplyAsync(() -> {
            try {
                return subscription.take();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        subscription.close();
        assertThat(taken.get(60, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void a_listener_that_sleeps_loses_the_oldest_and_costs_no_more_memory() throws InterruptedException {
        try (Events.Subscription subscription = events.subscribe()) {
            for (int i = 0; i < 6000; i++) {
                publish(i);
            }
            List<String> actors = new ArrayList<>();
            for (Event event = subscription.poll(0); event != null; event = subscription.poll(0)) {
                actors.add(event.actor());
            }
            assertThat(actors).hasSize(4096).endsWith("id5999");
        }
    }

    @Test
    void on_the_wire_an_event_has_dockers_fields() {
        Event event = new Event("container", "die", "abc", Map.of("image", "x", "exitCode", "3"), Instant.ofEpochSecond(5, 7));
        assertThat(event.json()).containsEntry("status", "die").containsEntry("id", "abc").containsEntry("from", "x")
                .containsEntry("Type", "container").containsEntry("Action", "die").containsEntry("scope", "local")
                .containsEntry("time", 5L).containsEntry("timeNano", 5_000_000_007L);
    }
}
