package minidocker.engine.network.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import minidocker.syscall.Operand;
import minidocker.syscall.Operand.Bytes;
import minidocker.syscall.Operand.Memory;
import minidocker.syscall.Operand.Words;
import minidocker.syscall.SocketCalls.Piece;

/**
 * A message to the kernel: a struct nlmsghdr, a struct that depends on the type, and attributes; netlink(7).
 *
 * @param name    of its type: {@code RTM_NEWLINK}
 * @param content all of it
 * @param holes   where numbers of four bytes stand that are known only when it is sent
 * @param shown   what it says, for a reader
 */
public record Request(String name, byte[] content, List<Hole> holes, String shown) {
    static final int NLM_F_REQUEST = 1;
    static final int NLM_F_ACK = 4;
    static final int NLM_F_DUMP = 0x300;
    static final int NLM_F_CREATE_EXCL = 0x600;

    private static final int TYPE = 4;
    private static final int FLAGS = 6;

    /** @param operand the number itself, or the memory in which it stands */
    public record Hole(int offset, Operand operand) {}

    boolean isDump() {
        return (ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getShort(FLAGS) & NLM_F_DUMP) == NLM_F_DUMP;
    }

    List<Piece> pieces() {
        List<Piece> pieces = new ArrayList<>();
        int at = 0;
        for (Hole hole : holes) {
            pieces.add(bytes(at, hole.offset));
            pieces.add(new Piece(hole.operand instanceof Memory memory ? memory
                    : new Words(List.of(hole.operand), hole.operand.toString()), Integer.BYTES));
            at = hole.offset + Integer.BYTES;
        }
        if (at < content.length) {
            pieces.add(bytes(at, content.length));
        }
        return pieces;
    }

    private Piece bytes(int from, int to) {
        return new Piece(new Bytes(Arrays.copyOfRange(content, from, to), shown), to - from);
    }

    @Override
    public String toString() {
        return (name + " " + shown).strip();
    }

    /** Puts a message together. */
    static final class Draft {
        private static final int HEADER = 16;
        private static final int ATTRIBUTE_HEADER = 4;
        private static final int NESTED = 0x8000;

        private final String name;
        private final ByteBuffer bytes = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
        private final List<Hole> holes = new ArrayList<>();

        Draft(String name, int type, int flags) {
            this.name = name;
            bytes.putShort(TYPE, (short) type).putShort(FLAGS, (short) (NLM_F_REQUEST | flags)).position(HEADER);
        }

        /** Bytes of the struct behind the header. */
        Draft bytes(int... values) {
            for (int value : values) {
                bytes.put((byte) value);
            }
            return this;
        }

        Draft word(int value) {
            bytes.putInt(value);
            return this;
        }

        Draft word(Operand operand) {
            if (operand instanceof Operand.Int known) {
                return word((int) known.value());
            }
            holes.add(new Hole(bytes.position(), operand));
            return word(0);
        }

        Draft attribute(int type, byte... value) {
            bytes.putShort((short) (ATTRIBUTE_HEADER + value.length)).putShort((short) type).put(value);
            return align();
        }

        Draft attribute(int type, int value) {
            return head(type).word(value);
        }

        Draft attribute(int type, Operand value) {
            return head(type).word(value);
        }

        private Draft head(int type) {
            bytes.putShort((short) (ATTRIBUTE_HEADER + Integer.BYTES)).putShort((short) type);
            return this;
        }

        /** A string with its closing zero byte. */
        Draft attribute(int type, String value) {
            return attribute(type, Arrays.copyOf(value.getBytes(java.nio.charset.StandardCharsets.US_ASCII), value.length() + 1));
        }

        /** An attribute that holds what {@code content} adds. */
        Draft nested(int type, Runnable content) {
            int start = bytes.position();
            bytes.putShort((short) 0).putShort((short) (type | NESTED));
            content.run();
            bytes.putShort(start, (short) (bytes.position() - start));
            return this;
        }

        private Draft align() {
            bytes.position((bytes.position() + 3) & -4);
            return this;
        }

        Request request(String shown) {
            bytes.putInt(0, bytes.position());
            return new Request(name, Arrays.copyOf(bytes.array(), bytes.position()), List.copyOf(holes), shown);
        }
    }
}
