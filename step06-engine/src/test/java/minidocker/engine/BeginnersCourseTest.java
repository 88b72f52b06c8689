package minidocker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import minidocker.testing.CommandLineRun.Result;
import minidocker.testing.Eventually;
import minidocker.testing.Needs;
import minidocker.testing.TmuxTerminal;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a beginner's course of Docker has its students type, word for word, in a real terminal in which {@code docker} is ours. */
@Timeout(600)
class BeginnersCourseTest {
    private static final int COLUMNS = 200;
    private static final int ROWS = 50;
    private static final String INSIDE = "in> ";
    private static final String RUN_SHELL = "docker run -it --network none -e PS1='" + INSIDE + "' -e ENV= ";

    private static LiveEngine engine;

    private final String word = UUID.randomUUID().toString();
    private TmuxTerminal terminal;

    @BeforeAll
    static void start() throws InterruptedException {
        Needs.root();
        engine = LiveEngine.withImage();
    }

    @AfterAll
    static void stop() {
        if (engine != null) {
            engine.close();
        }
    }

    @BeforeEach
    void open() {
        String words = String.join(" ", engine.command().words().stream().map(one -> "'" + one + "'").toList());
        terminal = new TmuxTerminal(COLUMNS, ROWS, Map.of("MINI_DOCKER_HOME", engine.home.toString(), "MD", words,
                "DOCKER_HOST", "", "DOCKER_CONTEXT", ""));
        terminal.line("docker() { eval \"$MD\" '\"$@\"'; }");
        terminal.awaitPrompt(TmuxTerminal.PROMPT);
    }

    @AfterEach
    void close() {
        if (terminal != null) {
            terminal.close();
            engine.removeAll();
        }
    }

    /** Types a line of the course; returns what stands behind it when the host's shell waits again. */
    private String type(String line) {
        terminal.line(line);
        String screen = terminal.awaitPrompt(TmuxTerminal.PROMPT);
        String behind = screen.substring(screen.lastIndexOf(line) + line.length());
        return behind.substring(0, behind.lastIndexOf(TmuxTerminal.PROMPT.strip())).strip();
    }

    /** @return what the screen shows then */
    private String detach() {
        terminal.key("C-p");
        terminal.key("C-q");
        return terminal.awaitPrompt(TmuxTerminal.PROMPT);
    }

