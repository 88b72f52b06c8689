package minidocker.cgroups;

import static org.assertj.core.api.Assertions.assertThat;

import minidocker.testing.CommandLineRun;
import minidocker.testing.CommandLineRun.Result;
import minidocker.testing.OrdinaryUser;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Limits for an ordinary user: where groups are delegated they hold, elsewhere one sentence says what is missing. */
@Tag("unprivileged")
@Timeout(300)
class UnprivilegedRunTest {
    private static CommandLineRun step;

    @BeforeAll
    static void become_an_ordinary_user() {
        step = OrdinaryUser.commandLine(Main.class);
        step.run("run", "true");
    }

    @Test
    void a_container_runs_without_limits_if_that_is_asked_for() {
        assertThat(step.run("run", "--no-limits", "sh", "-c", "id -u; exit 3")).isEqualTo(new Result(3, "0\n", ""));
    }

    @Test
    void without_being_asked_it_runs_in_a_group_or_one_sentence_says_what_is_missing() {
        Result result = step.run("run", "true");
        if (result.code() != 0) {
            assertThat(result.code()).isEqualTo(125);
            assertThat(result.err()).hasLineCount(1).contains("--no-limits");
        }
    }

    @Test
    void a_limit_holds_or_is_refused_with_the_remedy() {
        Result result = step.run("run", "-m", "16m", "--memory-swap", "16m", "tail", "/dev/zero");
        if (result.code() == 125) {
            assertThat(result.err()).hasLineCount(1).contains("--no-limits");
        } else {
            assertThat(result.code()).isEqualTo(137);
            assertThat(result.err()).contains("OOM killed");
        }
    }
}
