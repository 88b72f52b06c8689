package minidocker.syscall;

import static minidocker.syscall.FileCalls.chdir;
import static minidocker.syscall.FileCalls.chroot;
import static minidocker.syscall.ProcessCalls.execve;
import static minidocker.syscall.ProcessCalls.unblockSignals;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramTableTest {
    private static final SyscallProgram PROGRAM = SyscallProgram
            .inNewProcess("a child that sees three resources of its own", CloneFlag.CLONE_NEWNS, CloneFlag.CLONE_NEWPID,
                    CloneFlag.CLONE_NEWUTS)
            .then(unblockSignals(), "a program starts with no signal blocked")
            .then(chroot("/a/folder/with/a/long/name/that/has/no/spaces/in/it/at/all"),
                    "from here on, every path that starts with / starts there")
            .then(chdir("/").orGoOn(), "chroot leaves the working directory where it was")
            .then(execve("/bin/sh", List.of("sh", "-c", "echo a b"), List.of("PATH=/bin")), "the list ends here");

    private static TracedCall traced(int number, long result) {
        return new TracedCall(number, PROGRAM.calls().get(number - 1), result);
    }

    private static String words(String table) {
        return String.join(" ", table.strip().split("\\s+"));
    }

    @Test
    void each_call_comes_with_number_operands_reason_and_manual_page() {
        assertThat(new ProgramTable(250).explain(PROGRAM).lines().map(ProgramTableTest::words)).containsExactly(
                "clone3 CLONE_NEWNS|CLONE_NEWUTS|CLONE_NEWPID a child that sees three resources of its own clone3(2)",
                "1 rt_sigprocmask how=SIG_SETMASK set=none a program starts with no signal blocked sigprocmask(2)",
                "2 chroot path=/a/folder/with/a/long/name/that/has/no/spaces/in/it/at/all from here on, every path that starts with / starts there chroot(2)",
                "3 chdir path=/ chroot leaves the working directory where it was chdir(2)",
                "4 execve pathname=/bin/sh argv=[sh, -c, \"echo a b\"] envp={1 variables} the list ends here execve(2)");
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 60, 80, 120, 160})
    void no_line_is_wider_than_the_screen_and_nothing_is_lost(int width) {
        String table = new ProgramTable(width).explain(PROGRAM);
        assertThat(table.lines()).allMatch(line -> line.length() <= width, "at most " + width)
                .noneMatch(line -> line.endsWith(" "));
        assertThat(table.replaceAll("\\s", "")).contains("starts", "argv=[sh,", "execve(2)", "CLONE_NEWPID");
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 120})
    void a_trace_fits_as_well(int width) {
        String table = new ProgramTable(width)
                .trace(List.of(traced(1, 0), traced(2, 0), traced(3, -13), traced(4, Layout.NOT_REACHED)));
        assertThat(table.lines()).allMatch(line -> line.length() <= width, "at most " + width);
        assertThat(words(table)).contains("EACCES (Permission denied), and that is all right");
    }

    @Test
    void columns_stand_below_each_other() {
        List<String> lines = new ProgramTable(200).explain(PROGRAM).lines().toList();
        int whys = lines.get(0).indexOf("a child");
        assertThat(lines.get(1).indexOf("a program")).isEqualTo(whys);
        assertThat(lines.get(4).indexOf("the list")).isEqualTo(whys);
        assertThat(lines).hasSize(5);
    }

    @Test
    void long_operands_break_where_a_reader_would_break_them() {
        String table = new ProgramTable(110).explain(PROGRAM);
        assertThat(table.lines()).anyMatch(line -> line.matches("2 +chroot +path=(/[a-z]+)+/ .*"), "broken behind a slash");
    }

    @Test
    void on_a_narrow_screen_the_why_stands_below_the_call() {
        assertThat(new ProgramTable(60).explain(PROGRAM)).contains("""
                1  rt_sigprocmask how=SIG_SETMASK set=none
                       a program starts with no signal blocked;
                       sigprocmask(2)
                """);
    }

    @Test
    void a_call_that_succeeded_shows_its_result_and_one_that_was_not_reached_nothing() {
        String table = new ProgramTable(120)
                .trace(List.of(traced(1, 0), traced(2, -1), traced(3, Layout.NOT_REACHED), traced(4, Layout.NOT_REACHED)));
        assertThat(words(table)).startsWith("1 rt_sigprocmask how=SIG_SETMASK set=none = 0 2 chroot")
                .endsWith("= EPERM (Operation not permitted)");
    }

    @Test
    void the_execve_that_did_not_return_runs() {
        String table = new ProgramTable(200)
                .trace(List.of(traced(1, 0), traced(2, 0), traced(3, -2), traced(4, Layout.NOT_REACHED)));
        assertThat(words(table)).contains("3 chdir path=/ = ENOENT (No such file or directory), and that is all right")
                .endsWith("4 execve pathname=/bin/sh argv=[sh, -c, \"echo a b\"] envp={1 variables} = it runs");
    }

    @Test
    void calls_in_a_row_for_the_same_reason_are_one_row() {
        SyscallProgram places = SyscallProgram.inNewProcess("").then(chdir("/a").orGoOn(), "looked for")
                .then(chdir("/b").orGoOn(), "looked for")
                .then(chdir("/c"), "found");
        assertThat(words(new ProgramTable(120).explain(places)))
                .endsWith("1-2 chdir path=/a, /b looked for chdir(2) 3 chdir path=/c found chdir(2)");
    }

    @Test
    void an_empty_trace_is_empty() {
        assertThat(new ProgramTable(80).trace(List.of())).isEmpty();
    }
}
