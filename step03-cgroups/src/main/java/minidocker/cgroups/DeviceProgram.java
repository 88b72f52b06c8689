package minidocker.cgroups;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import minidocker.cgroups.BpfInstruction.Code;

/**
 * Device rules as a program that the kernel runs whenever a process of the group makes or opens a device: cgroup v2's way of what
 * v1 has files for.
 *
 * <p>It is given {@code struct bpf_cgroup_dev_ctx}: three words, of which the first holds the wanted access in its upper half and
 * the type in its lower, the others major and minor. It answers 1 (allowed) or 0 (EPERM).
 *
 * <p>For each kind of access the last rule counts that speaks of the device. So the rules are gone through from the last to the
 * first: one that denies ends the matter if it speaks of anything that is still wanted; one that allows takes off what it allows,
 * and when nothing is wanted any more, the answer is yes.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#device-controller">Control Group v2, Device controller</a>
 */
public final class DeviceProgram {
    /** BPF_PROG_TYPE_CGROUP_DEVICE. */
    static final int PROGRAM_TYPE = 15;
    /** BPF_CGROUP_DEVICE. */
    static final int ATTACH_TYPE = 6;
    /** BPF_DEVCG_DEV_BLOCK and BPF_DEVCG_DEV_CHAR. */
    private static final int BLOCK = 1;
    private static final int CHARACTER = 2;

    private static final int ANSWER = 0;
    private static final int CONTEXT = 1;
    private static final int TYPE = 2;
    private static final int WANTED = 3;
    private static final int MAJOR = 4;
    private static final int MINOR = 5;

    /** Where a jump goes whose distance is not known yet. */
    private enum Goal { NONE, NEXT_RULE, DENY, ALLOW }

    private record Line(BpfInstruction instruction, Goal goal, String comment) {}

    private final List<Line> lines = new ArrayList<>();

    private DeviceProgram() {}

    /** @param rules in their order; what none of them allows is denied */
    public static DeviceProgram of(List<DeviceRule> rules) {
        DeviceProgram program = new DeviceProgram();
        program.readContext();
        boolean decided = false;
        for (int i = rules.size() - 1; i >= 0 && !decided; i--) {
            DeviceRule rule = rules.get(i);
            // Behind a rule that speaks of everything nothing can be reached, and the kernel refuses code that is never run.
            decided = rule.isEverything();
            if (decided) {
                program.end(rule.allow(), rule);
            } else {
                program.test(rule);
            }
        }
        if (!decided) {
            program.end(false, null);
        }
        program.ends();
        return program;
    }

    // tag::device-program[]
    private void readContext() {
        add(Code.LOAD_WORD, TYPE, CONTEXT, 0, 0, "access << 16 | type");
        add(Code.MOVE, WANTED, TYPE, 0, 0, "");
        add(Code.SHIFT_RIGHT, WANTED, 0, 0, 16, "the access that is wanted: 1 mknod, 2 read, 4 write");
        add(Code.AND, TYPE, 0, 0, 0xffff, "the type: 1 block, 2 character");
        add(Code.LOAD_WORD, MAJOR, CONTEXT, 4, 0, "major");
        add(Code.LOAD_WORD, MINOR, CONTEXT, 8, 0, "minor");
    }

    private void test(DeviceRule rule) {
        String comment = comment(rule);
        int start = lines.size();
        if (rule.type() != DeviceRule.Type.ALL) {
            jump(Code.JUMP_IF_DIFFERENT, TYPE, rule.type() == DeviceRule.Type.BLOCK ? BLOCK : CHARACTER, Goal.NEXT_RULE, comment);
        }
        if (rule.major() != null) {
            jump(Code.JUMP_IF_DIFFERENT, MAJOR, rule.major(), Goal.NEXT_RULE, comment);
        }
        if (rule.minor() != null) {
            jump(Code.JUMP_IF_DIFFERENT, MINOR, rule.minor(), Goal.NEXT_RULE, comment);
        }
        if (rule.allow()) {
            add(Code.AND, WANTED, 0, 0, ~rule.bits(), "it is: what it allows is wanted no more, ...");
            jump(Code.JUMP_IF_EQUAL, WANTED, 0, Goal.ALLOW, "... and perhaps nothing else is");
        } else {
            jump(Code.JUMP_IF_ANY_BIT, WANTED, rule.bits(), Goal.DENY, comment);
        }
        resolve(start, Goal.NEXT_RULE, lines.size());
    }
    // end::device-program[]

    private void end(boolean allow, DeviceRule rule) {
        answer(allow ? Goal.ALLOW : Goal.DENY, rule == null ? "no rule allows it" : comment(rule));
    }

    private static String comment(DeviceRule rule) {
        return (rule.allow() ? "allow " : "deny ") + rule + ": " + rule.meaning();
    }

    /** The answers that are jumped to and do not stand at the end yet. */
    private void ends() {
        for (Goal goal : new Goal[] {Goal.DENY, Goal.ALLOW}) {
            if (lines.stream().anyMatch(line -> line.goal() == goal)) {
                answer(goal, goal == Goal.ALLOW ? "all that was wanted is allowed" : "a rule denies it");
            }
        }
    }

    private void answer(Goal goal, String comment) {
        resolve(0, goal, lines.size());
        add(Code.MOVE_CONSTANT, ANSWER, 0, 0, goal == Goal.ALLOW ? 1 : 0, comment);
        add(Code.EXIT, 0, 0, 0, 0, "");
    }

    private void add(Code code, int target, int source, int offset, int value, String comment) {
        lines.add(new Line(new BpfInstruction(code, target, source, offset, value), Goal.NONE, comment));
    }

    private void jump(Code code, int register, int value, Goal goal, String comment) {
        lines.add(new Line(new BpfInstruction(code, register, 0, 0, value), goal, comment));
    }

    /** Lets the jumps to {@code goal}, from line {@code from} on, lead to line {@code to}. */
    private void resolve(int from, Goal goal, int to) {
        for (int i = from; i < lines.size(); i++) {
            Line line = lines.get(i);
            if (line.goal() == goal) {
                int distance = to - i - 1;
                if (distance > Short.MAX_VALUE) {
                    throw new IllegalArgumentException("so many device rules do not fit into one program: give fewer");
                }
                BpfInstruction open = line.instruction();
                lines.set(i,
                        new Line(new BpfInstruction(open.code(), open.target(), open.source(), distance, open.value()), Goal.NONE,
                        line.comment()));
            }
        }
    }

    List<BpfInstruction> instructions() {
        return lines.stream().map(Line::instruction).toList();
    }

    /** As bpf(2) wants it. */
    public byte[] bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(BpfInstruction.SIZE * lines.size()).order(ByteOrder.LITTLE_ENDIAN);
        lines.forEach(line -> line.instruction().writeTo(bytes));
        return bytes.array();
    }

    /** For a reader: number, bytes, instruction, and what it is for. */
    public String listing() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            String row = String.format("%4d  %s  %-28s%s", i, line.instruction().hex(), line.instruction(), line.comment()
                    .isEmpty() ? "" : "  ; " + line.comment());
            text.append(row.stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
