package minidocker.engine.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import minidocker.engine.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestartPolicyTest {
    @ParameterizedTest
    @CsvSource({
        // policy, most, exit code, restarts so far, stopped by a user -> again?
        "no, 0, 1, 0, false, false",
        "always, 0, 0, 99, false, true",
        "always, 0, 1, 0, true, false",
        "unless-stopped, 0, 0, 5, false, true",
        "unless-stopped, 0, 1, 5, true, false",
        "on-failure, 0, 0, 0, false, false",
        "on-failure, 0, 1, 1000, false, true",
        "on-failure, 2, 1, 1, false, true",
        "on-failure, 2, 1, 2, false, false",
        "on-failure, 2, 1, 0, true, false"})
    void a_policy_decides_after_each_end(String policy, int most, int exitCode, int restarts, boolean stopped, boolean again) {
        assertThat(RestartPolicy.of(policy, most).restartsAfter(exitCode, restarts, stopped)).isEqualTo(again);
    }

    @ParameterizedTest
    @CsvSource({"always, true, true", "always, false, true", "unless-stopped, true, false", "unless-stopped, false, true",
        "on-failure, false, false", "no, false, false"})
    void always_and_unless_stopped_differ_when_the_engine_starts(String policy, boolean stopped, boolean again) {
        assertThat(RestartPolicy.of(policy, 0).restartsWithEngine(stopped)).isEqualTo(again);
    }

    @Test
    void the_back_off_doubles_up_to_a_minute() {
        List<Long> delays = new ArrayList<>();
        Restarts restarts = Restarts.NONE_YET;
        for (int i = 0; i < 12; i++) {
            restarts = restarts.after(Duration.ofMillis(20));
            delays.add(restarts.delay().toMillis());
        }
        assertThat(delays).containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L, 6400L, 12800L, 25600L, 51200L, 60000L, 60000L);
    }

    @Test
    void a_run_of_ten_seconds_starts_the_back_off_anew() {
        Restarts restarts = Restarts.NONE_YET.after(Duration.ZERO).after(Duration.ZERO).after(Duration.ZERO);
        assertThat(restarts.after(Duration.ofMillis(9_999)).delay()).isEqualTo(Duration.ofMillis(800));
        assertThat(restarts.after(Duration.ofSeconds(10)).delay()).isEqualTo(Duration.ofMillis(100));
    }

    @ParameterizedTest
    @CsvSource({"sometimes, 0", "always, 3", "on-failure, -1"})
    void what_makes_no_sense_is_refused(String policy, int most) {
        assertThatThrownBy(() -> RestartPolicy.of(policy, most)).isInstanceOf(Refusal.class)
                .hasMessageStartingWith("invalid restart policy: ");
    }
}
