package minidocker.syscall;

import com.sun.jna.Function;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The memory of this process that its children do not get: nearly all of it. A clone copies the page tables of everything that is
 * mapped, and our children look at nothing but the machine code and their table. Leaving the rest out takes a clone about half
 * the time, and what Java's heap holds never exists in a process of a container.
 *
 * <p>One thing more is kept: the stack of the thread that clones. The machine does not use it, but the kernel does: with it lies
 * the thread's struct rseq, to which the kernel writes whenever it moves the thread to another processor; where it is missing the
 * thread dies of SIGSEGV.
 *
 * <p>Java's own children are not touched by this: {@link ProcessBuilder} makes them by a vfork, which shares memory and copies
 * none.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/madvise.2.html">madvise(2), MADV_DONTFORK</a>
 */
final class UnsharedMemory {
    private static final int MADV_DONTFORK = 10;
    private static final int MADV_DOFORK = 11;

    private record Range(long start, long end) {
        boolean has(long address) {
            return Long.compareUnsigned(start, address) <= 0 && Long.compareUnsigned(address, end) < 0;
        }
    }

    private final Function stack;
    private final List<Range> left = new ArrayList<>();

    /** Leaves out all that is mapped now. What Java maps later is copied as ever. */
    UnsharedMemory(NativeMemory code) {
        stack = Function.getFunction(new Pointer(code.address() + MachineCode.stack(Architecture.current())));
        try {
            for (String mapping : Files.readAllLines(Path.of("/proc/self/maps"))) {
                int dash = mapping.indexOf('-');
                int space = mapping.indexOf(' ');
                Range range = new Range(Long.parseUnsignedLong(mapping, 0, dash, 16),
                        Long.parseUnsignedLong(mapping, dash + 1, space, 16));
                boolean kernels = mapping.endsWith("]") && mapping.contains("[v");
                if (!range.has(code.address()) && !kernels && Linux.madvise(range.start(), range.end(), MADV_DONTFORK)) {
                    left.add(range);
                }
            }
        } catch (IOException noProc) {
            // Only slower.
        }
    }

    /** To be called by the thread that clones, just before. */
    void keepStack() {
        long address = stack.invokeLong(new Object[0]);
        for (Range range : List.copyOf(left)) {
            if (range.has(address)) {
                Linux.madvise(range.start(), range.end(), MADV_DOFORK);
                left.remove(range);
            }
        }
    }
}
