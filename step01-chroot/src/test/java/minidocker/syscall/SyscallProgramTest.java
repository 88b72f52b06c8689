package minidocker.syscall;

import static minidocker.syscall.FileCalls.chdir;
import static minidocker.syscall.FileCalls.close;
import static minidocker.syscall.FileCalls.openat;
import static minidocker.syscall.MachineCalls.result;
import static minidocker.syscall.ProcessCalls.exitGroup;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import minidocker.syscall.Operand.Memory;
import minidocker.syscall.Operand.ResultAddress;
import minidocker.syscall.Operand.Target;
import minidocker.syscall.Operand.Words;
import org.junit.jupiter.api.Test;

class SyscallProgramTest {
    private static final SyscallProgram EMPTY = SyscallProgram.inNewProcess("a process", CloneFlag.CLONE_NEWNS);

    @Test
    void every_step_is_a_new_program_and_the_old_one_stays() {
        SyscallProgram one = EMPTY.then(chdir("/a"), "first");
        SyscallProgram two = one.then(chdir("/b"), "second");
        one.then(chdir("/c"), "another second").label("x").waitForParent("gate", "").withFlags(CloneFlag.CLONE_NEWPID);
        assertThat(EMPTY.calls()).isEmpty();
        assertThat(one).hasToString("clone3 CLONE_NEWNS\nchdir path=/a\n");
        assertThat(two).hasToString("clone3 CLONE_NEWNS\nchdir path=/a\nchdir path=/b\n");
        assertThat(one.gates()).isEmpty();
        assertThat(one.has(CloneFlag.CLONE_NEWPID)).isFalse();
        assertThatThrownBy(() -> two.calls().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void the_why_stays_with_its_call() {
        assertThat(EMPTY.cloneWhy()).isEqualTo("a process");
        assertThat(EMPTY.then(chdir("/a"), "because").calls().get(0).why()).isEqualTo("because");
    }

    @Test
    void flags_are_added_to_those_that_are_there() {
        SyscallProgram more = EMPTY.withFlags(CloneFlag.CLONE_NEWPID);
        assertThat(more.cloneFlags()).hasToString("CLONE_NEWNS|CLONE_NEWPID");
        assertThat(more.has(CloneFlag.CLONE_NEWNS)).isTrue();
    }

    @Test
    void a_result_that_no_earlier_call_has_is_refused() {
        assertThatThrownBy(() -> EMPTY.then(close(result("file")), "")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("close fd=<file>: no earlier call is named file");
        assertThatThrownBy(() -> EMPTY.then(MachineCalls.load(new ResultAddress("file"), 0), ""))
                .hasMessageEndingWith("no earlier call is named file");
        assertThatThrownBy(() -> EMPTY.then(close(result("file")), "").then(openat("/x").as("file"), ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void so_is_one_deep_in_a_struct() {
        Words nested = new Words(List.of(new Words(List.of(result("file")), "{}")), "{{}}");
        Call call = Call.of(Syscall.CLOSE, new Argument("struct", nested));
        assertThatThrownBy(() -> EMPTY.then(call, "")).hasMessageEndingWith("no earlier call is named file");
        assertThat(EMPTY.then(openat("/x").as("file"), "").then(call, "").calls()).hasSize(2);
    }

    @Test
    void two_results_of_one_name_are_refused() {
        SyscallProgram program = EMPTY.then(openat("/x").as("file"), "");
        assertThatThrownBy(() -> program.then(openat("/y").as("file"), "")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("file");
        assertThatThrownBy(() -> program.then(program)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("file");
    }

    @Test
    void two_places_of_one_name_are_refused() {
        SyscallProgram program = EMPTY.label("here").then(exitGroup(0), "");
        assertThatThrownBy(() -> program.label("here")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two places are called here");
        assertThatThrownBy(() -> program.then(program)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two places are called here");
    }

    @Test
    void labels_move_with_the_program_that_is_appended() {
        SyscallProgram tail = SyscallProgram.inNewProcess("").then(chdir("/b"), "").label("there").then(exitGroup(0), "");
        SyscallProgram both = EMPTY.label("start").then(chdir("/a"), "").then(tail);
        assertThat(both.indexOf(new Target("there"))).isEqualTo(2);
        assertThat(both.indexOf(new Target("start"))).isZero();
        assertThat(both.cloneFlags()).hasToString("CLONE_NEWNS");
    }

    @Test
    void a_label_that_is_nowhere_is_refused() {
        assertThatThrownBy(() -> EMPTY.indexOf(new Target("nowhere"))).hasMessage("no call stands at the label nowhere");
    }

    @Test
    void gates_come_in_order_and_from_appended_programs_too() {
        SyscallProgram program = EMPTY.waitForParent("maps", "until the maps are written")
                .then(SyscallProgram.inNewProcess("").waitForParent("network", "until there is a network"));
        assertThat(program.gates()).containsExactly("maps", "network");
        assertThat(program.calls()).allMatch(call -> !call.why().isEmpty());
    }

    @Test
    void at_a_gate_the_child_keeps_no_end_that_would_hold_it_open_for_ever() {
        assertThat(EMPTY.waitForParent("maps", "").calls().get(0)).hasToString("close fd=<maps-writer>");
    }

    @Test
    void memory_and_calls_are_values() {
        assertThat(openat("/x", OpenFlag.O_PATH).as("a")).isEqualTo(openat("/x", OpenFlag.O_PATH).as("a"));
        assertThat(new Memory("m", 8).at(4)).isEqualTo(new Memory("m", 8, 4)).hasToString("&m+4");
    }
}
