package minidocker.syscall;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import minidocker.syscall.Operand.Flags;
import minidocker.syscall.Operand.Given;
import minidocker.syscall.Operand.Memory;
import minidocker.syscall.Operand.ResultAddress;
import minidocker.syscall.Operand.ResultOf;
import minidocker.syscall.Operand.Target;
import minidocker.syscall.Operand.Words;

/**
 * An immutable list of system calls, and the flags of the clone3(2) that makes the process which runs them.
 *
 * <pre>{@code
 * SyscallProgram.inNewProcess("a child that sees three resources of its own", CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWUTS)
 *     .then(mount(null, "/", null, null, MS_REC, MS_PRIVATE), "from here on no mount of ours reaches the host")
 *     .then(chroot(rootfs), "every path now starts there")
 *     .then(chdir("/"), "chroot(2) leaves the working directory where it was: outside")
 *     .then(execve("/bin/sh", List.of("sh"), environment), "the list ends here");
 * }</pre>
 *
 * <p>Every result, label and gate that a call refers to is checked when the call is added, so a program that can be built can be
 * laid out. Nothing here touches the kernel.
 */
public final class SyscallProgram {
    private final Flags cloneFlags;
    private final String cloneWhy;
    private final List<Call> calls;
    private final Map<String, Integer> labels;
    private final List<String> gates;

    private SyscallProgram(Flags cloneFlags, String cloneWhy, List<Call> calls, Map<String, Integer> labels, List<String> gates) {
        this.cloneFlags = cloneFlags;
        this.cloneWhy = cloneWhy;
        this.calls = calls;
        this.labels = labels;
        this.gates = gates;
    }

    /** An empty program, to be run by a child made with these flags; {@code why} explains them. */
    public static SyscallProgram inNewProcess(String why, CloneFlag... flags) {
        return new SyscallProgram(Flags.of(CloneFlag.values(), flags), why, List.of(), Map.of(), List.of());
    }

    /** The same calls in a child made with more flags. */
    public SyscallProgram withFlags(CloneFlag... more) {
        return new SyscallProgram(new Flags(cloneFlags.value() | Flag.bitsOf(more), cloneFlags.table()), cloneWhy, calls, labels,
                gates);
    }

    /**
     * This program and one more call.
     *
     * @param why the call stands here: half a sentence for the reader
     */
    public SyscallProgram then(Call call, String why) {
        Set<String> names = new HashSet<>();
        for (Call earlier : calls) {
            names.add(earlier.name());
        }
        if (call.name() != null && names.contains(call.name())) {
            throw new IllegalArgumentException(call + ": an earlier call is named " + call.name() + ", too");
        }
        for (Argument argument : call.arguments()) {
            check(call, argument.operand(), names);
        }
        List<Call> more = new ArrayList<>(calls);
        more.add(call.because(why));
        return new SyscallProgram(cloneFlags, cloneWhy, List.copyOf(more), labels, gates);
    }

    private static void check(Call call, Operand operand, Set<String> names) {
        String wanted = operand instanceof ResultOf result ? result.call()
                : operand instanceof ResultAddress result ? result.call() : null;
        if (wanted != null && !names.contains(wanted)) {
            throw new IllegalArgumentException(call + ": no earlier call is named " + wanted);
        }
        if (operand instanceof Words words) {
            words.words().forEach(word -> check(call, word, names));
        }
    }

    /** This program followed by the calls of another; the clone flags of the other do not count. */
    public SyscallProgram then(SyscallProgram other) {
        List<Call> all = new ArrayList<>(calls);
        for (Call call : other.calls) {
            if (call.name() != null && calls.stream().anyMatch(mine -> call.name().equals(mine.name()))) {
                throw new IllegalArgumentException(call + ": both programs have a call named " + call.name());
            }
            all.add(call);
        }
        Map<String, Integer> allLabels = new LinkedHashMap<>(labels);
        other.labels.forEach((label, index) -> {
            if (allLabels.put(label, index + calls.size()) != null) {
                throw new IllegalArgumentException("two places are called " + label);
            }
        });
        List<String> allGates = new ArrayList<>(gates);
        allGates.addAll(other.gates);
        return new SyscallProgram(cloneFlags, cloneWhy, List.copyOf(all), Map.copyOf(allLabels), List.copyOf(allGates));
    }

