package minidocker.images.cli;

import minidocker.syscall.Linux;

/** Whether somebody looks at what we print. */
final class OutputTerminal {
    private static final long TCGETS = 0x5401;
    private static final int TERMIOS_SIZE = 4 * 4 + 1 + 19;

    private OutputTerminal() {}

    static boolean isOne() {
        return isTerminal(1);
    }

    /** isatty(3). */
    static boolean isTerminal(int fd) {
        return Linux.ioctl(fd, TCGETS, new byte[TERMIOS_SIZE]) >= 0;
    }
}
