package minidocker.cgroups;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import minidocker.syscall.Errno;
import minidocker.syscall.Linux;
import minidocker.syscall.SyscallException;
import minidocker.testing.Needs;
import minidocker.testing.SlowMachine;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DeviceProgramTest {
    private static final char[] LETTERS = {'m', 'r', 'w'};
    private static final Random RANDOM = new Random();

    /** A request as the kernel puts it. */
    private record Request(char type, int major, int minor, int wanted) {
        byte[] context() {
            return ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putInt(wanted << 16 | (type == 'b' ? 1 : 2))
                    .putInt(major).putInt(minor).array();
        }
    }

    private static boolean allowed(List<DeviceRule> rules, Request request) {
        return BpfInterpreter.run(DeviceProgram.of(rules).bytes(), request.context()) == 1;
    }

    /**
     * The meaning of a list of rules, straight from the words of {@link DeviceRule}: for each access the last rule that speaks of
     * it.
     */
    private static boolean meant(List<DeviceRule> rules, Request request) {
        for (int bit = 0; bit < 3; bit++) {
            if ((request.wanted() & 1 << bit) != 0) {
                boolean verdict = false;
                for (DeviceRule rule : rules) {
                    String[] words = rule.toString().split("[ :]");
                    boolean speaks = (words[0].equals("a") || words[0].charAt(0) == request.type())
                            && (words[1].equals("*") || words[1].equals("" + request.major()))
                            && (words[2].equals("*") || words[2].equals("" + request.minor()))
                                    && words[3].indexOf(LETTERS[bit]) >= 0;
                    verdict = speaks ? rule.allow() : verdict;
                }
                if (!verdict) {
                    return false;
                }
            }
        }
        return true;
    }

    private static DeviceRule randomRule() {
        StringBuilder access = new StringBuilder();
        while (access.length() == 0) {
            for (char letter : LETTERS) {
                access.append(RANDOM.nextBoolean() ? letter : "");
            }
        }
        String text = "acb".charAt(RANDOM.nextInt(3)) + " " + numberOrAny() + ":" + numberOrAny() + " " + access;
        return RANDOM.nextInt(3) > 0 ? DeviceRule.allow(text) : DeviceRule.deny(text);
    }

    private static String numberOrAny() {
        return RANDOM.nextInt(3) == 0 ? "*" : "" + RANDOM.nextInt(3);
    }

    private static List<DeviceRule> randomRules() {
        List<DeviceRule> rules = new ArrayList<>();
        for (int i = RANDOM.nextInt(12); i > 0; i--) {
            rules.add(randomRule());
        }
        return rules;
    }

    @Test
    void a_program_decides_as_its_rules_mean() {
        int yes = 0;
        int times = SlowMachine.repetitions(20_000);
        for (int i = 0; i < times; i++) {
            List<DeviceRule> rules = randomRules();
            Request request = new Request("cb".charAt(RANDOM.nextInt(2)), RANDOM.nextInt(3), RANDOM.nextInt(3), 1
                    + RANDOM.nextInt(7));
            assertThat(allowed(rules, request)).as(() -> request + " of " + rules + "\n" + DeviceProgram.of(rules).listing())
                    .isEqualTo(meant(rules, request));
            yes += meant(rules, request) ? 1 : 0;
        }
        assertThat(yes).isBetween(times / 20, times - times / 20);
    }

    @Test
    void by_default_null_may_be_used_and_disks_may_be_made_but_not_opened() {
        assertThat(allowed(DeviceRule.DEFAULT, new Request('c', 1, 3, 2 | 4))).isTrue();
        assertThat(allowed(DeviceRule.DEFAULT, new Request('c', 136, RANDOM.nextInt(1000), 2 | 4))).isTrue();
        assertThat(allowed(DeviceRule.DEFAULT, new Request('b', 254, 0, 1))).isTrue();
        assertThat(allowed(DeviceRule.DEFAULT, new Request('b', 254, 0, 2))).isFalse();
        assertThat(allowed(DeviceRule.DEFAULT, new Request('c', 1, 1, 2))).as("/dev/mem").isFalse();
        assertThat(allowed(DeviceRule.DEFAULT, new Request('c', 1, 1, 1 | 2))).as("making and reading at once").isFalse();
    }

    @Test
    void no_rule_denies_everything_and_one_rule_can_allow_it() {
        Request request = new Request('b', RANDOM.nextInt(256), RANDOM.nextInt(256), 1 + RANDOM.nextInt(7));
        assertThat(allowed(List.of(), request)).isFalse();
        assertThat(allowed(List.of(DeviceRule.allow("a")), request)).isTrue();
        assertThat(allowed(List.of(DeviceRule.allow("a"), DeviceRule.deny("a")), request)).isFalse();
    }

    /** The kernel's verifier refuses a program with an instruction that no path leads to. */
    @Test
    void every_instruction_can_be_reached() {
        for (int i = 0; i < 2_000; i++) {
            List<DeviceRule> rules = randomRules();
            List<BpfInstruction> program = DeviceProgram.of(rules).instructions();
            Set<Integer> reached = new HashSet<>();
            List<Integer> open = new ArrayList<>(List.of(0));
            while (!open.isEmpty()) {
                int at = open.remove(open.size() - 1);
                if (reached.add(at)) {
                    BpfInstruction one = program.get(at);
                    if (one.code().name().startsWith("JUMP")) {
                        open.add(at + 1 + one.offset());
                    }
                    if (one.code() != BpfInstruction.Code.EXIT && one.code() != BpfInstruction.Code.JUMP) {
                        open.add(at + 1);
                    }
                }
            }
            assertThat(new TreeSet<>(reached)).as(() -> rules + "\n" + DeviceProgram.of(rules).listing()).hasSize(program.size());
        }
    }

    @Test
    void the_listing_has_bytes_instructions_and_reasons() {
        assertThat(DeviceProgram.of(List.of(DeviceRule.allow("c 1:3 rw"))).listing()).isEqualTo("""
                   0  61 12 00 00 00 00 00 00  r2 = *(u32 *)(r1 + 0)         ; access << 16 | type
                   1  bf 23 00 00 00 00 00 00  r3 = r2
                   2  77 03 00 00 10 00 00 00  r3 >>= 16                     ; the access that is wanted: 1 mknod, 2 read, 4 write
                   3  57 02 00 00 ff ff 00 00  r2 &= 0xffff                  ; the type: 1 block, 2 character
                   4  61 14 04 00 00 00 00 00  r4 = *(u32 *)(r1 + 4)         ; major
                   5  61 15 08 00 00 00 00 00  r5 = *(u32 *)(r1 + 8)         ; minor
                   6  55 02 04 00 02 00 00 00  if r2 != 2 goto +4            ; allow c 1:3 rw: read and write null
                   7  55 04 03 00 01 00 00 00  if r4 != 1 goto +3            ; allow c 1:3 rw: read and write null
                   8  55 05 02 00 03 00 00 00  if r5 != 3 goto +2            ; allow c 1:3 rw: read and write null
                   9  57 03 00 00 f9 ff ff ff  r3 &= -7                      ; it is: what it allows is wanted no more, ...
                  10  15 03 02 00 00 00 00 00  if r3 == 0 goto +2            ; ... and perhaps nothing else is
                  11  b7 00 00 00 00 00 00 00  r0 = 0                        ; no rule allows it
                  12  95 00 00 00 00 00 00 00  exit
                  13  b7 00 00 00 01 00 00 00  r0 = 1                        ; all that was wanted is allowed
                  14  95 00 00 00 00 00 00 00  exit
                """);
    }

    @Test
    @Tag("kernel")
    void the_kernel_s_verifier_accepts_every_program() {
        Needs.root();
        for (int i = 0; i < 200; i++) {
            List<DeviceRule> rules = i == 0 ? DeviceRule.DEFAULT : randomRules();
            Linux.close(Linux.bpfLoad(DeviceProgram.PROGRAM_TYPE, DeviceProgram.of(rules).bytes()));
        }
    }

    @Test
    @Tag("kernel")
    void what_the_verifier_refuses_it_explains() {
        Needs.root();
        byte[] withoutEnd = List.of(new BpfInstruction(BpfInstruction.Code.MOVE_CONSTANT, 0, 0, 0, 1)).stream()
                .collect(() -> ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN),
                (bytes, one) -> one.writeTo(bytes), (a, b) -> { }).array();
        Assertions.assertThatThrownBy(() -> Linux.bpfLoad(DeviceProgram.PROGRAM_TYPE, withoutEnd))
                .isInstanceOf(SyscallException.class)
                .hasMessageContaining("BPF_PROG_LOAD")
                        .satisfies(refused -> assertThat(((SyscallException) refused).is(Errno.EINVAL)).isTrue());
    }
}
