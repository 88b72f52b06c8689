package minidocker.namespaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import minidocker.syscall.Linux;
import minidocker.syscall.Signal;
import minidocker.testing.CommandLineRun.Result;
import minidocker.testing.Eventually;
import minidocker.testing.Needs;
import minidocker.testing.TestHome;
import minidocker.testing.TmuxTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The container's own terminal and ours, in front of a real one. */
@Tag("kernel")
@Timeout(300)
class TerminalTest {
    private static final int COLUMNS = 140;
    private static final int ROWS = 40;

    private final String mark = UUID.randomUUID().toString();
    private TmuxTerminal terminal;

    @BeforeEach
    void open() {
        Needs.root();
        TestHome.hostbox();
        String words = String.join(" ", Containers.commandLine().words().stream().map(word -> "'" + word + "'").toList());
        terminal = new TmuxTerminal(COLUMNS, ROWS,
                Map.of("MINI_DOCKER_HOME", TestHome.folder().toString(), "MD", words, "MARK", mark));
        terminal.line("md() { eval \"$MD\" '\"$@\"'; }");
        terminal.awaitPrompt(TmuxTerminal.PROMPT);
    }

    @AfterEach
    void close() {
        if (terminal != null) {
            terminal.close();
        }
        Eventually.holds(() -> Containers.withEnvironment("MARK=" + mark).isEmpty(), () -> "the end of "
                + Containers.withEnvironment("MARK=" + mark));
    }

    private int processOne() {
        return process(1);
    }

    /** A process of the container by its number in there; returns the one that the host has for it. */
    private int process(int inside) {
        int[] one = new int[1];
        Eventually.holds(() -> {
            one[0] = Containers.withEnvironment("MARK=" + mark).stream()
                    .filter(pid -> Containers.status(pid, "NSpid").matches("\\d+\t" + inside)).findFirst().orElse(0);
            return one[0] != 0;
        }, () -> "a process " + inside);
        return one[0];
    }

    private void startShell(String... options) {
        terminal.line("md run -e MARK " + String.join(" ", options) + " -e PS1='in> ' -e ENV= sh").awaitPrompt("in> ");
    }

    private void awaitModesOfBefore() {
        terminal.awaitPrompt(TmuxTerminal.PROMPT);
        terminal.line("stty -a | grep -o -w -E -- '-?(icanon|echo|isig|opost|icrnl|ixon)' | tr '\\n' ,")
                .awaitLine("icrnl,ixon,opost,isig,icanon,echo," + TmuxTerminal.PROMPT.strip());
    }

    @Test
    void is_the_first_of_its_own_and_its_input_output_and_error() {
        startShell("-it");
        terminal.line("tty; ls /dev/pts; readlink /proc/self/fd/0 /proc/self/fd/1 /proc/self/fd/2; stat -c %t:%T /dev/console /dev/pts/0 | uniq -c").awaitLine("2 88:0");
        String screen = terminal.line("echo $((6 * 7)) > /dev/console").awaitLine("42");
        assertThat(screen.lines().filter("/dev/pts/0"::equals)).hasSize(4);
        assertThat(terminal.line("ls /proc/self/fd | tr '\\n' ' '; echo .").awaitLine("0 1 2 3 ."))
                .doesNotContain("job control turned off", "can't access tty");
        terminal.line("exit 7").awaitPrompt(TmuxTerminal.PROMPT);
        terminal.line("echo code $?").awaitLine("code 7");
    }

    @Test
    void has_job_control() {
        startShell("-t");
        // Seconds that no other process sleeps: by them it is found.
        String seconds = Integer.toString(10_000 + new Random().nextInt(1_000_000));
        terminal.line("sleep " + seconds);
        TmuxTerminal.awaitForeground("sleep", seconds);
        terminal.key("C-z").awaitPrompt("in> ");
        assertThat(terminal.line("jobs").awaitPrompt("in> ")).containsPattern("\\[1\\] ?\\+ +Stopped.* +sleep " + seconds);
        terminal.line("fg");
        TmuxTerminal.awaitForeground("sleep", seconds);
        terminal.key("C-c").awaitPrompt("in> ");
        terminal.line("echo code $?").awaitLine("code 130");
        assertThat(terminal.line("jobs | wc -l").awaitLine("0")).contains("^Z", "^C");
    }

    @Test
    void keys_that_mean_something_to_our_terminal_mean_it_inside_only() {
        startShell("-t", "--init");
        terminal.line("trap 'echo caught int' INT; trap 'echo caught quit' QUIT; echo set").awaitLine("set");
        // A shell that waits for a line has its traps wait, too.
        terminal.key("C-c");
        terminal.line("").awaitLine("caught int");
        terminal.key("C-\\");
        terminal.line("").awaitLine("caught quit");
        terminal.key("C-d").awaitPrompt(TmuxTerminal.PROMPT);
        awaitModesOfBefore();
    }

