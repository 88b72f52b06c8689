package minidocker.engine.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import minidocker.syscall.Linux;

/**
 * Our end of a container's terminal, the master of pty(7): what is written to it the container reads, and the other way round.
 * When the container's end is closed by everybody, a read fails with EIO.
 *
 * @param descriptor whoever takes it closes it
 */
public record TerminalEnd(int descriptor) {
    private static final long TIOCSWINSZ = 0x5414;

    /** Sets the window's size; the processes in the foreground hear of it by SIGWINCH. ioctl_tty(2). */
    public void resize(int columns, int rows) {
        byte[] size = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putShort((short) rows).putShort((short) columns)
                .array();
        Linux.ioctl(descriptor, TIOCSWINSZ, size);
    }
}
