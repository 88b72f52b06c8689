package minidocker.engine.streams;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that are put together before they are written at once. */
final class GrowingBytes {
    private static final int WORTH_KEEPING = 256 * 1024;

    private byte[] bytes;
    private int length;

    GrowingBytes() {
        this(4096);
    }

    GrowingBytes(int expected) {
        bytes = new byte[expected];
    }

    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    void put(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
    }

    void putInt(int value) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            put(value >>> shift);
        }
    }

    void put(byte[] source, int from, int to) {
        reserve(to - from);
        System.arraycopy(source, from, bytes, length, to - from);
        length += to - from;
    }

    void put(byte[] source) {
        put(source, 0, source.length);
    }

    void put(String ascii) {
        put(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, length);
    }

    /** Forgets everything, and gives back what only a flood needed. */
    void clear() {
        length = 0;
        if (bytes.length > WORTH_KEEPING) {
            bytes = new byte[4096];
        }
    }
}
