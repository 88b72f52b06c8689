package minidocker.chroot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import minidocker.testing.CommandLineRun;
import minidocker.testing.Eventually;
import minidocker.testing.Needs;
import minidocker.testing.TestHome;
import minidocker.testing.TmuxTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In a real terminal, typed by hand. */
@Tag("kernel")
@Timeout(300)
class RunTerminalTest {
    private static final String INSIDE = "inside>";

    @TempDir
    Path folder;
    private TmuxTerminal terminal;

    @BeforeEach
    void open_a_terminal() throws IOException {
        Needs.root();
        Path step = folder.resolve("step");
        String command = CommandLineRun.of(Main.class).words().stream().map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
        Files.writeString(step, "#!/bin/sh\nexec " + command + " \"$@\"\n");
        Files.setPosixFilePermissions(step, PosixFilePermissions.fromString("rwx------"));
        terminal = new TmuxTerminal(100, 30,
                Map.of("MINI_DOCKER_HOME", TestHome.folder().toString(), "PATH", folder + ":" + System.getenv("PATH")));
    }

    @AfterEach
    void close_it() {
        if (terminal != null) {
            terminal.close();
        }
    }

    private void startShell(String shell) {
        Needs.command(shell, shell);
        terminal.line("step run -e PS1='" + INSIDE + " ' " + shell + (shell.equals("bash") ? " --norc" : ""));
        terminal.awaitPrompt(INSIDE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash"})
    void a_shell_has_jobs(String shell) {
        startShell(shell);
        // Seconds that no other process sleeps: by them it is found.
        String one = Integer.toString(10_000 + new Random().nextInt(1_000_000));
        String other = one + "1";
        terminal.line("sleep " + one + " &").line("jobs");
        assertThat(terminal.awaitPrompt(INSIDE)).doesNotContain("job control", "access tty");
        assertThat(terminal.line("echo listed").awaitLine("listed")).containsPattern("\\[1\\] ?\\+ +Running +sleep " + one);

        terminal.line("fg");
        TmuxTerminal.awaitForeground("sleep", one);
        terminal.key("C-c").awaitPrompt(INSIDE);
        terminal.line("echo code $?").awaitLine("code 130");

        terminal.line("sleep " + other);
        TmuxTerminal.awaitForeground("sleep", other);
        terminal.key("C-z").awaitPrompt(INSIDE);
        assertThat(terminal.line("jobs").line("echo stopped").awaitLine("stopped"))
                .containsPattern("\\[1\\] ?\\+ +Stopped +sleep " + other);
        terminal.line("fg");
        TmuxTerminal.awaitForeground("sleep", other);
        terminal.key("C-c").awaitPrompt(INSIDE);

        terminal.line("exit 7").awaitPrompt(TmuxTerminal.PROMPT);
        terminal.line("echo code $?").awaitLine("code 7");
    }

    @Test
    void the_keyboard_interrupts_the_program_and_its_code_comes_back() {
        terminal.line("step run sh -c 'echo ready; exec sleep 100'").awaitLine("ready");
        terminal.key("C-c").awaitPrompt(TmuxTerminal.PROMPT);
        terminal.line("echo code $?").awaitLine("code 130");
    }

    @Test
    void a_program_that_handles_an_interrupt_gets_it_once() {
        terminal.line("step run sh -c 'n=0; trap \"n=\\$((n + 1)); echo got \\$n\" INT; echo ready; while [ $n = 0 ]; do sleep 0.1; done; sleep 0.5; echo end'");
        terminal.awaitLine("ready");
        terminal.key("C-c").awaitLine("end");
        assertThat(terminal.awaitPrompt(TmuxTerminal.PROMPT)).contains("got 1").doesNotContain("got 2");
    }

    @Test
    void quit_ends_the_program_without_a_thread_dump() {
        terminal.line("step run sh -c 'ulimit -c 0; echo ready; exec sleep 100'").awaitLine("ready");
        terminal.key("C-\\").awaitPrompt(TmuxTerminal.PROMPT);
        assertThat(terminal.line("echo code $?").awaitLine("code 131")).doesNotContain("thread");
    }

    @Test
    void the_program_and_we_are_stopped_and_continued_together() {
        terminal.line("step run sh -c 'echo ready; read line; echo end'").awaitLine("ready");
        terminal.key("C-z").awaitPrompt(TmuxTerminal.PROMPT);
        assertThat(terminal.line("echo stopped").awaitLine("stopped")).contains("Stopped");
        terminal.line("fg").line("go on").awaitLine("end");
        terminal.awaitPrompt(TmuxTerminal.PROMPT);
    }

    @Test
    void the_size_of_the_window_is_known_and_followed() {
        startShell("sh");
        terminal.line("stty size").awaitLine("30 100");
        terminal.line("trap 'stty size' WINCH; echo waiting").awaitLine("waiting");
        terminal.resize(77, 21);
        Eventually.holds(() -> terminal.line("").screen().contains("21 77"), () -> "21 77 in:\n" + terminal.screen());
    }

    @Test
    void the_terminal_is_put_back_when_a_program_dies_that_had_changed_it() {
        terminal.line("stty -a >" + folder + "/before").awaitPrompt(TmuxTerminal.PROMPT);
        terminal.line("step run sh -c 'stty raw -echo; kill -9 $$'").awaitPrompt(TmuxTerminal.PROMPT);
        terminal.line("echo code $?; stty -a >" + folder + "/after").awaitLine("code 137");
        terminal.awaitPrompt(TmuxTerminal.PROMPT);
        terminal.line("echo echoed").awaitLine("echoed");
        assertThat(folder.resolve("after")).hasSameTextualContentAs(folder.resolve("before"));
    }

    @Test
    void the_terminal_is_taken_back_from_the_jobs_of_a_shell_that_was_killed() {
        startShell("sh");
        terminal.line("sh -c 'stty raw -echo; kill -9 $PPID; sleep 0.2'");
        terminal.awaitPrompt(TmuxTerminal.PROMPT);
        terminal.line("echo code $?").awaitLine("code 137");
    }

    @Test
    void from_the_background_the_terminal_of_another_job_is_left_alone() {
        terminal.line("step run sleep 2 & sh -c 'stty -echo; echo quiet; wait; sleep 4; stty -a | grep -c -e -echo; stty echo; echo end'");
        assertThat(terminal.awaitLine("end")).containsPattern("quiet\\n(.*\\n)*1\\nend");
    }

    @Test
    void tables_are_as_wide_as_the_window() {
        terminal.resize(64, 30);
        terminal.line("clear; step run --explain true >" + folder + "/table; echo done").awaitLine("done");
        assertThat(folder.resolve("table")).content().contains("execve(2)").satisfies(table ->
                assertThat(table.lines()).allMatch(line -> line.length() <= 64).anyMatch(line -> line.length() > 54));
    }
}
