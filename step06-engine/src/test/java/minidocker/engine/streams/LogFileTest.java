package minidocker.engine.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import minidocker.engine.Refusal;
import minidocker.testing.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class LogFileTest {
    private static final Instant TIME = Instant.parse("2024-05-01T10:00:00.120000000Z");

    @TempDir
    private Path folder;

    private final String word = UUID.randomUUID().toString();

    private LogDriver log(String type, String... options) throws IOException {
        LogDriver log = unopened(type, options);
        log.begin();
        return log;
    }

    private LogDriver unopened(String type, String... options) {
        Map<String, String> map = new java.util.HashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            map.put(options[i], options[i + 1]);
        }
        return LogDriver.open(new LogSettings(type, map), folder, "id", Map.of());
    }

    private static void write(LogDriver log, Instant time, byte[] text) {
        int done = 0;
        int count = 1;
        while (done < text.length && count > 0) {
            log.prepare();
            count = log.append(StandardStream.STDOUT, time, text, done, text.length, true);
            done += count;
        }
    }

    private static void write(LogDriver log, String text) {
        write(log, TIME, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void writeNumbers(LogDriver log, int from, int to) {
        IntStream.range(from, to).forEach(i -> write(log, "line " + i + "\n"));
    }

    private static List<LogEntry> read(LogDriver log, LogQuery query) throws IOException {
        List<LogEntry> entries = new ArrayList<>();
        try (LogReader reader = log.read(query)) {
            for (LogEntry entry = reader.next(); entry != null; entry = reader.next()) {
                entries.add(entry);
            }
        }
        return entries;
    }

    private static LogQuery tail(int count) {
        return new LogQuery(true, true, count, null, null, false);
    }

    private static List<String> lines(List<LogEntry> entries) {
        return entries.stream().map(entry -> new String(entry.text(), StandardCharsets.UTF_8).strip()).toList();
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "line " + i).toList();
    }

    @Test
    void a_line_of_the_json_file_is_dockers() throws IOException {
        try (LogDriver log = log("json-file")) {
            write(log, "a\t\"b\\ <c>&\u001b[0m \u00e4\u20ac\ud83d\ude00\u2028\n");
            assertThat(Files.readString(log.path())).isEqualTo("{\"log\":\"a\\u0009\\\"b\\\\ \\u003cc\\u003e\\u0026\\u001b[0m "
                    + "\u00e4\u20ac\ud83d\ude00\\u2028\\n\",\"stream\":\"stdout\",\"time\":\"2024-05-01T10:00:00.12Z\"}\n");
        }
    }

    @Test
    void the_attributes_of_a_container_stand_in_every_line() throws IOException {
        LogSettings settings = new LogSettings("json-file", Map.of("labels", "a,b", "env-regex", "^X", "tag", "{{.Name}}/{{ .ID }}"));
        Map<String, String> attributes = settings.attributes(Map.of("a", "1", "c", "3"), List.of("X=5", "Y=6"),
                Map.of("Name", word, "ID", "abc"));
        assertThat(attributes).isEqualTo(Map.of("a", "1", "X", "5", "tag", word + "/abc"));
        try (LogDriver log = LogDriver.open(settings, folder, "id", Map.of("tag", word))) {
            log.begin();
            write(log, "x\n");
            assertThat(Files.readString(log.path())).contains("\"stream\":\"stdout\",\"attrs\":{\"tag\":\"" + word + "\"},\"time\"");
            assertThat(lines(read(log, LogQuery.ALL))).containsExactly("x");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"json-file", "local"})
    void binary_output_survives(String type) throws IOException {
        byte[] noise = new byte[300_000];
        new Random().nextBytes(noise);
        try (LogDriver log = log(type)) {
            write(log, TIME, noise);
            java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
            read(log, LogQuery.ALL).forEach(entry -> all.writeBytes(entry.text()));
            assertThat(Arrays.equals(all.toByteArray(), noise)).as("what was written is read").isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"json-file", "local"})
    void a_long_line_is_logged_in_pieces_of_16_kilobytes_and_no_character_is_cut(String type) throws IOException {
        String line = "\u20ac".repeat(20_000) + "\n";
        try (LogDriver log = log(type)) {
            write(log, line);
            List<LogEntry> entries = read(log, LogQuery.ALL);
            assertThat(entries).extracting(entry -> entry.text().length).containsExactly(16383, 16383, 16383, 10852);
            assertThat(TestContainer.text(entries)).isEqualTo(line);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"json-file", "local"})
    void the_tail_is_found_from_the_end(String type) throws IOException {
        try (LogDriver log = log(type)) {
            assertThat(read(log, tail(3))).isEmpty();
            writeNumbers(log, 0, 20_000);
            assertThat(lines(read(log, tail(0)))).isEmpty();
            assertThat(lines(read(log, tail(1)))).isEqualTo(numbers(19_999, 20_000));
            assertThat(lines(read(log, tail(5000)))).isEqualTo(numbers(15_000, 20_000));
            assertThat(lines(read(log, tail(20_000)))).hasSize(20_000);
            assertThat(lines(read(log, tail(30_000)))).isEqualTo(numbers(0, 20_000));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"json-file", "local"})
    void since_and_until_are_both_included(String type) throws IOException {
        try (LogDriver log = log(type)) {
            for (int i = 0; i < 10; i++) {
                write(log, TIME.plusSeconds(i), ("line " + i + "\n").getBytes(StandardCharsets.UTF_8));
            }
            LogQuery query = new LogQuery(true, true, -1, TIME.plusSeconds(3), TIME.plusSeconds(6), false);
            assertThat(lines(read(log, query))).isEqualTo(numbers(3, 7));
            assertThat(read(log, query).get(0).time()).isEqualTo(TIME.plusSeconds(3));
            assertThat(read(log, new LogQuery(false, true, -1, null, null, false))).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"json-file", "local"})
    void rotation_keeps_the_youngest_files_and_loses_no_line_of_theirs(String type) throws IOException {
        try (LogDriver log = log(type, "max-size", "10k", "max-file", "3", "compress", "false")) {
            writeNumbers(log, 0, 3000);
            List<String> kept = lines(read(log, LogQuery.ALL));
            assertThat(kept).hasSizeGreaterThan(100).isEqualTo(numbers(3000 - kept.size(), 3000));
            assertThat(lines(read(log, tail(kept.size() - 1)))).isEqualTo(numbers(3001 - kept.size(), 3000));
            try (var files = Files.walk(folder)) {
                assertThat(files.filter(Files::isRegularFile)).hasSize(3).allSatisfy(file -> assertThat(file).hasSize(
                        Math.min(Files.size(file), 10_000 + 200)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"json-file", "local"})
    void compressed_files_are_read_like_others(String type) throws Exception {
        try (LogDriver log = log(type, "max-size", "20k", "max-file", "3", "compress", "true")) {
            for (int i = 0; !hasCompressed(2) && i < 200; i++) {
                writeNumbers(log, i * 100, i * 100 + 100);
                Eventually.holds(() -> !hasUnfinished(), () -> "the end of a compression");
            }
            assertThat(hasCompressed(2)).isTrue();
            List<String> kept = lines(read(log, LogQuery.ALL));
            int last = Integer.parseInt(kept.get(kept.size() - 1).split(" ")[1]) + 1;
            assertThat(kept).hasSizeGreaterThan(300).isEqualTo(numbers(last - kept.size(), last));
            assertThat(lines(read(log, tail(kept.size() - 5)))).isEqualTo(numbers(last - kept.size() + 5, last));
        }
    }

    private boolean hasCompressed(int number) {
        return names().stream().anyMatch(name -> name.endsWith("." + number + ".gz"));
    }

    private boolean hasUnfinished() {
        return names().stream().anyMatch(name -> name.endsWith(".tmp") || name.endsWith(".1") || name.endsWith(".2"));
    }

    private List<String> names() {
        try (var files = Files.walk(folder)) {
            return files.map(Path::toString).toList();
        } catch (IOException | java.io.UncheckedIOException moved) {
            return List.of(".tmp");
        }
    }

    @Test
    void who_follows_gets_every_line_across_rotations_and_a_restart() throws Exception {
        try (LogDriver log = log("json-file", "max-size", "2k", "max-file", "2")) {
            writeNumbers(log, 0, 10);
            try (LogReader reader = log.read(new LogQuery(true, true, -1, null, null, true))) {
                List<String> seen = java.util.Collections.synchronizedList(new ArrayList<>());
                CompletableFuture<Void> end = CompletableFuture.runAsync(() -> {
                    try {
                        for (LogEntry entry = reader.next(); entry != null; entry = reader.next()) {
                            seen.add(new String(entry.text(), StandardCharsets.UTF_8).strip());
                        }
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
                for (int i = 10; i < 500; i += 10) {
                    writeNumbers(log, i, i + 10);
                    int written = i + 10;
                    Eventually.holds(() -> seen.size() == written, () -> written + " lines, not " + seen.size());
                }
                log.end(true);
                log.begin();
                writeNumbers(log, 500, 510);
                Eventually.holds(() -> seen.size() == 510, () -> "the lines after the restart");
                log.end(false);
                end.get(60, TimeUnit.SECONDS);
                assertThat(seen).isEqualTo(numbers(0, 510));
            }
        }
    }

    @Test
    void who_follows_until_a_time_is_not_kept_waiting_longer() throws Exception {
        try (LogDriver log = log("json-file")) {
            write(log, "old\n");
            LogQuery query = new LogQuery(true, true, -1, null, Instant.now().plusMillis(200), true);
            assertThat(lines(read(log, query))).containsExactly("old");
        }
    }

    @Test
    void nobody_follows_what_has_ended() throws IOException {
        try (LogDriver log = log("json-file")) {
            write(log, "last\n");
            log.end(false);
            assertThat(lines(read(log, new LogQuery(true, true, -1, null, null, true)))).containsExactly("last");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"json-file", "local"})
    void a_torn_end_is_cut_off_when_the_log_is_opened(String type) throws IOException {
        Path file;
        try (LogDriver log = log(type)) {
            writeNumbers(log, 0, 100);
        }
        try (var files = Files.walk(folder)) {
            file = files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
        long size = Files.size(file);
        try (LogDriver log = unopened(type)) {
            byte[] torn = Arrays.copyOf(Files.readAllBytes(file), (int) size - 7);
            Files.write(file, torn, StandardOpenOption.TRUNCATE_EXISTING);
            assertThat(lines(read(log, LogQuery.ALL))).isEqualTo(numbers(0, 99));
            log.begin();
            write(log, word + "\n");
            List<String> lines = lines(read(log, LogQuery.ALL));
            assertThat(lines.subList(0, 99)).isEqualTo(numbers(0, 99));
            assertThat(lines.subList(99, lines.size())).containsExactly(word);
        }
    }

    @Test
    void the_driver_none_keeps_nothing_and_says_so() throws IOException {
        try (LogDriver log = log("none")) {
            write(log, "x\n");
            assertThatThrownBy(() -> log.read(LogQuery.ALL)).isInstanceOf(Refusal.class)
                    .hasMessage("configured logging driver does not support reading");
        }
        assertThat(names()).hasSize(1);
    }

    @Test
    void a_log_can_be_emptied_from_outside() throws IOException {
        try (LogDriver log = log("json-file")) {
            writeNumbers(log, 0, 10);
            Files.write(log.path(), new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
            write(log, word + "\n");
            assertThat(lines(read(log, LogQuery.ALL))).containsExactly(word);
        }
    }

    @Test
    void a_deleted_log_leaves_no_file() throws IOException {
        try (LogDriver log = log("json-file", "max-size", "1k", "max-file", "4")) {
            writeNumbers(log, 0, 100);
            log.delete();
        }
        try (var files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"max-file=0", "max-file=x", "max-size=10x", "max-size=-5", "compress=true", "unknown=1", "mode=fast"})
    void wrong_options_are_refused(String option) {
        String[] parts = option.split("=");
        assertThatThrownBy(() -> new LogSettings("json-file", Map.of(parts[0], parts[1]))).isInstanceOf(Refusal.class)
                .hasMessageContaining(parts[0]);
    }

    @Test
    void an_unknown_driver_is_refused_in_dockers_words() {
        assertThatThrownBy(() -> new LogSettings("papyrus", Map.of())).isInstanceOf(Refusal.class)
                .hasMessage("error looking up logging plugin papyrus: plugin \"papyrus\" not found");
    }
}
