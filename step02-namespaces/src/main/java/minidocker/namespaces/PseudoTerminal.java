package minidocker.namespaces;

import static minidocker.syscall.FileCalls.createFile;
import static minidocker.syscall.FileCalls.dup3;
import static minidocker.syscall.FileCalls.fd;
import static minidocker.syscall.FileCalls.ioctl;
import static minidocker.syscall.FileCalls.openat;
import static minidocker.syscall.FileCalls.sendDescriptor;
import static minidocker.syscall.MachineCalls.result;
import static minidocker.syscall.MountCalls.mount;
import static minidocker.syscall.ProcessCalls.given;
import static minidocker.syscall.ProcessCalls.setsid;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import minidocker.syscall.MountFlag;
import minidocker.syscall.OpenFlag;
import minidocker.syscall.Operand.Bytes;
import minidocker.syscall.Operand.Int;
import minidocker.syscall.Operand.Memory;
import minidocker.syscall.Operand.Symbol;
import minidocker.syscall.SyscallProgram;

/**
 * A terminal of the container's own, see pty(7). It is a pair: the program has the one end, /dev/pts/0, and takes it for a
 * terminal; the other end, the master, goes to the parent, which stands where the cable would be.
 */
public final class PseudoTerminal {
    /** The parent's socket, to which the master is sent. */
    public static final String CONSOLE = "console";
    /** The gate at which the child waits until its terminal has a size. */
    static final String GATE = "terminal-size";

    private static final long TIOCSPTLCK = 0x40045431L;
    private static final long TIOCGPTPEER = 0x5441;
    private static final long TIOCSCTTY = 0x540E;
    private static final long TIOCSWINSZ = 0x5414;

    private PseudoTerminal() {}

    // tag::pseudo-terminal[]
    /** In the container, with its /dev mounted, and no terminal in it so far. */
    static SyscallProgram openFirst(SyscallProgram program) {
        return console(open(program));
    }

    /** The first terminal of a container is its console, too. */
    public static SyscallProgram console(SyscallProgram program) {
        return program
                .then(createFile("/dev/console", 0600), "a file to mount it onto")
                .then(mount("/dev/pts/0", "/dev/console", null, null, MountFlag.MS_BIND),
                        "programs that write to the console write here");
    }

    static SyscallProgram open(SyscallProgram program) {
        return send(pair(program)).waitForParent(GATE, "until it has given the terminal the size of its window");
    }

    /** A terminal of that size, whose master the parent gets and need not wait for. */
    public static SyscallProgram open(SyscallProgram program, int columns, int rows) {
        ByteBuffer size = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putShort((short) rows).putShort((short) columns);
        return send(pair(program).then(ioctl(result("master"), "TIOCSWINSZ", TIOCSWINSZ,
                new Bytes(size.array(), "{" + columns + "x" + rows + "}")), "as large as the window that it will be shown in"));
    }

    private static SyscallProgram pair(SyscallProgram program) {
        return program
                .then(openat("/dev/ptmx", OpenFlag.O_RDWR, OpenFlag.O_NOCTTY, OpenFlag.O_CLOEXEC).as("master"),
                        "a new terminal: this is the end that we keep")
                .then(ioctl(result("master"), "TIOCSPTLCK", TIOCSPTLCK, new Memory("unlocked", 4)), "a new one is locked")
                .then(ioctl(result("master"), "TIOCGPTPEER", TIOCGPTPEER,
                        new Symbol("O_RDWR|O_NOCTTY|O_CLOEXEC", 2 | 0400 | 02000000)).as("terminal"),
                        "the other end, without looking up a path that something could have been put in front of");
    }

    private static SyscallProgram send(SyscallProgram program) {
        return program
                .then(sendDescriptor(given(CONSOLE), result("master")), "the parent gets our end through a socket, unix(7)");
    }

    /** In the process that becomes the program. */
    public static SyscallProgram attach(SyscallProgram program) {
        return program
                .then(setsid(), "a new session: only its leader can take a terminal")
                .then(dup3(result("terminal"), 0), "the terminal is standard input ...")
                .then(dup3(result("terminal"), 1), "... output ...")
                .then(dup3(result("terminal"), 2), "... and error")
                .then(ioctl(fd(0), "TIOCSCTTY", TIOCSCTTY, new Int(0)), "and what ^C on it sends comes to us");
    }
    // end::pseudo-terminal[]
}