    /** Gives the place before the next call a name, for {@link MachineCalls#branch} and {@link #cloneAgain}. */
    public SyscallProgram label(String label) {
        Map<String, Integer> more = new LinkedHashMap<>(labels);
        if (more.put(label, calls.size()) != null) {
            throw new IllegalArgumentException("two places are called " + label);
        }
        return new SyscallProgram(cloneFlags, cloneWhy, calls, Map.copyOf(more), gates);
    }

    // tag::gate[]
    /**
     * The child stops here until the parent says {@link Child#open open(gate)}. If the parent dies instead, the child ends too:
     * it first closes its copy of the pipe's writing end, so that the read sees the end of the file.
     */
    public SyscallProgram waitForParent(String gate, String why) {
        List<String> more = new ArrayList<>(gates);
        more.add(gate);
        return new SyscallProgram(cloneFlags, cloneWhy, calls, labels, List.copyOf(more))
                .then(FileCalls.close(new Given(gate + "-writer")),
                        "only the parent may hold the pipe open; when it dies, our read ends")
                .then(FileCalls.read(new Given(gate), new Memory(gate, 1), 1).as(gate), why)
                .then(MachineCalls.branch(new ResultOf(gate), 1, gate + "-open"), "a byte came: the parent is done")
                .then(ProcessCalls.exitGroup(126), "no byte: the parent is dead, and nobody waits for us")
                .label(gate + "-open");
    }
    // end::gate[]

    /** Tells the parent that the child has come this far; it hears it in {@link Child#awaitReady()}. */
    public SyscallProgram reportReady(String why) {
        return then(FileCalls.write(new Given(Child.RUNNING), "!"), why);
    }

    /**
     * From here on the child does not outlive the thread that cloned it. To be called last, since a change of user undoes it; for
     * the time before, the child asks afterwards whether the parent is still there: it writes to a pipe that only the parent
     * reads, and if nobody does, SIGPIPE is its end.
     */
    public SyscallProgram dieWithParent(String why) {
        return then(ProcessCalls.setParentDeathSignal(Signal.SIGKILL), why)
                .then(FileCalls.close(new Given(Child.RUNNING_READER)),
                        "only the parent may hold this end of the pipe on which it waits for our execve")
                .then(FileCalls.write(new Given(Child.RUNNING), "!"),
                        "if it died before we asked for that signal, nobody reads, and SIGPIPE ends us");
    }

    /**
     * A second clone, by the child itself. Who gets a pid back runs {@code whoGotThePid}, which must end with exit_group(2),
     * execveat(2) or a branch; the new process goes on with what follows here.
     *
     * @param name of the result, the pid
     */
    public SyscallProgram cloneAgain(String name, String why, SyscallProgram whoGotThePid, CloneFlag... flags) {
        String label = name + "-goes-on";
        return then(ProcessCalls.clone3(label, pidOf(name), flags).as(name), why).then(whoGotThePid).label(label);
    }

    /** Where the kernel writes the ID of the process that {@link #cloneAgain} makes. */
    static Memory pidOf(String name) {
        return new Memory(name + "-pid", Integer.BYTES);
    }

    public Flags cloneFlags() {
        return cloneFlags;
    }

    public boolean has(CloneFlag flag) {
        return (cloneFlags.value() & flag.bits()) != 0;
    }

    public String cloneWhy() {
        return cloneWhy;
    }

    public List<Call> calls() {
        return calls;
    }

    /** The gates at which the child waits for its parent, in their order. */
    public List<String> gates() {
        return gates;
    }

    /** The labels before the call of that index. */
    List<String> labelsAt(int index) {
        return labels.entrySet().stream().filter(label -> label.getValue() == index).map(Map.Entry::getKey).sorted().toList();
    }

    /** The index of the call that stands at a label. */
    int indexOf(Target target) {
        Integer index = labels.get(target.call());
        if (index == null || index == calls.size()) {
            throw new IllegalArgumentException("no call stands at the label " + target.call());
        }
        return index;
    }

    /** A call a line, without numbers and reasons: for tests and for reading in a debugger. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("clone3 ").append(cloneFlags).append('\n');
        calls.forEach(call -> text.append(call).append('\n'));
        return text.toString();
    }
}
