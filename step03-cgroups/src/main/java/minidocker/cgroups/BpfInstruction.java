package minidocker.cgroups;

import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * One instruction of the machine that the kernel runs small programs on: {@code struct bpf_insn} of linux/bpf.h, eight bytes.
 * Only what a device program needs is here.
 *
 * @param code what to do
 * @param target the register that is changed or compared, 0 to 10
 * @param source the other register, if there is one
 * @param offset of a load, in bytes; of a jump, in instructions from the next one
 * @param value a constant
 * @see <a href="https://docs.kernel.org/bpf/standardization/instruction-set.html">BPF Instruction Set Architecture</a>
 */
record BpfInstruction(Code code, int target, int source, int offset, int value) {
    static final int SIZE = 8;

    /** The operation codes: a class in the lower three bits, and above it how, and on what. */
    enum Code {
        /** {@code target = *(u32 *)(source + offset)}. */
        LOAD_WORD(0x61),
        /** {@code target = value}. */
        MOVE_CONSTANT(0xb7),
        /** {@code target = source}. */
        MOVE(0xbf),
        /** {@code target &= value}; the value's sign is extended to 64 bits. */
        AND(0x57),
        /** {@code target >>= value}. */
        SHIFT_RIGHT(0x77),
        JUMP(0x05),
        /** To the offset if {@code target == value}. */
        JUMP_IF_EQUAL(0x15),
        /** To the offset if {@code target & value} is not zero. */
        JUMP_IF_ANY_BIT(0x45),
        /** To the offset if {@code target != value}. */
        JUMP_IF_DIFFERENT(0x55),
        /** Ends the program; its result is in r0. */
        EXIT(0x95);

        private final int number;

        Code(int number) {
            this.number = number;
        }
    }

    /** The eight bytes, in this order on every machine of ours: code, the two registers, offset, value. */
    void writeTo(ByteBuffer bytes) {
        bytes.put((byte) code.number).put((byte) (source << 4 | target)).putShort((short) offset).putInt(value);
    }

    /** The bytes as hexadecimal numbers, as they lie in memory. */
    String hex() {
        ByteBuffer bytes = ByteBuffer.allocate(SIZE).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        writeTo(bytes);
        StringBuilder text = new StringBuilder();
        for (byte one : bytes.array()) {
            text.append(text.length() == 0 ? "" : " ").append(String.format(Locale.ROOT, "%02x", one));
        }
        return text.toString();
    }

    /** As clang and bpftool write it: {@code if r4 != 1 goto +3}. */
    @Override
    public String toString() {
        return switch (code) {
            case LOAD_WORD -> "r" + target + " = *(u32 *)(r" + source + " + " + offset + ")";
            case MOVE_CONSTANT -> "r" + target + " = " + value;
            case MOVE -> "r" + target + " = r" + source;
            case AND -> "r" + target + " &= " + (value < 0 ? value : "0x" + Integer.toHexString(value));
            case SHIFT_RIGHT -> "r" + target + " >>= " + value;
            case JUMP -> "goto +" + offset;
            case JUMP_IF_EQUAL -> "if r" + target + " == " + value + " goto +" + offset;
            case JUMP_IF_ANY_BIT -> "if r" + target + " & 0x" + Integer.toHexString(value) + " goto +" + offset;
            case JUMP_IF_DIFFERENT -> "if r" + target + " != " + value + " goto +" + offset;
            case EXIT -> "exit";
        };
    }
}
