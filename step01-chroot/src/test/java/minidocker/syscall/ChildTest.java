package minidocker.syscall;

import static minidocker.syscall.FileCalls.chdir;
import static minidocker.syscall.FileCalls.closeOnExecFrom;
import static minidocker.syscall.FileCalls.dup3;
import static minidocker.syscall.FileCalls.openat;
import static minidocker.syscall.FileCalls.write;
import static minidocker.syscall.MachineCalls.branch;
import static minidocker.syscall.MachineCalls.load;
import static minidocker.syscall.MachineCalls.result;
import static minidocker.syscall.ProcessCalls.execve;
import static minidocker.syscall.ProcessCalls.exitGroup;
import static minidocker.syscall.ProcessCalls.unblockSignals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import minidocker.syscall.Operand.Int;
import minidocker.syscall.Operand.Memory;
import minidocker.syscall.Operand.ResultAddress;
import minidocker.testing.OpenDescriptors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class ChildTest {
    private static final SyscallProgram EMPTY = SyscallProgram.inNewProcess("a copy of this process");

    @TempDir
    Path folder;

    private static SyscallProgram shell(SyscallProgram program, String script) {
        return program.then(execve("/bin/sh", List.of("sh", "-c", script), List.of("LC_ALL=C")), "a shell");
    }

    private static ExitStatus run(SyscallProgram program) {
        try (Child child = Child.spawn(program)) {
            child.awaitExec();
            return child.waitFor();
        }
    }

    @Test
    void the_exit_code_of_the_program_comes_back() {
        int code = 2 + (int) (Math.random() * 100);
        assertThat(run(shell(EMPTY, "exit " + code))).isEqualTo(new ExitStatus.Exited(code));
    }

    @Test
    void a_signal_that_ends_the_program_comes_back() {
        ExitStatus status = run(shell(EMPTY, "kill -USR1 $$"));
        assertThat(status).isEqualTo(new ExitStatus.Killed(Signal.SIGUSR1.number()));
        assertThat(status.code()).isEqualTo(138);
    }

    @Test
    void a_descriptor_flows_from_open_into_dup() throws IOException {
        Path file = folder.resolve("out");
        String word = UUID.randomUUID().toString();
        SyscallProgram program = EMPTY
                .then(openat(file.toString(), 0600, OpenFlag.O_WRONLY, OpenFlag.O_CREAT).as("out"), "the file")
                .then(dup3(result("out"), 1), "it is the standard output")
                .then(write(result("out"), word), "by its first descriptor");
        run(shell(program, "echo $0"));
        assertThat(file).hasContent(word + "sh");
    }

    @Test
    void the_failing_call_is_named_with_operands_and_reason() {
        SyscallProgram program = shell(EMPTY.then(unblockSignals(), "first").then(chdir("/no/such/place"), "second"), "true");
        assertThatThrownBy(() -> run(program)).isInstanceOf(ProgramFailure.class)
                .hasMessage("call 2 of 3 failed: chdir path=/no/such/place: ENOENT (No such file or directory)");
    }

    @Test
    void a_hint_replaces_the_general_words() {
        SyscallProgram program = EMPTY.then(chdir("/no/such/place").hint(Errno.ENOENT, "make it first"), "")
                .then(exitGroup(0), "");
        assertThatThrownBy(() -> run(program)).hasMessageEndingWith("chdir path=/no/such/place: ENOENT (make it first)");
    }

    @Test
    void a_tolerated_failure_does_not_end_the_program_and_is_seen() {
        SyscallProgram program = shell(EMPTY.then(chdir("/no/such/place").orGoOn(), ""), "exit 3");
        try (Child child = Child.spawn(program)) {
            child.awaitExec();
            assertThat(child.waitFor().code()).isEqualTo(3);
            assertThat(child.trace().get(0).errno()).isEqualTo(Errno.ENOENT.number());
            assertThat(child.trace().get(1).returned()).isFalse();
        }
    }

    @Test
    void the_child_waits_until_the_parent_opens_the_gate() throws Exception {
        Path file = folder.resolve("made");
        SyscallProgram program = shell(EMPTY.waitForParent("go", "until the file is there"), "cat " + file);
        try (Child child = Child.spawn(program)) {
            Thread.sleep(50);
            assertThat(child.result("go")).isEqualTo(Layout.NOT_REACHED);
            Files.writeString(file, "x");
            child.open("go");
            child.awaitExec();
            assertThat(child.waitFor().code()).isZero();
        }
    }

    @Test
    void a_closed_gate_ends_the_child() {
        Child child = Child.spawn(EMPTY.waitForParent("go", "for ever").then(exitGroup(0), ""));
        int pid = child.pid();
        child.close();
        assertThat(Path.of("/proc/" + pid)).doesNotExist();
    }

    @Test
    void the_child_clones_again_and_both_go_their_way() {
        SyscallProgram first = SyscallProgram.inNewProcess("").then(exitGroup(7), "");
        SyscallProgram program = shell(EMPTY.cloneAgain("second", "a sibling", first, CloneFlag.CLONE_PARENT), "exit 8");
        try (Child child = Child.spawn(program)) {
            child.awaitExec();
            int maker = child.pid();
            child.becomes("second");
            assertThat(child.pid()).isPositive().isNotEqualTo(maker);
            assertThat(child.result("second")).isEqualTo(child.pid());
            assertThat(child.waitFor().code()).isEqualTo(8);
        }
    }

    @Test
    void the_second_process_is_known_however_early_it_runs() {
        for (int i = 0; i < 200; i++) {
            SyscallProgram first = SyscallProgram.inNewProcess("").then(exitGroup(7), "");
            SyscallProgram program = EMPTY.cloneAgain("second", "a sibling", first, CloneFlag.CLONE_PARENT)
                    .waitForParent("gate", "").then(exitGroup(8), "");
            try (Child child = Child.spawn(program)) {
                while (secondOf(child) == 0) {
                    Thread.onSpinWait();
                }
                child.becomes("second");
                child.open("gate");
                assertThat(child.waitFor().code()).isEqualTo(8);
            }
        }
    }

    /** What the kernel has written about the second clone. */
    private static int secondOf(Child child) {
        return ByteBuffer.wrap(child.memory(SyscallProgram.pidOf("second"))).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    @Test
    void loads_and_branches_steer_the_machine() {
        SyscallProgram program = EMPTY
                .then(chdir("/no/such/place").orGoOn().as("chdir"), "fails with -2")
                .then(load(new ResultAddress("chdir"), 0).as("errno"), "")
                .then(branch(result("errno"), -2, "right"), "")
                .then(exitGroup(1), "")
                .label("right")
                .then(load(new ResultAddress("chdir"), 44).as("sum"), "")
                .then(exitGroup(result("sum")), "");
        assertThat(run(program).code()).isEqualTo(42);
    }

    @Test
    void a_result_can_be_used_many_times_by_one_call_and_by_several() {
        Memory number = new Memory("number", 4);
        SyscallProgram program = EMPTY
                .then(load(number, 5).as("five"), "")
                .then(load(number, 3).as("three"), "")
                .then(new Call(Syscall.BRANCH, List.of(new Argument("", result("five")), new Argument("", result("three")),
                        new Argument("", new Operand.Target("wrong"))), null, false, Map.of(), ""), "")
                .then(new Call(Syscall.BRANCH, List.of(new Argument("", result("three")), new Argument("", result("three")),
                        new Argument("", new Operand.Target("right"))), null, false, Map.of(), ""), "")
                .label("wrong").then(exitGroup(1), "")
                .label("right").then(exitGroup(result("five")), "");
        assertThat(run(program).code()).isEqualTo(5);
    }

    @Test
    void nothing_of_the_virtual_machine_reaches_the_program() throws IOException {
        Path file = folder.resolve("status");
        SyscallProgram program = EMPTY.then(unblockSignals(), "").then(closeOnExecFrom(3), "");
        run(shell(program, "{ cat /proc/self/status; ls /proc/self/fd | tr '\\n' ' '; } > " + file + " 2>&1 </dev/null"));
        assertThat(file).content().contains("SigBlk:\t0000000000000000", "SigCgt:\t0000000000000000").endsWith("\n0 1 2 3 ");
    }

    @Test
    void ten_thousand_runs_leak_neither_descriptors_nor_memory() throws IOException {
        SyscallProgram program = EMPTY.waitForParent("go", "").then(exitGroup(new Int(0)), "");
        SyscallProgram failing = EMPTY.then(chdir("/no/such/place"), "");
        run(program, failing, 500);
        List<String> descriptors = OpenDescriptors.list();
        long mappings = Files.lines(Path.of("/proc/self/maps")).count();
        long virtual = virtualKilobytes();
        run(program, failing, 9_500);
        assertThat(OpenDescriptors.list()).as("open before: %s", descriptors).hasSizeLessThanOrEqualTo(descriptors.size());
        assertThat(Files.lines(Path.of("/proc/self/maps")).count()).isLessThan(mappings + 100);
        assertThat(virtualKilobytes()).isLessThan(virtual + 9_500);
    }

    private static void run(SyscallProgram program, SyscallProgram failing, int times) {
        for (int i = 0; i < times; i++) {
            if (i % 10 == 0) {
                try (Child child = Child.spawn(failing)) {
                    assertThatThrownBy(child::awaitExec).isInstanceOf(ProgramFailure.class);
                }
            } else {
                try (Child child = Child.spawn(program)) {
                    child.open("go");
                    child.awaitExec();
                    child.waitFor();
                }
            }
        }
    }

    private static long virtualKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmSize:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElseThrow();
    }
}
