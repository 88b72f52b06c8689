package minidocker.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class NbconvertTest {
    private final String word = UUID.randomUUID().toString();

    @Test
    void a_notebook_of_which_every_cell_ran_has_no_failure() {
        assertThat(Nbconvert.ended(0, word).failure()).isEmpty();
    }

    @Test
    void of_a_cell_that_failed_a_reader_sees_the_cell_and_what_it_said_without_colours_and_without_pythons_traceback() {
        Nbconvert outcome = Nbconvert.ended(1, "Traceback (most recent call last):\n  File \"/usr/bin/jupyter-nbconvert\", line 8\n"
                + "nbclient.exceptions.CellExecutionError: An error occurred while executing the following cell:\n"
                + "------------------\ncheck(false, \"" + word + "\");\n------------------\n\n\u001B[31mAssertionError\u001B[0m: not so\n");

        assertThat(outcome.kernelDidNotStart()).isFalse();
        assertThat(outcome.failure()).get().asString().startsWith("An error occurred").contains(word).endsWith("AssertionError: not so");
    }

    @Test
    void a_kernel_that_never_answered_is_told_from_a_cell_that_failed() {
        assertThat(Nbconvert.ended(1, "Traceback\nRuntimeError: Kernel didn't respond in 20 seconds\n"))
                .isEqualTo(new Nbconvert(java.util.Optional.of("RuntimeError: Kernel didn't respond in 20 seconds"), true));
        assertThat(Nbconvert.ended(1, "RuntimeError: Kernel died before replying to kernel_info").kernelDidNotStart()).isTrue();
        assertThat(Nbconvert.ended(1, "CellExecutionError: it printed: Kernel didn't respond in " + word).kernelDidNotStart()).isFalse();
    }

    @Test
    void of_any_other_trouble_the_last_line_is_shown() {
        assertThat(Nbconvert.ended(1, "Traceback\nModuleNotFoundError: " + word + "\n").failure()).contains("ModuleNotFoundError: " + word);
        assertThat(Nbconvert.ended(7, "").failure()).get().asString().contains("7");
    }

    @Test
    void the_kernel_is_given_as_long_as_it_is_said() {
        assertThat(Nbconvert.command("a.ipynb", 33)).contains("--ExecutePreprocessor.startup_timeout=33").endsWith("a.ipynb");
    }
}
