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
    void without_limits_a_container_runs_whether_groups_are_delegated_or_not() {
        assertThat(step.run("run", "sh", "-c", "id -u; exit 3")).isEqualTo(new Result(3, "0\n", ""));
        assertThat(step.run("run", "--no-limits", "true").code()).isZero();
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
