package minidocker.engine.network.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A message from the kernel.
 *
 * @param type    of it: RTM_NEWLINK and so on
 * @param content the struct that belongs to the type, and its attributes
 */
public record Answer(int type, byte[] content) {

    int word(int offset) {
        return ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getInt(offset);
    }

    /**
     * The value of an attribute.
     *
     * @param structure size of what stands before the attributes
     * @return null without one of that type
     */
    byte[] attribute(int structure, int type) {
        return attribute(content, structure, type);
    }

    static byte[] attribute(byte[] bytes, int from, int type) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = from; at + 4 <= bytes.length;) {
            int length = buffer.getShort(at) & 0xffff;
            if (length < 4 || at + length > bytes.length) {
                return null;
            }
            if ((buffer.getShort(at + 2) & 0x3fff) == type) {
                return Arrays.copyOfRange(bytes, at + 4, at + length);
            }
            at += length + 3 & -4;
        }
        return null;
    }

    int number(int structure, int type) {
        byte[] value = attribute(structure, type);
        return value == null ? 0 : ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    static String text(byte[] value) {
        int end = 0;
        while (value != null && end < value.length && value[end] != 0) {
            end++;
        }
        return value == null ? "" : new String(value, 0, end, StandardCharsets.UTF_8);
    }
}
