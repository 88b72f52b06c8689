package minidocker.engine.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import minidocker.cli.Home;
import minidocker.cli.UserError;
import minidocker.testing.Eventually;
import minidocker.testing.Needs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(240)
class EngineStartTest {
    private final Home home = RunningEngine.newHome();
    private final EngineFiles files = new EngineFiles(home);

    @BeforeEach
    void engines_are_roots_so_far() {
        Needs.root();
    }

    @AfterEach
    void end_the_engine() throws IOException {
        Optional<EngineNotice> notice = EngineNotice.read(files.notice());
        if (notice.isPresent() && EngineLock.isHeld(files.lock())) {
            ProcessHandle.of(notice.get().pid()).ifPresent(ProcessHandle::destroyForcibly);
            Eventually.holds(() -> !isHeld(), () -> "the engine's end");
        }
    }

    private boolean isHeld() {
        try {
            return EngineLock.isHeld(files.lock());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private int pid() throws IOException {
        return EngineNotice.read(files.notice()).orElseThrow().pid();
    }

    /** The environment of this process counts for the engine; the home must be this test's. */
    private Optional<String> ensure() throws IOException {
        return EngineStart.ensure(home);
    }

    @Test
    void an_engine_is_started_when_none_answers_and_stays_when_one_does() throws IOException {
        assertThat(ensure()).isEmpty();
        int pid = pid();
        assertThat(DaemonTest.ask(files.socket(), "/_ping")).endsWith("OK");
        assertThat(ensure()).isEmpty();
        assertThat(pid()).isEqualTo(pid);
    }

    @Test
    void it_has_nothing_to_do_with_whoever_started_it() throws IOException {
        ensure();
        Path proc = Path.of("/proc", String.valueOf(pid()));
        String[] stat = Files.readString(proc.resolve("stat")).replaceFirst("^.*\\) ", "").split(" ");
        String session = stat[3];
        assertThat(stat[1]).as("parent").isNotEqualTo(String.valueOf(ProcessHandle.current().pid()));
        assertThat(session).as("session").isNotEqualTo(String.valueOf(pid()))
                .isNotEqualTo(Files.readString(Path.of("/proc/self/stat")).replaceFirst("^.*\\) ", "").split(" ")[3]);
        assertThat(stat[4]).as("terminal").isEqualTo("0");
        assertThat(Files.readSymbolicLink(proc.resolve("cwd"))).isEqualTo(Path.of("/"));
        assertThat(Files.readSymbolicLink(proc.resolve("fd/0"))).isEqualTo(Path.of("/dev/null"));
        assertThat(Files.readSymbolicLink(proc.resolve("fd/1"))).isEqualTo(files.log());
        assertThat(Files.readString(proc.resolve("status"))).containsPattern("Umask:\\s+0022");
        assertThat(Files.readString(proc.resolve("environ"))).doesNotContain("surefire");
        // Whoever connects may be quicker than who writes that down.
        Eventually.holds(() -> log().contains("listening on unix://" + files.socket()), this::log);
    }

    private String log() {
        try {
            return Files.readString(files.log());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void clients_that_start_engines_at_once_share_one() {
        List<CompletableFuture<Integer>> clients = IntStream.range(0, 4).mapToObj(i -> CompletableFuture.supplyAsync(() -> {
            try {
                ensure();
                DaemonTest.ask(files.socket(), "/_ping");
                return pid();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }, task -> new Thread(task).start())).toList();
        assertThat(clients.stream().map(CompletableFuture::join).distinct()).hasSize(1);
    }

    @Test
    void an_engine_of_another_build_is_restarted_and_the_user_is_told() throws IOException {
        ensure();
        int first = pid();
        new EngineNotice(first, "00000000").write(files.notice());
        assertThat(ensure()).hasValueSatisfying(sentence -> assertThat(sentence).contains("another build").contains("restarted"));
        assertThat(pid()).isNotEqualTo(first);
        Eventually.holds(() -> ProcessHandle.of(first).isEmpty(), () -> "the end of the first");
        assertThat(ensure()).isEmpty();
    }

    @Test
    void an_engine_that_was_killed_is_replaced() throws IOException {
        ensure();
        int first = pid();
        ProcessHandle.of(first).orElseThrow().destroyForcibly();
        Eventually.holds(() -> !isHeld(), () -> "its end");
        ensure();
        assertThat(pid()).isNotEqualTo(first);
    }

    @Test
    void one_that_cannot_start_is_a_sentence_with_the_end_of_its_log() throws IOException {
        // A folder in the place of the store.
        Files.createDirectories(home.data());
        Files.writeString(files.images(), "not a folder");
        assertThatThrownBy(this::ensure).isInstanceOf(UserError.class).hasMessageContaining("the engine does not start")
                .hasMessageContaining(files.log().toString()).hasMessageContaining(files.images().toString());
    }

    @Test
    void the_build_changes_with_every_jar() throws IOException {
        Path folder = Files.createDirectories(home.data());
        Path jar = Files.writeString(folder.resolve("a.jar"), "one");
        String before = Build.of(jar.toString());
        Files.writeString(jar, "other");
        assertThat(Build.of(jar.toString())).isNotEqualTo(before).hasSize(8);
        Files.delete(jar);
        assertThat(Build.of(jar.toString())).isNotEqualTo(before);
    }

    @Test
    void the_environment_is_passed_on_only_as_far_as_an_engine_needs_it() {
        Map<String, String> given = Map.of("PATH", "/bin", "AWS_SECRET_ACCESS_KEY", "s3cret", "https_proxy", "http://p",
                "JAVA_TOOL_OPTIONS", "-Dx", "MINI_DOCKER_HOME", "relative", "MINI_DOCKER_ENGINE_IDLE", "7");
        assertThat(new EngineProgram(home, files.log()).inherited(given)).containsExactlyInAnyOrder("PATH=/bin",
                "https_proxy=http://p", "MINI_DOCKER_ENGINE_IDLE=7", "MINI_DOCKER_HOME=" + home.data());
    }
}
