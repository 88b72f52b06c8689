package minidocker.namespaces;

import static minidocker.syscall.MachineCalls.branch;
import static minidocker.syscall.MachineCalls.jump;
import static minidocker.syscall.MachineCalls.load;
import static minidocker.syscall.MachineCalls.result;
import static minidocker.syscall.ProcessCalls.blockSignals;
import static minidocker.syscall.ProcessCalls.execveat;
import static minidocker.syscall.ProcessCalls.exitGroup;
import static minidocker.syscall.ProcessCalls.given;
import static minidocker.syscall.ProcessCalls.kill;
import static minidocker.syscall.ProcessCalls.setName;
import static minidocker.syscall.ProcessCalls.unblockSignals;
import static minidocker.syscall.ProcessCalls.waitForAnyChild;
import static minidocker.syscall.ProcessCalls.waitForSignal;

import java.util.List;
import minidocker.syscall.Architecture;
import minidocker.syscall.Operand.Int;
import minidocker.syscall.Operand.Memory;
import minidocker.syscall.Operand.ResultAddress;
import minidocker.syscall.Signal;
import minidocker.syscall.StaticExecutable;
import minidocker.syscall.SyscallProgram;

/**
 * A process 1 that does what most programs in its place forget: it waits for the orphans that the kernel hands to it, which would
 * stay zombies otherwise, and it passes signals on, which process 1 itself ignores unless it has a handler. When the program
 * ends, it ends with the program's exit code.
 *
 * <p>It is a program of system calls like any other, with two loops in it, and becomes an executable of its own (see
 * {@link StaticExecutable}): two pages of memory.
 */
public final class Init {
    /** The descriptor of the executable. */
    public static final String EXECUTABLE = "init";
    /** The first process that process 1 of a new PID namespace makes has this number. */
    private static final int MAIN = 2;

    /** Of the siginfo_t, see sigaction(2). */
    private static final Memory INFO = new Memory("siginfo", 128);
    private static final int SI_CODE = 8;
    private static final int SI_PID = 16;
    private static final int SI_STATUS = 24;
    private static final int CLD_EXITED = 1;

    private Init() {}

    public static byte[] executable() {
        return StaticExecutable.of(program(), Architecture.current());
    }

    // tag::init[]
    /** What process 1 does: signals are blocked when it starts, so that none is lost between two of its waits. */
    static SyscallProgram program() {
        return SyscallProgram.inNewProcess("process 1, which is there already")
                .then(setName("init"), "it was executed from memory, by no name: this is for those who list processes")
                .label("wait")
                .then(waitForSignal().orGoOn().as("signal"), "nothing to do until a signal comes")
                .then(branch(result("signal"), Signal.SIGCHLD.number(), "reap"),
                        "a child has ended, perhaps one that is not ours by birth")
                .then(kill(new Int(MAIN), result("signal")).orGoOn(), "anything else is meant for the program")
                .then(jump("wait"), "and on to the next signal")
                .label("reap")
                .then(waitForAnyChild(INFO).orGoOn().as("reaped"),
                        "one signal may stand for several: all who have ended are waited for")
                .then(load(new ResultAddress("reaped"), 0).as("failed"), "did that fail?")
                .then(branch(result("failed"), -10, "wait"), "ECHILD: no child is left")
                .then(load(INFO.at(SI_PID), 0).as("pid"), "who was it?")
                .then(branch(result("pid"), 0, "wait"), "the others are still running")
                .then(branch(result("pid"), MAIN, "main"), "the program itself has ended")
                .then(jump("reap"), "an orphan: it is no zombie any more")
                .label("main")
                .then(load(INFO.at(SI_CODE), 0).as("code"), "how it ended")
                .then(branch(result("code"), CLD_EXITED, "exited"), "by itself?")
                .then(load(INFO.at(SI_STATUS), 128).as("killed"), "by a signal: 128 and its number, as a shell says it")
                .then(exitGroup(result("killed")), "process 1 ends, and the kernel kills whatever is left in its namespace")
                .label("exited")
                .then(load(INFO.at(SI_STATUS), 0).as("status"), "its own exit code")
                .then(exitGroup(result("status")), "with the same code, and the kernel kills whatever is left");
    }
    // end::init[]

    /** The process so far becomes the init; what follows here is done by its first child. */
    static SyscallProgram inFront(SyscallProgram program) {
        return inFront(program, SyscallProgram.inNewProcess("")
                .dieWithParent("when mini-docker dies, the container must not live on unseen"));
    }

    /**
     * The same.
     *
     * @param first what process 1 does just before it becomes the init
     */
    public static SyscallProgram inFront(SyscallProgram program, SyscallProgram first) {
        SyscallProgram becomeInit = first
                .then(execveat(given(EXECUTABLE), List.of("init")),
                        "process 1 becomes the init: two pages, and nothing of a JVM");
        return program.then(blockSignals(), "a signal that comes now waits for the init")
                .cloneAgain("main", "the program gets a process of its own, number " + MAIN, becomeInit)
                .then(unblockSignals(), "the program starts with no signal blocked");
    }
}
