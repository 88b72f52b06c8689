package minidocker.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import minidocker.syscall.Child;
import minidocker.syscall.Linux;
import minidocker.syscall.Signal;

/**
 * While it is open, signals for this process go to the program it runs; those that come before there is one are kept for it. What
 * the keyboard sends reaches the program by itself when both are in the terminal's foreground group; it is not sent a second
 * time.
 *
 * <p>SIGQUIT makes a JVM print the stacks of its threads, into the terminal of a student who pressed ^\ to end a program: it is
 * ignored, in the kernel, since the JVM lets nobody handle it. SIGUSR2 it takes for itself and dies of one that is not its own,
 * but leaves it to a handler; then only its profiler has to do without.
 */
final class SignalForwarding implements AutoCloseable {
    private static final Signal[] FORWARDED = {Signal.SIGHUP, Signal.SIGINT, Signal.SIGTERM, Signal.SIGUSR1, Signal.SIGUSR2,
            Signal.SIGALRM};

    /**
     * What the terminal sends to stop a job: by ^Z, and when one in the background reads or, after {@code stty tostop}, writes.
     */
    private static final Signal[] STOPPING = {Signal.SIGTSTP, Signal.SIGTTIN, Signal.SIGTTOU};

    private static final int MOST_REQUESTS = 3;
    private static final long LONGEST_FAREWELL_MILLIS = 10_000;

    private record Replaced(sun.misc.Signal signal, sun.misc.SignalHandler before) {}

    private final List<Replaced> replaced = new ArrayList<>();
    private final Terminal terminal;
    private final boolean thirdOneKills;
    private final int stopSignal;
    private final List<Signal> early = new ArrayList<>();
    private boolean started;
    private Child program;
    private int requests;
    private boolean stopped;

    /**
     * @param terminal whose keyboard may be ours, or null
     * @param thirdOneKills of the requests to end, as with Docker
     * @param stopSignal number of what goes to the program in place of SIGTERM
     */
    SignalForwarding(Terminal terminal, boolean thirdOneKills, int stopSignal) {
        this.terminal = terminal;
        this.stopSignal = stopSignal;
        this.thirdOneKills = thirdOneKills;
        Linux.ignore(Signal.SIGQUIT, true);
        for (Signal signal : FORWARDED) {
            handle(signal, () -> forward(signal));
        }
        if (terminal != null) {
            handle(Signal.SIGCONT, this::goOn);
        }
        if (terminal != null && thirdOneKills) {
            for (Signal signal : STOPPING) {
                handle(signal, () -> stop(signal));
            }
        }
    }

    private void handle(Signal signal, Runnable reaction) {
        sun.misc.Signal handled = new sun.misc.Signal(signal.name().substring("SIG".length()));
        replaced.add(new Replaced(handled, sun.misc.Signal.handle(handled, received -> reaction.run())));
    }

    /**
     * Starts the program to which signals go from now on. While that happens none is handled: of one that comes from the keyboard
     * just then, it could not be told whether the program has got it as well.
     */
    synchronized Child start(Supplier<Child> start) {
        Child child = start.get();
        started = true;
        program = child;
        early.forEach(signal -> child.signal(forProgram(signal)));
        return child;
    }

    /** The program has ended. */
    synchronized void toNobody() {
        program = null;
    }

    private int forProgram(Signal signal) {
        return signal == Signal.SIGTERM ? stopSignal : signal.number();
    }

    private synchronized void forward(Signal signal) {
        if (!started) {
            early.add(signal);
        } else if (program != null && !isTyped(signal)) {
            program.signal(forProgram(signal));
        }
        boolean request = signal == Signal.SIGINT || signal == Signal.SIGTERM;
        if (thirdOneKills && program != null && request && ++requests == MOST_REQUESTS) {
            System.err.println("mini-docker: three times asked to end: killed. (Process 1 of a container hears no signal that it has no handler for;"
                    + " --init helps.)");
            program.signal(Signal.SIGKILL.number());
        }
        if (thirdOneKills && signal == Signal.SIGHUP) {
            Thread farewell = new Thread(this::killLater, "farewell");
            farewell.setDaemon(true);
            farewell.start();
        }
    }

    /** The terminal was closed, and nobody is left to ask a second time. */
    private void killLater() {
        try {
            Thread.sleep(LONGEST_FAREWELL_MILLIS);
        } catch (InterruptedException interrupted) {
            return;
        }
        synchronized (this) {
            if (program != null) {
                program.signal(Signal.SIGKILL.number());
            }
        }
    }

    /**
     * Process 1 of a container cannot be stopped from within, not even by its terminal: it would go on, and, where it reads from
     * the background, try again without end. We can stop it, with the one signal that it cannot ignore, and then stop ourselves.
     */
    private synchronized void stop(Signal signal) {
        // It has tried several times before we were there.
        boolean outdated = stopped || signal != Signal.SIGTSTP && terminal.keyboardIsOurs();
        if (outdated || ProcessGroup.isOrphaned()) {
            return;
        }
        stopped = true;
        if (program != null) {
            program.signal(Signal.SIGSTOP.number());
        }
        Linux.kill(Linux.getpid(), Signal.SIGSTOP.number());
    }

    private synchronized void goOn() {
        terminal.continued();
        if (stopped && program != null) {
            program.signal(Signal.SIGCONT.number());
        }
        stopped = false;
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
