package minidocker.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Our command line and our engine; what Docker's own client would say is compared in the lane same-as-docker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CommandLineTest {
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
    void a_program_s_output_and_exit_code_are_the_command_s() throws Exception {
        String word = UUID.randomUUID().toString();
        TestEngine.Ran ran = engine.run("", "run", "--rm", "--network", "none", "hostbox", "sh", "-c", "echo " + word + "; exit 37");
        assertThat(ran.output()).isEqualTo(word + "\n");
        assertThat(ran.exitCode()).isEqualTo(37);
    }

    @Test
    void standard_input_comes_to_its_end() throws Exception {
        String word = UUID.randomUUID().toString();
        TestEngine.Ran ran = engine.run(word, "run", "--rm", "-i", "--network", "none", "hostbox", "cat");
        assertThat(ran.output()).isEqualTo(word);
        assertThat(ran.exitCode()).isZero();
    }

    @Test
    void a_program_that_is_not_there_gives_127_and_leaves_no_container() throws Exception {
        String name = "none-" + UUID.randomUUID();
        TestEngine.Ran ran = engine.run("", "run", "--rm", "--name", name, "--network", "none", "hostbox", "no-such-program");
        assertThat(ran.exitCode()).isEqualTo(127);
        assertThat(ran.output()).contains("executable file not found").contains("Run 'mini-docker run --help' for more information");
        assertThat(engine.client("ps", "-aq", "--filter", "name=" + name)).isEmpty();
    }

    @Test
    void a_life_in_the_background_is_seen_entered_and_ended() throws Exception {
        String name = "life-" + UUID.randomUUID();
        engine.client("run", "-d", "--name", name, "--network", "none", "hostbox", "sh", "-c", "echo ready; sleep 1000");
        assertThat(engine.client("ps", "--filter", "name=" + name, "--format", "{{.Names}} {{.State}}")).isEqualTo(name + " running\n");
        assertThat(engine.run("", "exec", name, "sh", "-c", "exit 5").exitCode()).isEqualTo(5);
        assertThat(engine.client("kill", name)).isEqualTo(name + "\n");
        assertThat(engine.client("wait", name)).isEqualTo("137\n");
        assertThat(engine.client("logs", name)).isEqualTo("ready\n");
        assertThat(engine.client("inspect", "-f", "{{.State.Status}} {{.State.ExitCode}}", name)).isEqualTo("exited 137\n");
        assertThat(engine.client("rm", name)).isEqualTo(name + "\n");
    }

    @Test
    void errors_of_usage_have_a_hint_and_code_125() throws Exception {
        TestEngine.Ran ran = engine.run("", "run", "--no-such-option");
        assertThat(ran.exitCode()).isEqualTo(125);
        assertThat(ran.output()).isEqualTo("unknown flag: --no-such-option\n\nUsage:  mini-docker run [OPTIONS] IMAGE [COMMAND] [ARG...]\n\n"
                + "Run 'mini-docker run --help' for more information\n");
        assertThat(engine.client("imgaes")).contains("unknown command: mini-docker imgaes").contains("\tmini-docker images\n");
    }

    @Test
    void every_command_has_help() {
        for (String name : List.of("container", "image", "system")) {
            assertThat(CommandTable.of(name)).allSatisfy(full -> assertThat(CommandTable.make(full)).isNotNull());
        }
        assertThat(CommandTable.top()).allSatisfy(name -> assertThat(CommandTable.about(name)).isNotBlank());
        assertThat(CompletionScript.text()).contains("detach-keys").contains("--no-trunc");
    }
}
