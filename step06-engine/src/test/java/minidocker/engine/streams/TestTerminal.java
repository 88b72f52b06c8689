package minidocker.engine.streams;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import minidocker.syscall.Linux;
import minidocker.syscall.OpenFlag;

/** A pair of pty(7): the master, and three times the other end for a process. */
record TestTerminal(int master, ChildEnds ends) {
    private static final long TIOCSPTLCK = 0x40045431L;
    private static final long TIOCGPTN = 0x80045430L;

    static TestTerminal open() {
        int master = Linux.openat(Linux.AT_FDCWD, "/dev/ptmx", 0, OpenFlag.O_RDWR, OpenFlag.O_NOCTTY);
        byte[] number = new byte[4];
        Linux.ioctl(master, TIOCSPTLCK, new byte[4]);
        Linux.ioctl(master, TIOCGPTN, number);
        String name = "/dev/pts/" + ByteBuffer.wrap(number).order(ByteOrder.LITTLE_ENDIAN).getInt();
        int[] other = new int[3];
        for (int i = 0; i < 3; i++) {
            other[i] = Linux.openat(Linux.AT_FDCWD, name, 0, OpenFlag.O_RDWR, OpenFlag.O_NOCTTY);
        }
        return new TestTerminal(master, new ChildEnds(other[0], other[1], other[2]));
    }
}
