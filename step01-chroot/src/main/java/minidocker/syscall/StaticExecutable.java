package minidocker.syscall;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * A program as a file that the kernel can execute: our machine, a table, and nothing else. A process that runs it has two pages
 * of memory and no trace of a JVM: this is how a container gets an init of a few kilobytes.
 *
 * <p>The format is that of elf(5): one header, two segments (the code, which may not be written, and the table, which may not be
 * executed), no sections, no interpreter. It is loaded at fixed addresses.
 */
public final class StaticExecutable {
    private static final int HEADER_SIZE = 64;
    private static final int SEGMENT_HEADER_SIZE = 56;
    private static final long CODE_ADDRESS = 0x400000;
    private static final int PAGE = 65536;
    private static final int PT_LOAD = 1;
    private static final int EXECUTE = 1;
    private static final int WRITE = 2;
    private static final int READ = 4;

    private StaticExecutable() {}

    /** @param program whose clone flags do not count: the process is there already */
    public static byte[] of(SyscallProgram program, Architecture architecture) {
        Layout layout = new Layout(program, architecture, Map.of());
        byte[] code = MachineCode.of(architecture);
        // aarch64 kernels may have pages of 64 KiB, so that the segments' addresses and offsets agree modulo that; the code lies
        // so far
        // into its page that the table, one TABLE_OFFSET behind it, begins the next one.
        int codeAt = PAGE - MachineCode.TABLE_OFFSET;
        ByteBuffer file = ByteBuffer.allocate(PAGE + layout.size()).order(ByteOrder.LITTLE_ENDIAN);
        header(file, architecture, CODE_ADDRESS + codeAt + MachineCode.start(architecture));
        segment(file, READ | EXECUTE, 0, CODE_ADDRESS, codeAt + code.length);
        segment(file, READ | WRITE, PAGE, CODE_ADDRESS + PAGE, layout.size());
        file.put(codeAt, code);
        ByteBuffer table = file.slice(PAGE, layout.size()).order(ByteOrder.LITTLE_ENDIAN);
        layout.writeTo(table, CODE_ADDRESS + PAGE);
        return file.array();
    }

    private static void header(ByteBuffer file, Architecture architecture, long entry) {
        final short executable = 2;
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        file.putShort(executable).putShort((short) architecture.elfMachine()).putInt(1);
        file.putLong(entry).putLong(HEADER_SIZE).putLong(0).putInt(0);
        file.putShort((short) HEADER_SIZE).putShort((short) SEGMENT_HEADER_SIZE).putShort((short) 2);
        file.putShort((short) 0).putShort((short) 0).putShort((short) 0);
    }

    private static void segment(ByteBuffer file, int permissions, long offset, long address, long size) {
        file.putInt(PT_LOAD).putInt(permissions).putLong(offset).putLong(address).putLong(address);
        file.putLong(size).putLong(size).putLong(PAGE);
    }
}
