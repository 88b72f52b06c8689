package minidocker.engine.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import minidocker.engine.Refusal;
import minidocker.engine.core.Health.Status;
import minidocker.json.JsonObject;
import org.junit.jupiter.api.Test;

class HealthTest {
    private static Health.Check check(int code) {
        return new Health.Check(Instant.EPOCH, Instant.EPOCH, code, "said " + code);
    }

    private static ContainerConfig config(Map<String, Object> healthcheck) {
        return ContainerConfig.read(new JsonObject(Map.of("Image", "x", "Healthcheck", healthcheck), "test"));
    }

    @Test
    void so_many_failures_in_a_row_make_it_unhealthy_and_one_success_healthy() {
        Health health = Health.STARTING.after(check(1), 3, false).after(check(1), 3, false);
        assertThat(health.status()).isEqualTo(Status.STARTING);
        assertThat(health.failures()).isEqualTo(2);
        health = health.after(check(1), 3, false);
        assertThat(health.status()).isEqualTo(Status.UNHEALTHY);
        health = health.after(check(0), 3, false);
        assertThat(health.status()).isEqualTo(Status.HEALTHY);
        assertThat(health.failures()).isZero();
    }

    @Test
    void a_healthy_container_stays_so_until_enough_checks_have_failed() {
        Health health = Health.STARTING.after(check(0), 2, false).after(check(1), 2, false);
        assertThat(health.status()).isEqualTo(Status.HEALTHY);
        assertThat(health.after(check(1), 2, false).status()).isEqualTo(Status.UNHEALTHY);
    }

    @Test
    void failures_in_the_start_period_do_not_count_until_it_was_healthy_once() {
        Health health = Health.STARTING.after(check(1), 1, true);
        assertThat(health.status()).isEqualTo(Status.STARTING);
        assertThat(health.failures()).isZero();
        assertThat(health.after(check(0), 1, true).after(check(1), 1, true).status()).isEqualTo(Status.UNHEALTHY);
    }

    @Test
    void the_last_five_checks_are_kept() {
        Health health = Health.STARTING;
        for (int i = 1; i <= 8; i++) {
            health = health.after(check(i), 100, false);
        }
        assertThat(health.log()).extracting(Health.Check::exitCode).containsExactly(4, 5, 6, 7, 8);
    }

    @Test
    void a_check_has_dockers_defaults() {
        HealthCheck check = HealthCheck.of(config(Map.of("Test", List.of("CMD-SHELL", "curl -f localhost")))).orElseThrow();
        assertThat(check.command()).containsExactly("/bin/sh", "-c", "curl -f localhost");
        assertThat(check.interval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(check.timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(check.startPeriod()).isZero();
        assertThat(check.retries()).isEqualTo(3);
    }

    @Test
    void none_turns_the_check_of_the_image_off() {
        assertThat(HealthCheck.of(config(Map.of("Test", List.of("NONE"))))).isEmpty();
        assertThat(HealthCheck.of(config(Map.of()))).isEmpty();
    }

    @Test
    void an_interval_below_a_millisecond_is_refused() {
        assertThatThrownBy(() -> HealthCheck.of(config(Map.of("Test", List.of("CMD", "true"), "Interval", 5L))))
                .isInstanceOf(Refusal.class).hasMessage("Interval in Healthcheck cannot be less than 1ms");
    }

    @Test
    void durations_are_shown_as_go_does() {
        assertThat(List.of(GoDuration.shown(Duration.ofMillis(500)), GoDuration.shown(Duration.ofSeconds(90)),
                GoDuration.shown(Duration.ofMillis(1500)), GoDuration.shown(Duration.ofHours(2)), GoDuration.shown(Duration.ZERO)))
                .containsExactly("500ms", "1m30s", "1.5s", "2h0m0s", "0s");
    }
}
