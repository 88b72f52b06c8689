package minidocker.cli;

import java.util.List;
import java.util.Map;
import minidocker.syscall.Child;
import minidocker.syscall.ExitStatus;
import minidocker.syscall.ProgramFailure;
import minidocker.syscall.ProgramTable;
import minidocker.syscall.Signal;
import minidocker.syscall.SyscallProgram;
import minidocker.syscall.TracedCall;

/**
 * A program in the foreground of the terminal: it gets the keyboard and the signals, and the terminal is put back when it has
 * ended.
 */
public final class Foreground {
    /** What the parent does besides waiting. */
    public interface Parent {
        /** Between clone and exec: opens the program's gates. */
        void whileItWaits(Child child);

        /** The program has ended; the terminal is not put back yet. */
        default void whenItEnded() {}
    }

    private final boolean trace;
    private final boolean ownTerminal;
    private final boolean mayIgnoreUs;
    private final int stopSignal;

    /** @param trace print each call with its result on standard error, when the program has ended */
    public Foreground(boolean trace) {
        this(trace, false, false);
    }

    /**
     * @param ownTerminal the program has a terminal of its own, so our keyboard's signals do not reach it
     * @param mayIgnoreUs it is process 1 of a PID namespace, which no signal ends that it has no handler for: the third one kills
     *     it
     */
    public Foreground(boolean trace, boolean ownTerminal, boolean mayIgnoreUs) {
        this(trace, ownTerminal, mayIgnoreUs, Signal.SIGTERM.number());
    }

    /** @param stopSignal what the program gets in place of a SIGTERM for us: some end in good order on another one only */
    public Foreground(boolean trace, boolean ownTerminal, boolean mayIgnoreUs, int stopSignal) {
        this.trace = trace;
        this.ownTerminal = ownTerminal;
        this.mayIgnoreUs = mayIgnoreUs;
        this.stopSignal = stopSignal;
    }

    /**
     * Runs the program to its end.
     *
     * @param given see {@link Child#spawn(SyscallProgram, Map)}
     * @throws ProgramFailure if it does not come to its execve
     */
    public ExitStatus run(SyscallProgram program, Map<String, Integer> given, Parent parent) {
        double[] milliseconds = new double[1];
        List<TracedCall> calls = List.of();
        try (Terminal terminal = Terminal.ofStandardInput();
                SignalForwarding signals = new SignalForwarding(ownTerminal ? null : terminal, mayIgnoreUs, stopSignal)) {
            SyscallProgram asGiven = StandardStreams.asGiven(program);
            try (Child child = signals.start(() -> Child.spawn(asGiven, given))) {
                try {
                    parent.whileItWaits(child);
                    child.awaitExec();
                    milliseconds[0] = child.millisecondsToExec();
                    calls = child.trace();
                    ExitStatus status = child.waitFor();
                    parent.whenItEnded();
                    return status;
                } finally {
                    signals.toNobody();
                }
            }
        } catch (ProgramFailure failure) {
            calls = failure.trace();
            throw failure;
        } finally {
            if (trace) {
                print(calls, milliseconds[0]);
            }
        }
    }

    private static void print(List<TracedCall> calls, double milliseconds) {
        System.err.print(new ProgramTable(Terminal.columns()).trace(calls));
        if (milliseconds > 0) {
            System.err.printf("clone3 to execve: %.1f ms%n", milliseconds);
        }
        System.err.flush();
    }
}
