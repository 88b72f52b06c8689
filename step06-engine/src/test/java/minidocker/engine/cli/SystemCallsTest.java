package minidocker.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** {@code --explain}, {@code --trace} and {@code trace} with an engine between. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SystemCallsTest {
    private final String word = UUID.randomUUID().toString();
    private TestEngine engine;

    @BeforeAll
    void start() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "the engine of this test needs root");
        engine = TestEngine.start();
    }

    @AfterAll
    void stop() throws Exception {
        if (engine != null) {
            engine.close();
        }
    }

    @Test
    void explain_shows_every_call_with_its_page_and_makes_nothing() throws Exception {
        String name = "explained-" + UUID.randomUUID();
        Path source = Path.of("/tmp", name);
        TestEngine.Ran ran = engine.run("", "run", "--explain", "--name", name, "--network", "none", "-v", source + ":/here",
                "-v", name + ":/there", "--hostname", "box-" + word, "hostbox", "sh");
        assertThat(ran.exitCode()).as(ran.output()).isZero();
        assertThat(ran.output()).startsWith("   ").contains("clone3", "pivot_root(2)", "name=box-" + word, source.toString(),
                "only this UTS namespace hears of it");
        assertThat(ran.output().stripTrailing().lines().reduce((first, last) -> last).orElse("")).isNotBlank();
        assertThat(engine.client("ps", "-a", "--format", "{{.Names}}")).doesNotContain(name);
        assertThat(source).doesNotExist();
        assertThat(engine.files("volumes", name)).doesNotExist();
        assertThat(leftovers(ran.output())).isEmpty();
    }

    /** Folders of containers that the table speaks of. */
    private List<Path> leftovers(String table) throws Exception {
        try (Stream<Path> folders = Files.list(engine.files("containers"))) {
            return folders.filter(folder -> table.contains(folder.getFileName().toString())).toList();
        }
    }

    @Test
    void explain_and_trace_speak_of_the_same_calls() throws Exception {
        List<String> explained = calls(engine.client("create", "--explain", "--network", "none", "hostbox", "true"));
        String name = "same-" + UUID.randomUUID();
        engine.client("run", "--name", name, "--network", "none", "hostbox", "true");
        List<String> traced = calls(engine.client("trace", name));
        assertThat(explained).contains("pivot_root", "umount2", "sethostname", "capset", "execve");
        assertThat(traced).containsSubsequence("pivot_root", "umount2", "sethostname", "capset", "execve");
        assertThat(explained).containsAll(traced);
    }

    /** The second column where the first is a number. */
    private static List<String> calls(String table) {
        return table.lines().map(String::strip).filter(line -> line.matches("[0-9-]+ +[a-z_0-9]+( .*)?"))
                .map(line -> line.split(" +")[1]).distinct().toList();
    }

    @Test
    void a_run_that_fails_shows_the_calls_as_far_as_they_came() throws Exception {
        TestEngine.Apart noProgram = engine.apart("run", "--rm", "--trace", "--network", "none", "hostbox", "no-" + word);
        assertThat(noProgram.exitCode()).isEqualTo(127);
        assertThat(calls(noProgram.err())).contains("pivot_root");
        assertThat(noProgram.err()).contains("no-" + word, "executable file not found");

        TestEngine.Apart noMount = engine.apart("run", "--trace", "-d", "--network", "none", "--mount", "type=tmpfs,dst=/etc/passwd/"
                + word, "hostbox", "true");
        assertThat(noMount.exitCode()).isEqualTo(125);
        assertThat(calls(noMount.err())).contains("mount").doesNotContain("execve");
        assertThat(noMount.err()).contains("mount src=tmpfs dst=/etc/passwd/" + word, "= ENOTDIR");
    }

    @Test
    void a_network_s_switch_is_explained_and_traced() throws Exception {
        String name = "net-" + UUID.randomUUID();
        TestEngine.Ran explained = engine.run("", "network", "create", "--explain", "--subnet", "10.254.7.0/24", name);
        assertThat(explained.exitCode()).as(explained.output()).isZero();
        assertThat(explained.output()).contains("type=bridge", "10.254.7.1/24", "rtnetlink(7)");
        assertThat(engine.client("network", "ls", "--format", "{{.Name}}")).doesNotContain(name);

        TestEngine.Apart traced = engine.apart("network", "create", "--trace", "--subnet", "10.254.7.0/24", name);
        assertThat(traced.out()).matches("[0-9a-f]{64}\n");
        assertThat(calls(explained.output())).containsAll(calls(traced.err()));
        assertThat(traced.err()).contains("type=bridge", "10.254.7.1/24");
        engine.client("network", "rm", name);
    }

    @Test
    void run_s_trace_comes_after_the_program_s_own_output_on_standard_error() throws Exception {
        TestEngine.Apart ran = engine.apart("run", "--rm", "--trace", "--network", "none", "hostbox", "sh", "-c",
                "echo " + word + "; echo " + word + " >&2; exit 23");
        assertThat(ran.exitCode()).isEqualTo(23);
        assertThat(ran.out()).isEqualTo(word + "\n");
        assertThat(ran.err()).startsWith(word + "\n").contains("pivot_root", "= it runs");
    }

    @Test
    void the_cable_of_a_container_is_explained_and_traced_with_it() throws Exception {
        String network = "cable-" + UUID.randomUUID();
        engine.client("network", "create", "--subnet", "10.213.7.0/24", network);
        try {
            assertThat(engine.client("create", "--explain", "--network", network, "--ip", "10.213.7.9", "hostbox", "true"))
                    .contains("RTM_NEWLINK", "RTM_NEWADDR", "10.213.7.9/24", "the container's address");
            assertThat(engine.apart("run", "--rm", "--trace", "--network", network, "--ip", "10.213.7.9", "hostbox", "true").err())
                    .contains("= it runs", "RTM_NEWLINK", "RTM_NEWADDR", "10.213.7.9/24", "RTM_NEWROUTE");
        } finally {
            engine.client("network", "rm", network);
        }
    }

    @Test
    void exec_is_explained_traced_and_followed() throws Exception {
        String name = "exec-" + UUID.randomUUID();
        engine.client("run", "-d", "--name", name, "--network", "none", "hostbox", "sleep", "1000");
        assertThat(engine.client("exec", "--explain", name, "cat", word)).contains("setns", "execve", "setns(2)", word);
        assertThat(engine.client("top", name)).doesNotContain(word);
        TestEngine.Apart traced = engine.apart("exec", "--trace", name, "echo", word);
        assertThat(traced.out()).isEqualTo(word + "\n");
        assertThat(traced.err()).contains("setns", "= it runs");
        TestEngine.Apart followed = engine.apart("trace", "--follow", "exec", name, "sh", "-c", "echo " + word + "; exit 9");
        assertThat(followed.exitCode()).isEqualTo(9);
        assertThat(followed.out()).isEqualTo(word + "\n");
        assertThat(followed.err()).contains("setns", "= it runs");
        engine.client("rm", "-f", name);
        assertThat(engine.run("", "exec", "--explain", name, "true").exitCode()).isEqualTo(1);
    }

    @Test
    void what_cannot_be_traced_is_said() throws Exception {
        TestEngine.Ran none = engine.run("", "trace", "--follow", "ps");
        assertThat(none.exitCode()).isEqualTo(125);
        assertThat(none.output()).contains("run or exec");
        String name = "never-" + UUID.randomUUID();
        engine.client("create", "--name", name, "--network", "none", "hostbox", "true");
        TestEngine.Ran never = engine.run("", "trace", name);
        assertThat(never.exitCode()).isEqualTo(1);
        assertThat(never.output()).contains("was never started");
    }

    @Test
    void a_start_that_failed_shows_where() throws Exception {
        String name = "failed-" + UUID.randomUUID();
        assertThat(engine.run("", "run", "--name", name, "--network", "none", "hostbox", "no-such-" + word).exitCode()).isEqualTo(127);
        assertThat(engine.client("trace", name)).contains("pivot_root", "no-such-" + word, "ENOENT");
    }
}