    @Test
    void has_the_size_of_the_window_and_follows_it() {
        startShell("-t");
        terminal.line("stty size").awaitLine(ROWS + " " + COLUMNS);
        terminal.line("trap 'echo now $(stty size)' WINCH; echo set").awaitLine("set");
        terminal.resize(101, 33);
        Eventually.holds(() -> terminal.line("").screen().contains("now 33 101"), () -> "33 101 in:\n" + terminal.screen());
    }

    @Test
    void our_modes_are_back_after_the_end_whatever_the_program_did_to_its_own() {
        startShell("-t");
        terminal.line("stty raw -echo; exit");
        awaitModesOfBefore();
    }

    @Test
    void our_modes_are_back_when_process_1_was_killed() {
        startShell("-t");
        Linux.kill(processOne(), Signal.SIGKILL.number());
        awaitModesOfBefore();
        terminal.line("md run -t -e MARK no-such-command; echo code $?").awaitLine("code 127");
        awaitModesOfBefore();
    }

    @Test
    void our_modes_are_back_when_we_are_asked_to_end() {
        startShell("-t", "--init");
        int init = Integer.parseInt(Containers.status(process(2), "PPid"));
        int us = Integer.parseInt(Containers.status(init, "PPid"));
        Linux.kill(us, Signal.SIGHUP.number());
        awaitModesOfBefore();
    }

    @Test
    void a_large_output_is_complete() {
        terminal.line("md run -t -e MARK sh -c 'seq 1 20000; echo last of all' | tail -n 3 | tr -d '\\r' | tr '\\n' ,")
                .awaitLine("19999,20000,last of all," + TmuxTerminal.PROMPT.strip());
        terminal.line("md run -t -e MARK sh -c 'seq 1 100000' > /tmp/" + mark + "; md run -v /tmp/" + mark
                + ":/f:ro -e MARK sh -c 'wc -l < /f; tail -n 1 /f'; rm /tmp/" + mark)
                .awaitLine("100000");
        terminal.awaitPrompt(TmuxTerminal.PROMPT);
        assertThat(terminal.screen().lines().filter("100000"::equals)).hasSize(2);
    }

    @Test
    void a_slow_reader_gets_all_of_it() {
        terminal.line("md run -t -e MARK sh -c 'seq 1 9000; echo last of all' | { sleep 1.5; tail -n 2; } | tr -d '\\r' | tr '\\n' ,").awaitLine("9000,last of all," + TmuxTerminal.PROMPT.strip());
    }

    @Test
    void a_program_that_entered_has_a_terminal_as_well() {
        startShell("-t");
        int one = processOne();
        try (TmuxTerminal second = new TmuxTerminal(99, 22, Map.of("MINI_DOCKER_HOME", TestHome.folder().toString()))) {
            String words = String.join(" ", Containers.commandLine().words().stream().map(word -> "'" + word + "'").toList());
            second.line("clear; " + words + " enter -t -e PS1='also> ' -e ENV= " + one + " sh").awaitPrompt("also> ");
            second.line("tty; stty size").awaitLine("22 99");
            assertThat(second.screen().lines()).contains("/dev/pts/1");
            String seconds = Integer.toString(10_000 + new Random().nextInt(1_000_000));
            second.line("sleep " + seconds);
            TmuxTerminal.awaitForeground("sleep", seconds);
            second.key("C-c").awaitPrompt("also> ");
            second.line("exit 3").awaitPrompt(TmuxTerminal.PROMPT);
            second.line("echo code $?").awaitLine("code 3");
        }
    }

    @Test
    void without_one_of_ours_there_is_none() {
        Result result = Containers.run("-t", "true");
        assertThat(result)
                .isEqualTo(new Result(125, "",
                "mini-docker: -t wants a terminal as standard input: leave it out in scripts and pipes\n"));
    }

    @Test
    void process_1_that_shares_our_terminal_stops_and_goes_on_with_its_job() {
        terminal.line("md run -e MARK cat");
        int one = processOne();
        terminal.line("one").awaitLine("one");
        terminal.key("C-z").awaitPrompt(TmuxTerminal.PROMPT);
        Eventually.holds(() -> Containers.status(one, "State").startsWith("T"), () -> "stopped: "
                + Containers.status(one, "State"));
        terminal.line("fg");
        Eventually.holds(() -> Containers.status(one, "State").startsWith("S"), () -> "going on: "
                + Containers.status(one, "State"));
        terminal.line("two");
        Eventually.holds(() -> terminal.screen().lines().filter("two"::equals).count() == 2, () -> "two twice: "
                + terminal.screen());
        terminal.key("C-d").awaitPrompt(TmuxTerminal.PROMPT);
    }

    @Test
    void when_the_terminal_is_closed_the_container_ends() {
        startShell("-t");
        int one = processOne();
        int us = Integer.parseInt(Containers.status(one, "PPid"));
        terminal.close();
        terminal = null;
        for (int pid : List.of(one, us)) {
            Eventually.holds(() -> Containers.commandOf(pid).isEmpty(), () -> "the end of " + pid);
        }
    }
}
