package minidocker.syscall;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A mapping of our own, outside of Java's heap and malloc's, given back by {@link #close()}: a scope for what a system call reads
 * and writes.
 */
final class NativeMemory implements AutoCloseable {
    static final long PROT_READ = 1;
    static final long PROT_WRITE = 2;
    static final long PROT_EXEC = 4;
    static final long MAP_SHARED = 1;
    static final long MAP_PRIVATE = 2;
    private static final long MAP_ANONYMOUS = 0x20;

    private final long address;
    private final long size;
    private final ByteBuffer bytes;
    private int used;

    private NativeMemory(int size, long sharing) {
        this.size = size;
        this.address = Linux.mmap(size, PROT_READ | PROT_WRITE, sharing | MAP_ANONYMOUS);
        this.bytes = new Pointer(address).getByteBuffer(0, size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Zeroed memory for the arguments of a few calls of this process. */
    static NativeMemory scratch(int size) {
        return new NativeMemory(Math.max(size, 1), MAP_PRIVATE);
    }

    /** Zeroed memory that this process and the children it clones see alike. */
    static NativeMemory shared(int size) {
        return new NativeMemory(Math.max(size, 1), MAP_SHARED);
    }

    long address() {
        return address;
    }

    ByteBuffer bytes() {
        return bytes;
    }

    /** Makes the memory code: readable and executable, and writable no more. */
    NativeMemory seal() {
        Linux.mprotect(address, size, PROT_READ | PROT_EXEC);
        return this;
    }

    /** Puts a string with its closing zero byte behind what was put before. */
    long put(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a zero byte cannot stand in a name: it ends it");
        }
        byte[] content = CString.encode(text);
        long at = reserve(content.length + 1);
        bytes.put((int) (at - address), content).put((int) (at - address) + content.length, (byte) 0);
        return at;
    }

    /** The address of that many zero bytes behind what was put before, at a multiple of eight. */
    long reserve(int length) {
        int at = (used + 7) & -8;
        if (at + length > size) {
            throw new IllegalArgumentException("a path or a struct of " + length + " bytes is too long for a system call");
        }
        used = at + length;
        return address + at;
    }

    /**
     * Forgets what was put: the memory may be filled again. Only what {@link #reserve} gives from now on must not be taken for
     * zeroed.
     */
    NativeMemory reuse() {
        used = 0;
        return this;
    }

    /** The string that begins at an address that {@link #reserve} gave and ends before the first zero byte. */
    String text(long reserved) {
        int end = offset(reserved);
        while (end < size && bytes.get(end) != 0) {
            end++;
        }
        byte[] content = new byte[end - offset(reserved)];
        bytes.get(offset(reserved), content);
        return CString.decode(content);
    }

    /** The offset in {@link #bytes()} of an address that {@link #reserve} gave. */
    int offset(long reserved) {
        return (int) (reserved - address);
    }

    @Override
    public void close() {
        Linux.munmap(address, size);
    }
}
