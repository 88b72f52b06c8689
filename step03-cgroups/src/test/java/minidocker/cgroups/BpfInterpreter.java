package minidocker.cgroups;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Runs the bytes of a BPF program as the kernel would, as far as device programs go. It knows the operation codes by number, not
 * by our names.
 */
final class BpfInterpreter {
    private BpfInterpreter() {}

    /** @param context what r1 points to */
    static long run(byte[] program, byte[] context) {
        ByteBuffer code = ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer memory = ByteBuffer.wrap(context).order(ByteOrder.LITTLE_ENDIAN);
        long[] r = new long[11];
        for (int at = 0, steps = 0; steps < 100_000; at++, steps++) {
            int opcode = code.get(8 * at) & 0xff;
            int target = code.get(8 * at + 1) & 0xf;
            int source = code.get(8 * at + 1) >> 4 & 0xf;
            int offset = code.getShort(8 * at + 2);
            long value = code.getInt(8 * at + 4);
            switch (opcode) {
                case 0x61 -> r[target] = memory.getInt((int) r[source] + offset) & 0xffffffffL;
                case 0xb7 -> r[target] = value;
                case 0xbf -> r[target] = r[source];
                case 0x57 -> r[target] &= value;
                case 0x77 -> r[target] >>>= value;
                case 0x05 -> at += offset;
                case 0x15 -> at += r[target] == value ? offset : 0;
                case 0x45 -> at += (r[target] & value) != 0 ? offset : 0;
                case 0x55 -> at += r[target] != value ? offset : 0;
                case 0x95 -> {
                    return r[0];
                }
                default -> throw new AssertionError("operation code " + Integer.toHexString(opcode) + " at " + at);
            }
        }
        throw new AssertionError("the program does not end");
    }
}
