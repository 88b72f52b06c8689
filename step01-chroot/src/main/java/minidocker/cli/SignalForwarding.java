package minidocker.cli;

import java.util.ArrayList;
import java.util.List;
import minidocker.syscall.Child;
import minidocker.syscall.Linux;
import minidocker.syscall.Signal;

/**
 * While it is open, signals for this process go to the program it runs; those that come before there is one are kept for it. What the keyboard sends
 * reaches the program by itself when both are in the terminal's foreground group; it is not sent a second time.
 *
 * <p>SIGQUIT makes a JVM print the stacks of its threads, into the terminal of a student who pressed ^\ to end a program: it is ignored, in the kernel,
 * since the JVM lets nobody handle it. SIGUSR2 it takes for itself and dies of one that is not its own, but leaves it to a handler; then only its profiler
 * has to do without.
 */
final class SignalForwarding implements AutoCloseable {
    private static final Signal[] FORWARDED = {Signal.SIGHUP, Signal.SIGINT, Signal.SIGTERM, Signal.SIGUSR1, Signal.SIGUSR2, Signal.SIGALRM};

    private static final int MOST_REQUESTS = 3;

    private record Replaced(sun.misc.Signal signal, sun.misc.SignalHandler before) {}

    private final List<Replaced> replaced = new ArrayList<>();
    private final Terminal terminal;
    private final boolean thirdOneKills;
    private final List<Signal> early = new ArrayList<>();
    private boolean started;
    private Child program;
    private int requests;

    /**
     * @param terminal whose keyboard may be ours, or null
     * @param thirdOneKills of the requests to end, as with Docker
     */
    SignalForwarding(Terminal terminal, boolean thirdOneKills) {
        this.terminal = terminal;
        this.thirdOneKills = thirdOneKills;
        Linux.ignore(Signal.SIGQUIT, true);
        for (Signal signal : FORWARDED) {
            handle(signal, () -> forward(signal));
        }
        if (terminal != null) {
            handle(Signal.SIGCONT, terminal::continued);
        }
    }

    private void handle(Signal signal, Runnable reaction) {
        sun.misc.Signal handled = new sun.misc.Signal(signal.name().substring("SIG".length()));
        replaced.add(new Replaced(handled, sun.misc.Signal.handle(handled, received -> reaction.run())));
    }

    /** From now on signals go to this program. */
    synchronized void to(Child child) {
        started = true;
        program = child;
        early.forEach(signal -> program.signal(signal.number()));
    }

    /** The program has ended. */
    synchronized void toNobody() {
        program = null;
    }

    private synchronized void forward(Signal signal) {
        if (!started) {
            early.add(signal);
        } else if (program != null && !isTyped(signal)) {
            program.signal(signal.number());
        }
        boolean request = signal == Signal.SIGINT || signal == Signal.SIGTERM;
        if (thirdOneKills && program != null && request && ++requests == MOST_REQUESTS) {
            System.err.println("mini-docker: three times asked to end: killed. (Process 1 of a container hears no signal that it has no handler for;"
                    + " --init helps.)");
            program.signal(Signal.SIGKILL.number());
        }
    }

    private boolean isTyped(Signal signal) {
        return signal == Signal.SIGINT && terminal != null && terminal.keyboardIsOurs();
    }

    @Override
    public void close() {
        replaced.forEach(one -> sun.misc.Signal.handle(one.signal(), one.before()));
        Linux.ignore(Signal.SIGQUIT, false);
    }
}
