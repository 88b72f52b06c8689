package minidocker.syscall;

import static minidocker.syscall.FileCalls.chdir;
import static minidocker.syscall.FileCalls.close;
import static minidocker.syscall.FileCalls.dup3;
import static minidocker.syscall.FileCalls.openat;
import static minidocker.syscall.FileCalls.read;
import static minidocker.syscall.MachineCalls.branch;
import static minidocker.syscall.MachineCalls.jump;
import static minidocker.syscall.MachineCalls.load;
import static minidocker.syscall.MachineCalls.result;
import static minidocker.syscall.ProcessCalls.execve;
import static minidocker.syscall.ProcessCalls.exitGroup;
import static minidocker.syscall.ProcessCalls.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import minidocker.syscall.Operand.Memory;
import minidocker.syscall.Operand.ResultAddress;
import minidocker.syscall.Operand.Words;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LayoutTest {
    private static final SyscallProgram EMPTY = SyscallProgram.inNewProcess("");
    private static final long BASE = 0x7000_0000_1000L;
    private static final int RESULT = 56;
    private static final int DESTINATION = 64;
    private static final int FLAGS = 72;

    /** A program in memory, as the machine sees it. */
    private record Placed(Layout layout, ByteBuffer bytes) {
        static Placed at(long base, SyscallProgram program, Map<String, Long> given) {
            Layout layout = new Layout(program, Architecture.X86_64, given);
            ByteBuffer bytes = ByteBuffer.allocate(layout.size()).order(ByteOrder.LITTLE_ENDIAN);
            layout.writeTo(bytes, base);
            return new Placed(layout, bytes);
        }

        static Placed of(SyscallProgram program) {
            return at(BASE, program, Map.of());
        }

        long word(int record, int offset) {
            return bytes.getLong(record * Layout.RECORD_SIZE + offset);
        }

        long argument(int record, int index) {
            return word(record, 8 + 8 * index);
        }

        long wordAt(long address) {
            return bytes.getLong((int) (address - BASE));
        }

        String textAt(long address) {
            StringBuilder text = new StringBuilder();
            for (int at = (int) (address - BASE); bytes.get(at) != 0; at++) {
                text.append((char) (bytes.get(at) & 0xff));
            }
            return text.toString();
        }

        static long addressOfArgument(int record, int index) {
            return BASE + record * Layout.RECORD_SIZE + 8 + 8 * index;
        }

        static long addressOf(int record) {
            return BASE + record * Layout.RECORD_SIZE;
        }
    }

    @ParameterizedTest
    @EnumSource(Architecture.class)
    void a_record_has_the_number_of_the_architecture_the_arguments_and_no_result_yet(Architecture architecture) {
        Layout layout = new Layout(EMPTY.then(exitGroup(7), ""), architecture, Map.of());
        ByteBuffer bytes = ByteBuffer.allocate(layout.size()).order(ByteOrder.LITTLE_ENDIAN);
        layout.writeTo(bytes, BASE);
        assertThat(bytes.getLong(0)).isEqualTo(Syscall.EXIT_GROUP.number(architecture));
        assertThat(bytes.getLong(8)).isEqualTo(7);
        for (int at = 16; at < RESULT; at += 8) {
            assertThat(bytes.getLong(at)).isZero();
        }
        assertThat(bytes.getLong(RESULT)).isEqualTo(Layout.NOT_REACHED);
        assertThat(bytes.getLong(DESTINATION)).isZero();
        assertThat(bytes.getLong(FLAGS)).isZero();
        assertThat(layout.size()).isEqualTo(80);
    }

    @Test
    void a_tolerated_failure_and_a_clone_are_flags() {
        Placed placed = Placed.of(EMPTY.then(chdir("/a").orGoOn(), "")
                .cloneAgain("pid", "", EMPTY.then(exitGroup(0), ""))
                .then(exitGroup(1), ""));
        assertThat(placed.word(0, FLAGS)).isEqualTo(1);
        assertThat(placed.word(1, FLAGS)).isEqualTo(2);
        assertThat(placed.argument(1, 2)).as("where the new process goes on").isEqualTo(Placed.addressOf(3));
    }

    @Test
    void texts_lie_behind_the_records_and_end_with_a_zero() {
        Placed placed = Placed.of(EMPTY.then(chdir("/first"), "").then(chdir("/second"), ""));
        assertThat(placed.textAt(placed.argument(0, 0))).isEqualTo("/first");
        assertThat(placed.textAt(placed.argument(1, 0))).isEqualTo("/second");
        assertThat(placed.argument(0, 0)).isGreaterThanOrEqualTo(Placed.addressOf(2));
    }

    @Test
    void all_addresses_and_only_addresses_move_with_the_base() {
        SyscallProgram program = EMPTY.then(openat("/file", 0600, OpenFlag.O_CREAT).as("file"), "")
                .then(read(result("file"), new Memory("buffer", 16, 8), 8).as("count"), "")
                .then(branch(result("count"), 8, "right"), "")
                .then(exitGroup(1), "")
                .label("right")
                .then(execve("/bin/sh", List.of("sh", "x"), List.of()), "");
        Placed low = Placed.at(0, program, Map.of());
        Placed high = Placed.at(1L << 40, program, Map.of());
        List<Integer> moved = new ArrayList<>();
        for (int at = 0; at + 8 <= low.bytes.capacity(); at += 8) {
            long difference = high.bytes.getLong(at) - low.bytes.getLong(at);
            assertThat(difference).isIn(0L, 1L << 40);
            if (difference != 0) {
                moved.add(at);
            }
        }
        // The texts of openat and execve, argv and envp, two words of argv, the buffer, the label, two destinations.
        assertThat(moved).hasSize(10);
    }

    @Test
    void argv_is_an_array_of_addresses_that_ends_with_null() {
        Placed placed = Placed.of(EMPTY.then(execve("/bin/sh", List.of("sh", "", "a b"), List.of("A=1")), ""));
        long argv = placed.argument(0, 1);
        assertThat(argv % 8).isZero();
        assertThat(placed.textAt(placed.wordAt(argv))).isEqualTo("sh");
        assertThat(placed.textAt(placed.wordAt(argv + 8))).isEmpty();
        assertThat(placed.textAt(placed.wordAt(argv + 16))).isEqualTo("a b");
        assertThat(placed.wordAt(argv + 24)).isZero();
        long envp = placed.argument(0, 2);
        assertThat(placed.textAt(placed.wordAt(envp))).isEqualTo("A=1");
        assertThat(placed.wordAt(envp + 8)).isZero();
    }

    @Test
    void many_and_long_strings_are_all_there() {
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            arguments.add(i % 100 == 0 ? "y".repeat(10_000) + i : "argument " + i);
        }
        Placed placed = Placed.of(EMPTY.then(execve("/bin/sh", arguments, List.of("A=" + "x".repeat(100_000), "B=2")), ""));
        long argv = placed.argument(0, 1);
        for (int i = 0; i < arguments.size(); i++) {
            assertThat(placed.textAt(placed.wordAt(argv + 8L * i))).isEqualTo(arguments.get(i));
        }
        long envp = placed.argument(0, 2);
        assertThat(placed.textAt(placed.wordAt(envp))).hasSize(100_002);
        assertThat(placed.textAt(placed.wordAt(envp + 8))).isEqualTo("B=2");
    }

    @Test
    void the_same_arguments_of_several_calls_lie_in_one_place() {
        List<String> arguments = List.of("sh", "x".repeat(1000));
        Placed placed = Placed.of(EMPTY.then(execve("/a/sh", arguments, List.of("E=1")).orGoOn(), "")
                .then(execve("/b/sh", arguments, List.of("E=1")), ""));
        assertThat(placed.argument(0, 1)).isEqualTo(placed.argument(1, 1));
        assertThat(placed.argument(0, 0)).isNotEqualTo(placed.argument(1, 0));
    }

    @Test
    void a_result_goes_to_the_argument_that_wants_it() {
        Placed placed = Placed.of(EMPTY.then(openat("/file").as("file"), "").then(chdir("/"), "")
                .then(dup3(result("file"), 1), ""));
        assertThat(placed.word(0, DESTINATION)).isEqualTo(Placed.addressOfArgument(2, 0));
        assertThat(placed.word(1, DESTINATION)).isZero();
    }

    @Test
    void for_each_further_use_a_load_stands_before_the_call() {
        Placed placed = Placed.of(EMPTY.then(openat("/file").as("file"), "").then(dup3(result("file"), 1), "")
                .then(close(result("file")), "")
                .then(exitGroup(0), ""));
        // 0 openat, 1 dup3, 2 load, 3 close, 4 exit_group
        assertThat(placed.word(0, DESTINATION)).isEqualTo(Placed.addressOfArgument(1, 0));
        assertThat(placed.word(2, 0)).isEqualTo(-1);
        assertThat(placed.argument(2, 0)).as("from the result of openat").isEqualTo(Placed.addressOf(0) + RESULT);
        assertThat(placed.word(2, DESTINATION)).isEqualTo(Placed.addressOfArgument(3, 0));
        assertThat(placed.layout.resultOffset(2)).isEqualTo(3 * Layout.RECORD_SIZE + RESULT);
        assertThat(placed.layout.resultOffset(3)).isEqualTo(4 * Layout.RECORD_SIZE + RESULT);
    }

    @Test
    void a_label_leads_to_the_load_that_its_call_needs() {
        Placed placed = Placed.of(EMPTY.then(openat("/file").as("file"), "").then(dup3(result("file"), 1), "")
                .then(jump("end"), "")
                .then(exitGroup(1), "")
                .label("end").then(close(result("file")), ""));
        // 0 openat, 1 dup3, 2 branch, 3 exit_group, 4 load, 5 close
        assertThat(placed.word(4, 0)).isEqualTo(-1);
        assertThat(placed.argument(2, 2)).isEqualTo(Placed.addressOf(4));
    }

    @Test
    void results_flow_into_structs_within_structs() {
        Words inner = new Words(List.of(new Operand.Int(5), result("file")), "{5, file}");
        Words outer = new Words(List.of(inner, new Operand.Int(6)), "{{5, file}, 6}");
        SyscallProgram program = EMPTY.then(openat("/file").as("file"), "")
                .then(Call.of(Syscall.CLOSE, new Argument("struct", outer)), "");
        Placed placed = Placed.of(program);
        long outerAt = placed.argument(1, 0);
        long innerAt = placed.wordAt(outerAt);
        assertThat(placed.wordAt(innerAt)).isEqualTo(5);
        assertThat(placed.wordAt(outerAt + 8)).isEqualTo(6);
        assertThat(placed.word(0, DESTINATION)).isEqualTo(innerAt + 8);
    }

    @Test
    void memory_of_one_name_is_one_place() {
        Memory buffer = new Memory("buffer", 32);
        Placed placed = Placed.of(EMPTY.then(read(FileCalls.fd(0), buffer, 32), "").then(load(buffer.at(8), 1).as("loaded"), "")
                .then(load(new ResultAddress("loaded"), 0), ""));
        assertThat(placed.argument(1, 0)).isEqualTo(placed.argument(0, 1) + 8);
        assertThat(placed.argument(0, 1)).isEqualTo(BASE + placed.layout.memoryOffset("buffer"));
        assertThat(placed.argument(2, 0)).isEqualTo(Placed.addressOf(1) + RESULT);
    }

    @Test
    void what_only_the_parent_knows_is_filled_in() {
        SyscallProgram program = EMPTY.then(close(given("pipe")), "");
        assertThat(Placed.at(BASE, program, Map.of("pipe", 17L)).argument(0, 0)).isEqualTo(17);
        assertThatThrownBy(() -> Placed.of(program)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the program wants a <pipe>, and none was given");
    }

    @Test
    void a_label_behind_the_last_call_leads_nowhere() {
        SyscallProgram program = EMPTY.then(jump("end"), "").label("end");
        assertThatThrownBy(() -> Placed.of(program)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no call stands at the label end");
    }
}
