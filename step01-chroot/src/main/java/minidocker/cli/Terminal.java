package minidocker.cli;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import minidocker.syscall.Linux;
import minidocker.syscall.Signal;

/**
 * The terminal we were started in. Its modes are remembered when it is opened and put back by {@link #close()}, whatever the
 * program in between did to them or how it ended.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/TIOCGWINSZ.2const.html">ioctl_tty(2)</a>
 */
public final class Terminal implements AutoCloseable {
    private static final long TCGETS = 0x5401;
    private static final long TCSETSW = 0x5403;
    private static final long TIOCGPGRP = 0x540F;
    private static final long TIOCSPGRP = 0x5410;
    private static final long TIOCGWINSZ = 0x5413;
    private static final long TIOCSWINSZ = 0x5414;
    /** The kernel's struct termios: four words of flags, the line discipline, 19 control characters. */
    private static final int TERMIOS_SIZE = 4 * 4 + 1 + 19;
    private static final int NOT_OUR_SESSIONS = -1;

    private final int fd;
    private final byte[] modes;
    private final boolean wasOurs;
    private volatile boolean inBackground;

    private Terminal(int fd, byte[] modes) {
        this.fd = fd;
        this.modes = modes;
        this.wasOurs = keyboardIsOurs() || foregroundGroup() == NOT_OUR_SESSIONS;
    }

    /** Standard input's terminal, or null if it is none. */
    public static Terminal ofStandardInput() {
        byte[] modes = new byte[TERMIOS_SIZE];
        return Linux.ioctl(0, TCGETS, modes) < 0 ? null : new Terminal(0, modes);
    }

    /** The foreground process group, or {@link #NOT_OUR_SESSIONS}: then nobody has jobs in it. */
    private int foregroundGroup() {
        byte[] group = new byte[4];
        return Linux.ioctl(fd, TIOCGPGRP, group) < 0 ? NOT_OUR_SESSIONS : ByteBuffer.wrap(group).order(ByteOrder.LITTLE_ENDIAN)
                .getInt();
    }

    /** True if what the keyboard sends (^C, ^Z, ^\) reaches our process group, and so our children too. */
    public boolean keyboardIsOurs() {
        return foregroundGroup() == Linux.getpgrp();
    }

    /** We were stopped (^Z) and go on: in the foreground after the shell's fg, and after its bg in the background. */
    void continued() {
        inBackground = !keyboardIsOurs();
    }

    /**
     * Every key goes through as it is, ^C included: for a program that has a terminal of its own behind this one. cfmakeraw of
     * termios(3).
     */
    public void makeRaw() {
        final int inputOff = 01 | 02 | 010 | 040 | 0100 | 0200 | 0400 | 02000;
        final int outputOff = 01;
        final int controlOff = 060 | 0400;
        final int eightBits = 060;
        final int localOff = 010 | 0100 | 02 | 01 | 0100000;
        ByteBuffer raw = ByteBuffer.wrap(modes.clone()).order(ByteOrder.LITTLE_ENDIAN);
        raw.putInt(0, raw.getInt(0) & ~inputOff).putInt(4, raw.getInt(4) & ~outputOff);
        raw.putInt(8, raw.getInt(8) & ~controlOff | eightBits).putInt(12, raw.getInt(12) & ~localOff);
        Linux.ioctl(fd, TCSETSW, raw.array());
    }

    /** Gives another terminal the size of this one. */
    public void copySizeTo(int other) {
        byte[] size = new byte[8];
        if (Linux.ioctl(fd, TIOCGWINSZ, size) >= 0) {
            Linux.ioctl(other, TIOCSWINSZ, size);
        }
    }

    /** In characters. */
    public record Size(int rows, int columns) {}

    /** The size of the terminal that a file descriptor is; null if it is none or does not say. */
    public static Size size(int fd) {
        byte[] size = new byte[8];
        if (Linux.ioctl(fd, TIOCGWINSZ, size) < 0) {
            return null;
        }
        ByteBuffer words = ByteBuffer.wrap(size).order(ByteOrder.LITTLE_ENDIAN);
        int rows = words.getShort(0);
        int columns = words.getShort(2);
        return rows > 0 && columns > 0 ? new Size(rows, columns) : null;
    }

    /** The width of the screen: standard error's or output's terminal, else {@code COLUMNS}, else 120. */
    public static int columns() {
        for (int candidate : new int[] {2, 1, 0}) {
            byte[] size = new byte[8];
            if (Linux.ioctl(candidate, TIOCGWINSZ, size) >= 0) {
                int columns = ByteBuffer.wrap(size).order(ByteOrder.LITTLE_ENDIAN).getShort(2);
                if (columns > 0) {
                    return columns;
                }
            }
        }
        String columns = System.getenv("COLUMNS");
        return columns != null && columns.matches("[0-9]{2,4}") ? Integer.parseInt(columns) : 120;
    }

    /**
     * Puts back the modes, and the foreground process group: a shell that was killed leaves the terminal to its own. From the
     * background nothing is put back: there the terminal is somebody else's, an editor's perhaps, and so were the modes if we
     * were started there. SIGTTOU, which the kernel sends to who writes modes without being in the foreground, is ignored for the
     * moment.
     */
    @Override
    public void close() {
        int group = foregroundGroup();
        boolean taken = group != NOT_OUR_SESSIONS && group != Linux.getpgrp();
        if (!wasOurs || taken && inBackground) {
            return;
        }
        Linux.ignore(Signal.SIGTTOU, true);
        if (taken) {
            Linux.ioctl(fd, TIOCSPGRP, ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(Linux.getpgrp()).array());
        }
        Linux.ioctl(fd, TCSETSW, modes.clone());
        Linux.ignore(Signal.SIGTTOU, false);
    }
}
