package minidocker.overlay;

import static minidocker.syscall.FileCalls.chdir;
import static minidocker.syscall.FileCalls.chmod;
import static minidocker.syscall.FileCalls.mkdir;
import static minidocker.syscall.FileCalls.openat;
import static minidocker.syscall.FileCalls.rename;
import static minidocker.syscall.FileCalls.statx;
import static minidocker.syscall.FileCalls.write;
import static minidocker.syscall.MachineCalls.result;
import static minidocker.syscall.MountCalls.mount;
import static minidocker.syscall.ProcessCalls.clockGettime;
import static minidocker.syscall.ProcessCalls.exitGroup;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import minidocker.chroot.UserNamespace;
import minidocker.syscall.Call;
import minidocker.syscall.Child;
import minidocker.syscall.CloneFlag;
import minidocker.syscall.MountFlag;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.Operand.Memory;
import minidocker.syscall.Stat;
import minidocker.syscall.SyscallProgram;
import minidocker.syscall.TracedCall;

/** A program that works on a file of a layer, with a look at the clock and at the upper after each step. */
final class CopyUp {
    static final String LARGE = "large";
    static final String OTHER = "other";
    static final String SHARED = "shared";
    static final String FOLDER = "folder";
    private static final String MERGED = OverlayRoot.MERGED + "/";
    private static final String UPPER = OverlayRoot.UPPER + "/";

    /**
     * What is done, and what is looked at in the upper afterwards.
     *
     * @param what for a table
     * @param call it
     * @param file name of the file that may appear in the upper
     */
    record Step(String what, Call call, String file) {}

    /**
     * @param milliseconds that the call took
     * @param call with its result
     * @param copy what the upper has of the file now, or null
     */
    record Outcome(Step step, double milliseconds, TracedCall call, Stat copy) {}

    // tag::copy-up[]
    static final List<Step> STEPS = List.of(
            new Step("open to read", openat(MERGED + LARGE).as("reader"), LARGE),
            new Step("open to write", openat(MERGED + LARGE, OpenFlag.O_WRONLY).as("writer"), LARGE),
            new Step("write 1 byte", write(result("writer"), "!"), LARGE),
            new Step("open to write again", openat(MERGED + LARGE, OpenFlag.O_WRONLY), LARGE),
            new Step("chmod of another", chmod(MERGED + OTHER, 0600), OTHER),
            new Step("rename a folder", rename(MERGED + FOLDER, MERGED + "renamed").orGoOn(), "renamed"),
            new Step("make a folder", mkdir(MERGED + "new", 0755), "new"),
            new Step("rename that one", rename(MERGED + "new", MERGED + "newer"), "newer"));
    // end::copy-up[]

    private CopyUp() {}

    /** A process that has mounted it; it goes on with more calls. */
    static SyscallProgram mounted(boolean userNamespace, List<OverlayRoot> roots) {
        SyscallProgram program = userNamespace
                ? UserNamespace.awaitMaps(SyscallProgram.inNewProcess("root of a user namespace, with mounts of its own",
                        CloneFlag.CLONE_NEWUSER, CloneFlag.CLONE_NEWNS))
                : SyscallProgram.inNewProcess("a process with mounts of its own", CloneFlag.CLONE_NEWNS);
        program = program.then(mount(null, "/", null, null, MountFlag.MS_REC, MountFlag.MS_SLAVE), "nobody else sees them");
        for (OverlayRoot root : roots) {
            program = root.mounted(root.reached(program));
        }
        return program;
    }

    static SyscallProgram program(boolean userNamespace, OverlayRoot root) {
        SyscallProgram program = mounted(userNamespace, List.of(root)).then(chdir(root.folder().toString()), "beside the upper")
                .then(clockGettime("time 0"), "when it begins");
        for (int i = 0; i < STEPS.size(); i++) {
            program = program.then(STEPS.get(i).call(), STEPS.get(i).what())
                    .then(clockGettime("end " + i), "how long it took")
                    .then(statx(UPPER + STEPS.get(i).file(), "stat " + i).as("stat " + i).orGoOn(),
                            "what the upper has of it now; ENOENT is nothing")
                    .then(clockGettime("time " + (i + 1)), "to look at it does not count");
        }
        return program.then(exitGroup(0), "that is all");
    }

    /** Of a child that has run the program. */
    static List<Outcome> outcomes(Child child) {
        List<Outcome> outcomes = new ArrayList<>();
        List<TracedCall> trace = child.trace();
        for (int i = 0; i < STEPS.size(); i++) {
            Call wanted = STEPS.get(i).call();
            TracedCall call = trace.stream()
                    .filter(traced -> traced.call().toString().equals(wanted.toString()) && sameName(traced.call(), wanted))
                    .findFirst().orElseThrow();
            Stat copy = child.result("stat " + i) == 0 ? Stat.of(child.memory(new Memory("stat " + i, Stat.STRUCT_SIZE))) : null;
            outcomes.add(new Outcome(STEPS.get(i), (nanoseconds(child, "end " + i) - nanoseconds(child, "time " + i)) / 1e6, call,
                    copy));
        }
        return outcomes;
    }

    private static boolean sameName(Call one, Call other) {
        return one.name() == null ? other.name() == null : one.name().equals(other.name());
    }

    private static long nanoseconds(Child child, String memory) {
        ByteBuffer time = ByteBuffer.wrap(child.memory(new Memory(memory, 16))).order(ByteOrder.LITTLE_ENDIAN);
        return time.getLong(0) * 1_000_000_000L + time.getLong(8);
    }
}
