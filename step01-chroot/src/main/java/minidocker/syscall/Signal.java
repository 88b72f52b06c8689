package minidocker.syscall;

import java.util.Locale;

/**
 * The standard signals; the numbers are those of x86-64 and aarch64.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/signal.7.html">signal(7)</a>
 */
public enum Signal {
    SIGHUP, SIGINT, SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGKILL, SIGUSR1, SIGSEGV, SIGUSR2, SIGPIPE, SIGALRM,
            SIGTERM,
    SIGSTKFLT, SIGCHLD, SIGCONT, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU, SIGURG, SIGXCPU, SIGXFSZ, SIGVTALRM, SIGPROF, SIGWINCH,
            SIGIO,
    SIGPWR, SIGSYS;

    public int number() {
        return ordinal() + 1;
    }

    /** For messages: {@code SIGKILL}, and {@code signal 35} for the real-time ones, which have no name of their own. */
    public static String name(int number) {
        return number >= 1 && number <= values().length ? values()[number - 1].name() : "signal " + number;
    }

    /**
     * A signal as kill(1) takes it: {@code 9}, {@code KILL}, {@code SIGKILL}, in any case.
     *
     * @return its number, 1 to 64
     * @throws IllegalArgumentException if there is no such signal
     */
    public static int parse(String text) {
        String name = text.toUpperCase(Locale.ROOT);
        for (Signal signal : values()) {
            if (signal.name().equals(name) || signal.name().substring(3).equals(name)) {
                return signal.number();
            }
        }
        if (text.matches("[0-9]{1,2}")) {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= 64) {
                return number;
            }
        }
        throw new IllegalArgumentException("there is no signal " + text
                + ": name one as kill -l does, such as TERM, or by a number from 1 to 64");
    }
}