    /** A shell says nothing to whoever comes, so Enter is pressed until it does. */
    private void attach(String command) {
        terminal.line(command);
        Eventually.holds(() -> {
            terminal.key("Enter");
            try {
                Thread.sleep(500);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return terminal.screen().endsWith(INSIDE.strip());
        }, () -> "a shell's prompt: " + terminal.screen());
    }

    @Test
    void a_shell_is_left_found_again_entered_twice_and_its_file_outlives_it() {
        terminal.line(RUN_SHELL + "--name first hostbox sh").awaitPrompt(INSIDE);
        terminal.line("echo " + word + " > /tmp/kept").awaitPrompt(INSIDE);
        detach();
        assertThat(type("docker ps")).contains("CONTAINER ID", "\"sh\"", "Up ", "first");

        attach("docker attach first");
        terminal.line("cat /tmp/kept").awaitLine(word);
        assertThat(detach()).contains("read escape sequence");

        terminal.line("docker exec -it -e PS1='two> ' -e ENV= first sh").awaitPrompt("two> ");
        terminal.line("cat /tmp/kept | tr a-f A-F").awaitLine(word.replace('a', 'A').replace('b', 'B').replace('c', 'C')
                .replace('d', 'D').replace('e', 'E').replace('f', 'F'));
        terminal.line("exit 3");
        terminal.awaitPrompt(TmuxTerminal.PROMPT);
        assertThat(type("echo it was $?")).isEqualTo("it was 3");

        assertThat(type("docker rm first")).contains("cannot remove container", "container is running");
        attach("docker attach first");
        terminal.line("exit");
        terminal.awaitPrompt(TmuxTerminal.PROMPT);
        assertThat(type("docker container ls -a --filter name=first")).contains("Exited (0)");

        attach("docker start -ai first");
        terminal.line("exit");
        terminal.awaitPrompt(TmuxTerminal.PROMPT);
        assertThat(type("docker cp first:/tmp/kept - | tar -xO | tr -d -")).isEqualTo(word.replace("-", ""));
        assertThat(type("docker rm first")).isEqualTo("first");
        assertThat(type("docker container ls -aq")).isEmpty();
    }

    @Test
    void a_program_in_the_background_is_watched_stopped_the_hard_way_and_started_again() {
        assertThat(type("docker run -d --network none --name ticker hostbox sh -c 'trap \"\" TERM; echo " + word
                + " >> /tmp/lives; i=0; while :; do echo tick $i; i=$((i+1)); sleep 0.2; done'")).matches("[0-9a-f]{64}");
        terminal.line("docker logs --tail 5 --follow ticker");
        Eventually.holds(() -> ticks().size() > 8, () -> "more than the last five ticks: " + terminal.screen());
        List<Integer> ticks = ticks();
        for (int i = 1; i < ticks.size(); i++) {
            assertThat(ticks.get(i)).isEqualTo(ticks.get(i - 1) + 1);
        }
        terminal.key("C-c");
        terminal.awaitPrompt(TmuxTerminal.PROMPT);

        assertThat(type("docker inspect -f '{{json .State}}' ticker")).startsWith("{\"Status\":\"running\",\"Running\":true");
        long before = System.nanoTime();
        assertThat(type("docker stop ticker")).isEqualTo("ticker");
        // A kind word first, and patience, then force: ten seconds, less what clocks may disagree by.
        assertThat(System.nanoTime() - before).isGreaterThan(9_500_000_000L);
        assertThat(type("docker inspect -f '{{.State.Status}} {{.State.ExitCode}}' ticker")).isEqualTo("exited 137");

        assertThat(type("docker start ticker")).isEqualTo("ticker");
        Eventually.holds(() -> type("docker exec ticker cat /tmp/lives").equals(word + "\n" + word),
                () -> "a line of each life: " + terminal.screen());
        assertThat(type("docker rm -f $(docker container ls -aq)")).matches("[0-9a-f]{12}");
        assertThat(type("docker container ls -aq")).isEmpty();
    }

    /** Those behind the last command. */
    private List<Integer> ticks() {
        String screen = terminal.screen();
        return Pattern.compile("(?m)^tick ([0-9]+) *$").matcher(screen.substring(screen.lastIndexOf("docker logs"))).results()
                .map((MatchResult tick) -> Integer.valueOf(tick.group(1))).toList();
    }

    @Test
    void policies_start_what_has_ended_and_leave_what_was_stopped() {
        type("docker run -d --network none --restart on-failure:2 --name failing hostbox sh -c 'exit 3'");
        type("docker run -d --network none --restart always --name coming hostbox sh -c 'sleep 1; exit 4'");
        String format = "docker inspect -f '{{.RestartCount}} {{.State.Status}} {{.State.ExitCode}}' ";
        Eventually.holds(() -> type(format + "failing").equals("2 exited 3"), () -> "the end of trying: " + terminal.screen());
        Eventually.holds(() -> !type(format + "coming").startsWith("0 "), () -> "another life: " + terminal.screen());
        assertThat(type("docker stop -t 0 coming")).isEqualTo("coming");
        assertThat(type("docker ps -a --filter name=coming --format '{{.State}}'")).isEqualTo("exited");
        String ended = type(format + "coming");
        type("docker update --restart no coming failing");
        assertThat(type(format + "coming")).isEqualTo(ended);
        type("docker rm -f $(docker container ls -aq)");
        assertThat(type("docker ps -aq")).isEmpty();
    }

    /** {@code none} has no address and {@code bridge} has one; whatever the default is, it is the container's own. */
    @Test
    void the_address_that_inspect_tells_is_the_one_that_the_container_has() {
        type("docker run -d --name web hostbox sleep 1000");
        String told = type("docker inspect -f '{{.NetworkSettings.IPAddress}}' web");
        Result routes = engine.command().run("exec", "web", "cat", "/proc/net/fib_trie");
        assertThat(routes.code()).as(routes.err()).isZero();
        List<String> its = Pattern.compile("\\|-- ([0-9.]+)\n +/32 host LOCAL").matcher(routes.out()).results()
                .map(address -> address.group(1)).filter(address -> !address.startsWith("127.")).distinct().toList();
        assertThat(its).isEqualTo(told.isEmpty() ? List.of() : List.of(told));
    }
}
