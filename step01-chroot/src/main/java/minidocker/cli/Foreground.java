package minidocker.cli;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import minidocker.syscall.Child;
import minidocker.syscall.ExitStatus;
import minidocker.syscall.ProgramFailure;
import minidocker.syscall.ProgramTable;
import minidocker.syscall.SyscallProgram;
import minidocker.syscall.TracedCall;

/** A program in the foreground of the terminal: it gets the keyboard and the signals, and the terminal is put back when it has ended. */
public final class Foreground {
    private final boolean trace;

    /** @param trace print each call with its result on standard error, when the program has ended */
    public Foreground(boolean trace) {
        this.trace = trace;
    }

    /**
     * Runs the program to its end.
     *
     * @param given see {@link Child#spawn(SyscallProgram, Map)}
     * @param whileItWaits what the parent does between clone and exec: opens the program's gates
     * @throws ProgramFailure if it does not come to its execve
     */
    public ExitStatus run(SyscallProgram program, Map<String, Integer> given, Consumer<Child> whileItWaits) {
        long[] times = new long[2];
        List<TracedCall> calls = List.of();
        try (Terminal terminal = Terminal.ofStandardInput();
                SignalForwarding signals = new SignalForwarding(terminal)) {
            SyscallProgram asGiven = StandardStreams.asGiven(program);
            times[0] = System.nanoTime();
            try (Child child = Child.spawn(asGiven, given)) {
                signals.to(child);
                try {
                    whileItWaits.accept(child);
                    child.awaitExec();
                    times[1] = System.nanoTime();
                    calls = child.trace();
                    return child.waitFor();
                } finally {
                    signals.toNobody();
                }
            }
        } catch (ProgramFailure failure) {
            calls = failure.trace();
            throw failure;
        } finally {
            if (trace) {
                print(calls, times);
            }
        }
    }

    private static void print(List<TracedCall> calls, long[] times) {
        System.err.print(new ProgramTable(Terminal.columns()).trace(calls));
        if (times[1] != 0) {
            System.err.printf("clone3 to execve: %.1f ms%n", (times[1] - times[0]) / 1e6);
        }
        System.err.flush();
    }
}
