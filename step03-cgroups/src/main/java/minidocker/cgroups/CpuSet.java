package minidocker.cgroups;

import java.util.BitSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A set of processors, or of memory nodes, by number. As text it is the list format of cpuset(7): {@code 0-2,7}.
 *
 * <p>The bits are never changed once they are in here.
 */
public record CpuSet(BitSet numbers) {
    /** What the kernel can be built for at most. */
    private static final int MOST = 8192;

    /** {@code 0-2,7}; the empty text, or one of blanks, is the empty set. */
    public static CpuSet parse(String text) {
        BitSet numbers = new BitSet();
        if (!text.isBlank()) {
            for (String part : text.strip().split(",", -1)) {
                String[] ends = part.split("-", -1);
                int first = number(ends[0], text);
                int last = ends.length == 1 ? first : number(ends[1], text);
                if (ends.length > 2 || last < first) {
                    throw invalid(text);
                }
                numbers.set(first, last + 1);
            }
        }
        return new CpuSet(numbers);
    }

    private static int number(String text, String all) {
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) >= MOST) {
            throw invalid(all);
        }
        return Integer.parseInt(text);
    }

    private static IllegalArgumentException invalid(String text) {
        return new IllegalArgumentException("invalid value " + text + " for a cpuset: write numbers and ranges, such as 0-2,7");
    }

    public boolean isEmpty() {
        return numbers.isEmpty();
    }

    public int count() {
        return numbers.cardinality();
    }

    public boolean containsAll(CpuSet other) {
        BitSet missing = (BitSet) other.numbers.clone();
        missing.andNot(numbers);
        return missing.isEmpty();
    }

    /** Ranges as long as possible, in ascending order. */
    @Override
    public String toString() {
        return IntStream.range(0, numbers.length()).filter(i -> numbers.get(i) && (i == 0 || !numbers.get(i - 1)))
                .mapToObj(first -> {
                    int last = numbers.nextClearBit(first) - 1;
                    return last == first ? Integer.toString(first) : first + "-" + last;
                }).collect(Collectors.joining(","));
    }
}
