package minidocker.engine.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import minidocker.engine.Refusal;
import minidocker.engine.core.Event;
import minidocker.engine.http.Filters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said and understood without any container. */
class ContainerWordsTest {
    private static Event event(String action) {
        return new Event("container", action, "0123456789abcdef", Map.of("name", "web", "image", "nginx:1", "tier", "front"),
                Instant.now());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{}                                              | true",
        "{\"type\":[\"container\"]}                      | true",
        "{\"type\":[\"image\"]}                          | false",
        "{\"event\":[\"start\",\"die\"]}                 | true",
        "{\"event\":[\"stop\"]}                          | false",
        "{\"container\":[\"web\"]}                       | true",
        "{\"container\":[\"0123456\"]}                   | true",
        "{\"container\":[\"db\"]}                        | false",
        "{\"container\":[\"db\"],\"network\":[\"web\"]}  | false",
        "{\"image\":[\"nginx\"]}                         | true",
        "{\"image\":[\"nginx:1\"]}                       | true",
        "{\"image\":[\"nginx:2\"]}                       | false",
        "{\"label\":[\"tier=front\"]}                    | true",
        "{\"label\":[\"tier\",\"other\"]}                | false",
        "{\"container\":[\"web\"],\"event\":[\"stop\"]}  | false"})
    void filters_of_events_are_dockers(String filters, boolean wanted) {
        assertThat(new EventFilter(Filters.parse(filters)).test(event("start"))).isEqualTo(wanted);
    }

    @Test
    void a_filter_for_executions_matches_them_whatever_they_execute() {
        assertThat(new EventFilter(Filters.parse("{\"event\":[\"exec_create\"]}")).test(event("exec_create: sh -c x"))).isTrue();
        assertThatThrownBy(() -> new EventFilter(Filters.parse("{\"colour\":[\"red\"]}"))).isInstanceOf(Refusal.class);
    }

    @ParameterizedTest
    @CsvSource({"1700000000, 2023-11-14T22:13:20Z", "1700000000.5, 2023-11-14T22:13:20.5Z",
        "1700000000.000000007, 2023-11-14T22:13:20.000000007Z", "2023-11-14T23:13:20+01:00, 2023-11-14T22:13:20Z"})
    void times_come_as_seconds_or_as_rfc_3339(String text, String time) {
        assertThat(Times.parse(Optional.of(text))).contains(Instant.parse(time));
    }

    @Test
    void what_is_no_time_is_refused_and_nothing_is_none() {
        assertThat(Times.parse(Optional.of(""))).isEmpty();
        assertThat(Times.parse(Optional.of("0"))).isEmpty();
        assertThatThrownBy(() -> Times.parse(Optional.of("yesterday"))).isInstanceOf(Refusal.class);
    }

    @ParameterizedTest
    @CsvSource({"2026-01-02T03:04:05Z, 2026-01-02T03:04:05Z", "2026-01-02T03:04:05.120Z, 2026-01-02T03:04:05.12Z",
        "2026-01-02T03:04:05.000000100Z, 2026-01-02T03:04:05.0000001Z", "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z"})
    void times_are_printed_as_go_does(String time, String printed) {
        assertThat(Times.rfc3339(Instant.parse(time))).isEqualTo(printed);
    }

    @Test
    void of_what_ps_says_the_containers_processes_stay() {
        List<String> lines = List.of("UID   PID  PPID C STIME TTY  TIME     CMD",
                "root    1     0 0 10:00 ?    00:00:01 /sbin/init splash",
                "web  4711     1 0 10:00 ?    00:00:00 nginx: worker process  a  b");
        Map<String, Object> table = TopRoutes.table(lines, Set.of(4711, 815));
        assertThat(table.get("Titles")).isEqualTo(List.of("UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"));
        assertThat(table.get("Processes")).isEqualTo(List.of(List.of("web", "4711", "1", "0", "10:00", "?", "00:00:00",
                "nginx: worker process  a  b")));
    }

    @Test
    void ps_without_process_numbers_is_of_no_use() {
        assertThatThrownBy(() -> TopRoutes.table(List.of("COMMAND"), Set.of(1))).isInstanceOf(Refusal.class)
                .hasMessage("Couldn't find PID field in ps output");
    }

    @Test
    void prune_understands_spans_and_times() {
        assertThat(PruneRoutes.until(Filters.parse("{\"until\":[\"1h30m\"]}")).orElseThrow())
                .isBetween(Instant.now().minusSeconds(5460), Instant.now().minusSeconds(5400));
        assertThat(PruneRoutes.until(Filters.NONE)).isEmpty();
    }
}
