package minidocker.syscall;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    private static final Pattern REAL_TIME = Pattern.compile("(?:SIG)?RT(MIN(?=$|[+])|MAX(?=$|-))([+-][0-9]{1,2})?");

    public int number() {
        return ordinal() + 1;
    }

    /** For messages: {@code SIGKILL}, and {@code signal 35} for the real-time ones, which have no name of their own. */
    public static String name(int number) {
        return number >= 1 && number <= values().length ? values()[number - 1].name() : "signal " + number;
    }

    /**
     * A signal as kill(1) takes it: {@code 9}, {@code KILL}, {@code SIGKILL}, {@code RTMIN+3}, in any case.
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
        Matcher realTime = REAL_TIME.matcher(name);
        if (text.matches("[0-9]{1,2}") || realTime.matches()) {
            int number = realTime.matches() ? realTime(realTime) : Integer.parseInt(text);
            if (number >= 1 && number <= 64) {
                return number;
            }
        }
        throw new IllegalArgumentException("there is no signal " + text
                + ": name one as kill -l does, such as TERM, or by a number from 1 to 64");
    }

    /** The C library keeps the first two real-time signals for its threads, so its SIGRTMIN is 34. */
    private static int realTime(Matcher matcher) {
        final int first = 34;
        final int last = 64;
        int offset = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
        int number = matcher.group(1).equals("MIN") ? first + offset : last + offset;
        return number < first || number > last ? 0 : number;
    }
}
