package minidocker.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import minidocker.syscall.Linux;
import minidocker.syscall.Signal;

/**
 * While it is open, signals for this process go to the program it runs. What the keyboard sends reaches the program by itself when both are in the
 * terminal's foreground group; it is not sent a second time.
 *
 * <p>SIGQUIT makes a JVM print the stacks of its threads, into the terminal of a student who pressed ^\ to end a program: it is ignored, in the kernel,
 * since the JVM lets nobody handle it.
 */
final class SignalForwarding implements AutoCloseable {
    private static final Signal[] FORWARDED = {Signal.SIGHUP, Signal.SIGINT, Signal.SIGTERM, Signal.SIGUSR1};

    private static final int MOST_REQUESTS = 3;

    private record Replaced(sun.misc.Signal signal, sun.misc.SignalHandler before) {}

    private final List<Replaced> replaced = new ArrayList<>();
    /** Signals are handled one after the other, but each in a thread of its own. */
    private volatile int requests;

    /**
     * @param program takes the number of a signal
     * @param terminal whose keyboard may be ours, or null
     * @param thirdOneKills of the requests to end, as with Docker
     */
    SignalForwarding(IntConsumer program, Terminal terminal, boolean thirdOneKills) {
        Linux.ignore(Signal.SIGQUIT, true);
        for (Signal signal : FORWARDED) {
            sun.misc.Signal handled = new sun.misc.Signal(signal.name().substring("SIG".length()));
            replaced.add(new Replaced(handled, sun.misc.Signal.handle(handled, received -> {
                boolean typed = signal == Signal.SIGINT && terminal != null && terminal.keyboardIsOurs();
                if (!typed) {
                    program.accept(signal.number());
                }
                if (thirdOneKills && (signal == Signal.SIGINT || signal == Signal.SIGTERM) && ++requests == MOST_REQUESTS) {
                    System.err.println("mini-docker: three times asked to end: killed. (Process 1 of a container hears no signal that it has no handler for; --init helps.)");
                    program.accept(Signal.SIGKILL.number());
                }
            })));
        }
    }

    @Override
    public void close() {
        replaced.forEach(one -> sun.misc.Signal.handle(one.signal(), one.before()));
        Linux.ignore(Signal.SIGQUIT, false);
    }
}
